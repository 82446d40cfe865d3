// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.tracking.Tracker;
import org.vaelab.framework.record.ComparisonFolder;
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
    int run() throws IOException {
        Path into = out == null ? folder.resolve(tracker.folderName()) : out;
        OutFile.requireNoFile(into);
        int runs = 1;
        RunFolder run = new RunFolder(folder);
        if (run.hasResult()) {
            tracker.export(comparisonOf(folder), run, into);
        } else {
            runs = tracker.export(requireComparison(folder), into);
        }
        console()
                .out()
                .println("written: " + (runs == 1 ? "1 run" : runs + " runs") + " to " + into);
        console().out().println("    look: " + tracker.look(into));
        return ExitCode.DONE;
    }

    /** Returns the name of the comparison that a run is in; that of its folder if it was moved. */
    private static String comparisonOf(Path run) throws IOException {
        Path runs = run.toAbsolutePath().normalize().getParent();
        Path parent = runs == null ? null : runs.getParent();
        if (parent != null && Files.isRegularFile(new ComparisonFolder(parent).plan())) {
            return new ComparisonFolder(parent).readPlan().name();
        }
        return String.valueOf(run.toAbsolutePath().normalize().getFileName());
    }
}
