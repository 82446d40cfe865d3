// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.publish.Tracker;
import org.vaelab.framework.naming.Amount;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab history}. */
@Command(
        name = "history",
        description = {
            "Export the histories of runs to TensorBoard or MLflow.",
            "Curves, final metrics with standard errors, settings and provenance. A second export",
            "replaces the runs of the first."
        })
final class HistoryCommand extends SessionCommand {

    @Parameters(paramLabel = "DIR", description = "Folder of a comparison, or of one finished run.")
    private Path folder = Path.of("");

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TRACKER",
            description = "tensorboard: event files; mlflow: runs of its file store.")
    private Tracker tracker = Tracker.TENSORBOARD;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder to write (default: tensorboard or mlruns in DIR).")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        Path into = out == null ? folder.resolve(tracker.folderName()) : out;
        OutFile.requireNoFile(into);
        RunFolder run = new RunFolder(folder);
        int runs =
                run.hasResult()
                        ? tracker.export(run, into)
                        : tracker.export(requireComparison(folder), into);
        console().out().println("written: " + Amount.of(runs, "run") + " to " + into);
        console().out().println("    look: " + tracker.look(into));
        return ExitCode.DONE;
    }
}
