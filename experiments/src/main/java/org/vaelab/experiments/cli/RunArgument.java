// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.experiments.spec.UserError;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Parameters;

/** The argument {@code RUN}. */
final class RunArgument {

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "Folder of a finished run: <out>/runs/<model>-<seed>-<hash>.")
    private Path folder = Path.of("");

    /**
     * Returns the folder of the run.
     *
     * @throws UserError if it has no record
     */
    RunFolder folder() {
        RunFolder run = new RunFolder(folder);
        if (!run.hasResult()) {
            String why = Files.isDirectory(folder) ? "it has no result.json" : "no such folder";
            throw new UserError(folder + " is not the folder of a finished run: " + why);
        }
        return run;
    }
}
