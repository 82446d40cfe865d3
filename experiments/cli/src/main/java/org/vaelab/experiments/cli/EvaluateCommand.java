// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.run.Evaluations;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.FurtherEvaluator;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Evaluate trained models again, with other settings or data.",
            "A run: prints the metrics. A comparison: evaluates all its complete runs, and adds"
                    + " the results to its report. The same command continues it.",
            "The metrics are written to evaluations/ in the folder of each run."
        })
final class EvaluateCommand extends SessionCommand {

    @Parameters(
            index = "0",
            paramLabel = "RUN|DIR",
            description = "Folder of a finished run, or of a comparison.")
    private Path folder = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "Replace a value of the config of the runs. May be repeated:",
                "evaluation.importanceSamples=5000"
            })
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description =
                    "Number of runs of a comparison at the same time (default: ${DEFAULT-VALUE}).")
    private int jobs = 1;

    @Override
    public Integer call() throws IOException {
        if (jobs < 1) {
            throw new UserError("--jobs must be at least 1, is " + jobs);
        }
        ComparisonFolder comparison = new ComparisonFolder(folder);
        if (Files.isRegularFile(comparison.plan())) {
            if (settings.isEmpty()) {
                throw new UserError(
                        folder
                                + " is the folder of a comparison: name what its evaluation shall change,"
                                + " for example --set evaluation.importanceSamples=5000");
            }
            return evaluate(comparison);
        }
        RunFolder run = new RunFolder(folder);
        if (!run.hasResult()) {
            String why =
                    Files.isDirectory(folder)
                            ? "it has neither result.json nor plan.json"
                            : "no such folder";
            throw new UserError(
                    folder + " is not the folder of a finished run or of a comparison: " + why);
        }
        return evaluate(run);
    }

    private int evaluate(ComparisonFolder comparison) throws IOException {
        Console console = console();
        Evaluations evaluations = Evaluations.of(comparison, evaluator(), settings);
        evaluations
                .leftOut()
                .forEach((run, why) -> console.line(run.label() + ": left out, " + why));
        int runs = evaluations.tasks().size();
        if (runs == 0) {
            throw new UserError(
                    folder + ": no run is complete, so that there is nothing to evaluate");
        }
        String name = comparison.readPlan().name();
        try (Interruption interruption = Interruption.listen(console, PlanConsole.FAREWELL)) {
            Executor.Summary summary;
            try (EvaluationDisplay display =
                            new EvaluationDisplay(console, name, runs, jobs, interruption);
                    Interruption.Orderly evaluating = interruption.orderly()) {
                summary = evaluations.run(jobs, display);
            }
            if (summary.interrupted() > 0 || interruption.getAsBoolean()) {
                return ExitCode.INTERRUPTED;
            }
            PlanConsole.writeReport(Results.in(folder, lab()), console, interruption);
            FailedMetrics failed = new FailedMetrics();
            evaluations
                    .failedMetrics()
                    .forEach((run, reasons) -> failed.add(run.model(), run.seed(), reasons));
            int measured = failed.report(console);
            if (summary.failed() > 0) {
                console.error(summary.failed() + " of " + runs + " evaluations failed");
                return ExitCode.FAILED;
            }
            return measured;
        }
    }

    private int evaluate(RunFolder run) throws IOException {
        FurtherEvaluator evaluator = evaluator();
        FurtherEvaluator.Task task = evaluator.task(run, settings);
        FurtherEvaluator.Kept kept = evaluator.evaluate(task, new MeasuringLines(console()));
        EvaluationTables.print(kept, console().out());
        FailedMetrics failed = new FailedMetrics();
        failed.add(task.record().model(), task.record().seed(), kept.record().failedMetrics());
        return failed.report(console());
    }

    private FurtherEvaluator evaluator() {
        return new FurtherEvaluator(lab());
    }
}
