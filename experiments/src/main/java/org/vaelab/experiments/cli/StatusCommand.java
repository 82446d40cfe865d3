// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.experiments.progress.PlanProgress;
import org.vaelab.experiments.progress.PlanWatch;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.progress.RunState;
import org.vaelab.experiments.progress.TimeLeft;
import org.vaelab.experiments.spec.UserError;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
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

    private static final List<String> HEADING =
            List.of("model", "done", "failed", "running", "begun", "left");

    private static final List<RunState> STATES =
            List.of(
                    RunState.DONE,
                    RunState.FAILED,
                    RunState.RUNNING,
                    RunState.BEGUN,
                    RunState.LEFT);

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
    int run(Session session) throws IOException {
        ComparisonFolder comparison = requireComparison(folder);
        if (watch) {
            return watch(comparison, session.console().out());
        }
        if (!Double.isNaN(every)) {
            throw new UserError("--every is for --watch");
        }
        PlanProgress progress = PlanProgress.read(comparison);
        PrintWriter out = session.console().out();
        print(progress, out);
        Map<PlannedRun, List<HealthFinding>> found = new LinkedHashMap<>();
        for (PlannedRun planned : progress.plan().runs()) {
            found.put(planned, comparison.run(planned).health().findings());
        }
        List<String> findings = HealthLines.of(found);
        if (!findings.isEmpty()) {
            out.println();
            findings.forEach(out::println);
        }
        return progress.in(RunState.FAILED).isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private int watch(ComparisonFolder comparison, PrintWriter out) throws IOException {
        if (every < LEAST_SECONDS) {
            throw new UserError("--every must be at least 0.1, is " + every);
        }
        boolean terminal = Console.canRedraw(System.getenv());
        PlanWatch plan = new PlanWatch(comparison);
        LiveView view = new LiveView(!terminal || Console.showsBlocks());
        PlanWatch.Look look = plan.look();
        if (!terminal) {
            while (true) {
                view.lines(look, WITHOUT_TERMINAL).forEach(out::println);
                out.println();
                if (look.isOver()) {
                    return LiveView.exitCode(look);
                }
                pause(Double.isNaN(every) ? SECONDS_WITHOUT_TERMINAL : every);
                look = plan.look();
            }
        }
        try (LiveScreen screen = new LiveScreen(out)) {
            while (true) {
                screen.draw(view.lines(look, TerminalSize.now()));
                if (look.isOver()) {
                    return LiveView.exitCode(look);
                }
                pause(Double.isNaN(every) ? 1 : every);
                look = plan.look();
            }
        }
    }

    private static void pause(double seconds) {
        try {
            Thread.sleep((long) (1000 * seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while watching", e);
        }
    }

    /** Returns the table of the counts by model, a line for each. */
    static List<String> counts(PlanProgress progress) {
        StringWriter table = new StringWriter();
        printTable(progress, new PrintWriter(table), StatusCommand::count);
        return table.toString().lines().toList();
    }

    private static void printTable(
            PlanProgress progress,
            PrintWriter out,
            BiFunction<List<RunProgress>, RunState, String> cell) {
        List<List<String>> rows = new ArrayList<>();
        progress.groups()
                .forEach(
                        (name, runs) -> {
                            List<String> row = new ArrayList<>(List.of(name));
                            STATES.forEach(state -> row.add(cell.apply(runs, state)));
                            rows.add(row);
                        });
        ConsoleText.table(out, HEADING, rows);
    }

    private static void print(PlanProgress progress, PrintWriter out) {
        printTable(progress, out, StatusCommand::countOrSteps);
        out.println();
        out.println(summary(progress));
        List<RunProgress> failed = progress.in(RunState.FAILED);
        failed.forEach(run -> printFailure(run, out));
        if (!failed.isEmpty()) {
            out.println();
        }
        Stream.of(work(progress), timeLeft(progress.timeLeft()))
                .filter(line -> !line.isEmpty())
                .forEach(out::println);
    }

    private static String count(List<RunProgress> runs, RunState state) {
        return "" + runs.stream().filter(run -> run.state() == state).count();
    }

    /** Returns the step of each run that has begun, otherwise the number of runs. */
    private static String countOrSteps(List<RunProgress> runs, RunState state) {
        if (state != RunState.RUNNING && state != RunState.BEGUN) {
            return count(runs, state);
        }
        String each =
                runs.stream()
                        .filter(run -> run.state() == state)
                        .map(StatusCommand::step)
                        .collect(Collectors.joining("; "));
        return each.isEmpty() ? "0" : each;
    }

    private static String step(RunProgress run) {
        String of = run.steps() == 0 ? "" : " of " + grouped(run.steps());
        return "seed " + run.planned().seed() + " at step " + grouped(run.step()) + of;
    }

    static String summary(PlanProgress progress) {
        List<String> parts = new ArrayList<>();
        for (RunState state : RunState.values()) {
            int count = progress.in(state).size();
            if (count > 0) {
                parts.add(count + " " + state.name().toLowerCase(Locale.ROOT));
            }
        }
        String counts =
                parts.isEmpty()
                        ? "no runs are planned before the search ends"
                        : String.join(", ", parts) + " of " + runs(progress.runs().size());
        return progress.plan().name() + ": " + counts;
    }

    private static void printFailure(RunProgress run, PrintWriter out) {
        RunRecord record = Objects.requireNonNull(run.record(), "record");
        Failure failure = Objects.requireNonNull(record.failure(), "failure");
        out.println();
        out.println(
                run.planned().label()
                        + " failed "
                        + (failure.step() == 0
                                ? "before the first step"
                                : "at step " + grouped(failure.step()))
                        + ": "
                        + failure.cause());
        out.println("    " + failure.advice());
    }

    /** Returns whether open runs are executed, if there is something to say. */
    static String work(PlanProgress progress) {
        if (!progress.workIsKnown()) {
            return "whether a process is at work cannot be told on this file system";
        }
        int abandoned = progress.abandoned().size();
        if (abandoned == 0) {
            return "";
        }
        return "no process works on "
                + runs(abandoned)
                + ": to continue, start the same compare command again";
    }

    /** Returns the time left; empty if nothing is left, or nothing is known. */
    static String timeLeft(TimeLeft left) {
        if (left.counted() == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder("time left: about ");
        text.append(ConsoleText.duration(left.seconds())).append(", ");
        text.append(left.atOnce() == 1 ? "one run after another" : left.atOnce() + " runs at once");
        if (!left.unknown().isEmpty()) {
            text.append("; of ").append(String.join(", ", left.unknown()));
            text.append(" nothing is known yet, so the mean of the other models counts");
        }
        if (!left.withoutEvaluation().isEmpty()) {
            text.append("; without the evaluation of ")
                    .append(String.join(", ", left.withoutEvaluation()));
        }
        return text.toString();
    }

    private static String runs(int count) {
        return count == 1 ? "1 run" : count + " runs";
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
