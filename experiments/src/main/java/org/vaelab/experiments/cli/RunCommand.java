// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.experiments.spec.UserError;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Parameters;

/** A command on a finished run, whose folder is its first argument. */
abstract class RunCommand extends SessionCommand {

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "Folder of a finished run: <out>/runs/<model>-<seed>-<hash>.")
    private Path folder = Path.of("");

    @Override
    final int run(Session session) throws IOException {
        RunFolder run = new RunFolder(folder);
        if (!run.hasResult()) {
            String why = Files.isDirectory(folder) ? "it has no result.json" : "no such folder";
            throw new UserError(folder + " is not the folder of a finished run: " + why);
        }
        return run(session, run);
    }

    /** Does the work on a run that has a record, and returns the exit code. */
    abstract int run(Session session, RunFolder run) throws IOException;
}
