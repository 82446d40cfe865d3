// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that name a finished run. */
class RunChoice {

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "The folder of a finished run: <out>/runs/<model>-<seed>-<hash>.")
    Path folder = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replace a value of the run's config, such as evaluation.samples=10.")
    private List<String> settings = new ArrayList<>();

    /** Returns what is replaced of the run's config. */
    List<String> settings() {
        return List.copyOf(settings);
    }

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
