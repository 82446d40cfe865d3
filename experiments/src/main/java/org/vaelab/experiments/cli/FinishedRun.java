// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Parameters;

/** The argument that names a finished run. */
class FinishedRun {

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "The folder of a finished run: <out>/runs/<model>-<seed>-<hash>.")
    Path folder = Path.of("");

    /**
     * Returns the run's folder.
     *
     * @throws UsageException if it holds no record
     */
    RunFolder requireRun() {
        RunFolder run = new RunFolder(folder);
        if (!run.hasResult()) {
            String why = Files.isDirectory(folder) ? "it has no result.json" : "no such folder";
            throw new UsageException(folder + " is not the folder of a finished run: " + why);
        }
        return run;
    }
}
