// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.run.PlanProgress;
import org.vaelab.experiments.run.PlanWatch;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.run.RunState;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.settings.Amount;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab status}. */
@Command(
        name = "status",
        description = {
            "Show the progress of a comparison, and the time left.",
            "Counts the runs that are done, failed, running, begun and left, and lists what the health",
            "monitor found. Writes nothing."
        },
        footer = "Exit code 1 if a run failed, otherwise 0, whether or not all runs are done.")
final class StatusCommand extends SessionCommand {

    private static final double LEAST_SECONDS = 0.1;
    private static final double SECONDS_WITHOUT_TERMINAL = 30;
    private static final TerminalSize WITHOUT_TERMINAL = new TerminalSize(1000, 120);

    @Parameters(paramLabel = "DIR", description = "Folder of the comparison, as compare wrote it.")
    private Path folder = Path.of("");

    @Option(
            names = "--watch",
            description = {
                "Show the plan until all runs have ended: those at work with their curves, and the",
                "newest failures. Without a terminal, print it again and again."
            })
    private boolean watch;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            description =
                    "Seconds between two looks of --watch. Default: 1, without a terminal 30.")
    private double every = Double.NaN;

    @Override
    public Integer call() throws IOException {
        ComparisonFolder comparison = requireComparison(folder);
        if (watch) {
            return watch(comparison, console().out());
        }
        if (!Double.isNaN(every)) {
            throw new UserError("--every is for --watch");
        }
        PlanProgress progress = new PlanWatch(comparison).look();
        PrintWriter out = console().out();
        print(progress, out);
        Map<PlannedRun, List<HealthFinding>> found = new LinkedHashMap<>();
        for (PlannedRun planned : progress.plan().runs()) {
            found.put(planned, comparison.run(planned).health().findings());
        }
        if (found.values().stream().anyMatch(findings -> !findings.isEmpty())) {
            out.println();
            ProgressText.health(found).forEach(out::println);
        }
        return exitCode(progress);
    }

    private static int exitCode(PlanProgress progress) {
        return progress.in(RunState.FAILED).isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private int watch(ComparisonFolder comparison, PrintWriter out) throws IOException {
        if (every < LEAST_SECONDS) {
            throw new UserError("--every must be at least 0.1, is " + every);
        }
        boolean terminal = Console.canRedraw(System.getenv());
        LiveView view = new LiveView(!terminal || Console.showsBlocks());
        double usual = terminal ? 1 : SECONDS_WITHOUT_TERMINAL;
        PlanWatch plan = new PlanWatch(comparison);
        try (LiveScreen screen = terminal ? new LiveScreen(out) : null) {
            while (true) {
                PlanProgress progress = plan.look();
                if (screen == null) {
                    view.lines(progress, WITHOUT_TERMINAL).forEach(out::println);
                    out.println();
                } else {
                    screen.draw(view.lines(progress, TerminalSize.now()));
                }
                if (progress.isOver() || console().lost() != null) {
                    return exitCode(progress);
                }
                pause(Double.isNaN(every) ? usual : every);
            }
        }
    }

    private static void print(PlanProgress progress, PrintWriter out) {
        ProgressText text = new ProgressText(progress);
        text.steps().forEach(out::println);
        out.println();
        out.println(text.summary());
        int former = progress.plan().former().size();
        if (former > 0) {
            out.println(
                    "%s of earlier configs on disk (report --all shows those that are complete)"
                            .formatted(Amount.of(former, "run")));
        }
        List<RunProgress> failed = progress.in(RunState.FAILED);
        failed.forEach(run -> printFailure(run, out));
        if (!failed.isEmpty()) {
            out.println();
        }
        Stream.of(text.work(), text.timeLeft() + text.remarksOnTime())
                .filter(line -> !line.isEmpty())
                .forEach(out::println);
    }

    private static void printFailure(RunProgress run, PrintWriter out) {
        Failure failure = ProgressText.failure(run);
        String step =
                failure.step() == 0
                        ? "before the first step"
                        : "at step " + ProgressText.grouped(failure.step());
        out.println();
        out.println(
                run.planned().label() + " failed " + step + ": " + OptionWords.in(failure.cause()));
        out.println("    " + OptionWords.in(failure.advice()));
    }
}
