// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.publish.MlflowRuns;
import org.vaelab.experiments.publish.MlflowServer;
import org.vaelab.experiments.publish.TensorBoardRuns;
import org.vaelab.experiments.publish.TrackedRun;
import org.vaelab.experiments.run.PlanProgress;
import org.vaelab.experiments.run.PlanWatch;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.settings.Amount;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab history}. */
@Command(
        name = "history",
        description = {
            "Export the histories of runs to TensorBoard or MLflow.",
            "Curves, final metrics with standard errors, settings and provenance.",
            "TensorBoard also gets images and histograms of codes, MLflow the report.",
            "A second export replaces the first."
        })
final class HistoryCommand extends SessionCommand {

    private static final double SECONDS_BETWEEN_LOOKS = 5;

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
    private String uri = "";

    @Option(
            names = "--follow",
            description =
                    "With mlflow: send what is new every 5 seconds until all runs have ended, then the"
                            + " report. If the server is away or busy, try again for an hour.")
    private boolean follow;

    @Override
    public Integer call() throws IOException {
        RunFolder run = new RunFolder(folder);
        if (tracker == Tracker.MLFLOW) {
            Duration patience = follow ? Duration.ofHours(1) : Duration.ZERO;
            String authorization = MlflowServer.authorization(System.getenv());
            MlflowServer server =
                    new MlflowServer(
                            MlflowServer.address(uri),
                            authorization,
                            patience,
                            MlflowServer.TIMEOUT,
                            console()::line);
            int sent =
                    run.hasResult() && !follow
                            ? send(run, server)
                            : send(requireComparison(folder), server);
            console().out().println("sent: " + Amount.of(sent, "run") + " to " + uri);
            return ExitCode.DONE;
        }
        if (follow) {
            throw new UserError("--follow is for --to mlflow");
        }
        List<TrackedRun> runs =
                run.hasResult()
                        ? List.of(TrackedRun.of(run))
                        : TrackedRun.of(requireComparison(folder));
        Path into = out == null ? folder.resolve("tensorboard") : out;
        OutFile.requireNoFile(into);
        TensorBoardRuns.write(runs, into);
        console().out().println("written: " + Amount.of(runs.size(), "run") + " to " + into);
        console().out().println("    look: tensorboard --logdir " + into);
        return ExitCode.DONE;
    }

    private static int send(RunFolder folder, MlflowServer server) throws IOException {
        TrackedRun run = TrackedRun.of(folder);
        new MlflowRuns(server, run.experiment(), TrackedRun.owner(folder)).send(run);
        return 1;
    }

    private int send(ComparisonFolder comparison, MlflowServer server) throws IOException {
        PlanWatch watch = new PlanWatch(comparison);
        PlanProgress seen = watch.look();
        MlflowRuns runs = new MlflowRuns(server, seen.plan().name(), comparison.path());
        runs.send(comparison, seen);
        if (follow) {
            console()
                    .line(
                            "following %s; Ctrl-C stops, and the same command goes on"
                                    .formatted(comparison.path()));
        }
        while (follow && (!seen.isOver() || runs.isReportDue(comparison))) {
            pause(SECONDS_BETWEEN_LOOKS);
            seen = watch.look();
            runs.send(comparison, seen);
        }
        runs.end(comparison, seen);
        return runs.size();
    }
}
