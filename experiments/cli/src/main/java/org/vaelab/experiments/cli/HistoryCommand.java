// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.internal.publish.MlflowServer;
import org.vaelab.experiments.internal.publish.TensorBoardRuns;
import org.vaelab.experiments.internal.publish.TrackedRun;
import org.vaelab.framework.naming.internal.Amount;
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

    private enum Tracker {
        TENSORBOARD,
        MLFLOW
    }

    @Parameters(paramLabel = "DIR", description = "Folder of a comparison, or of one finished run.")
    private Path folder = Path.of("");

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TRACKER",
            description = "tensorboard: event files; mlflow: a tracking server.")
    private Tracker tracker = Tracker.TENSORBOARD;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the event files (default: tensorboard in DIR).")
    private @Nullable Path out;

    @Option(
            names = "--uri",
            paramLabel = "URI",
            defaultValue = "${env:MLFLOW_TRACKING_URI:-http://127.0.0.1:5000}",
            description = "Address of the tracking server (default: ${DEFAULT-VALUE}).")
    private URI uri = URI.create("");

    @Override
    public Integer call() throws IOException {
        RunFolder run = new RunFolder(folder);
        List<TrackedRun> runs =
                run.hasResult()
                        ? List.of(TrackedRun.of(run))
                        : TrackedRun.of(requireComparison(folder));
        String what = Amount.of(runs.size(), "run") + " to ";
        if (tracker == Tracker.MLFLOW) {
            MlflowServer server = new MlflowServer(uri);
            for (TrackedRun each : runs) {
                server.send(each);
            }
            console().out().println("sent: " + what + uri);
            return ExitCode.DONE;
        }
        Path into = out == null ? folder.resolve("tensorboard") : out;
        OutFile.requireNoFile(into);
        TensorBoardRuns.write(runs, into);
        console().out().println("written: " + what + into);
        console().out().println("    look: tensorboard --logdir " + into);
        return ExitCode.DONE;
    }
}
