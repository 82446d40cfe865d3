// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.plan.ConfigDifference;
import org.vaelab.experiments.run.CommandText;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.run.GeneratorUse;
import org.vaelab.experiments.run.OnnxExport;
import org.vaelab.experiments.run.Provenances;
import org.vaelab.experiments.run.Reproduction;
import org.vaelab.experiments.run.RunExecutor;
import org.vaelab.experiments.run.ScoresFile;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.GradientsFile;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.reports.Report;

/** Carries out the commands about runs. */
final class RunActions implements Actions {

    private static final int IMAGES = 60;

    @Override
    public int compare(Session session, PreparedComparison comparison, int jobs)
            throws IOException {
        Console console = session.console();
        ComparisonRunner.Summary summary;
        try (Interruption interruption = Interruption.listen();
                ProgressDisplay display =
                        new ProgressDisplay(console, comparison.spec().name(), comparison.jobs())) {
            ComparisonRunner runner =
                    new ComparisonRunner(
                            executor(session, comparison.data()),
                            comparison.folder(),
                            display,
                            interruption);
            summary = runner.run(comparison.jobs(), jobs);
            display.close();
            if (summary.interrupted() > 0) {
                console.err().println("interrupted; the same command goes on");
                console.flush();
                return ExitCode.INTERRUPTED;
            }
        }
        Path report = Report.write(comparison.folder().path());
        ComparisonPlan plan = comparison.folder().readPlan();
        ResultLines.print(console.out(), comparison.folder(), plan);
        console.out().println();
        console.out().println("report: " + firstPage(report, plan.reportFormats()));
        if (summary.failed() > 0) {
            console.error(summary.failed() + " of " + comparison.jobs().size() + " runs failed");
            return ExitCode.FAILED;
        }
        return ExitCode.DONE;
    }

    private static Path firstPage(Path report, List<String> formats) {
        if (formats.contains("html")) {
            return report.resolve("index.html");
        }
        return formats.contains("markdown") ? report.resolve("report.md") : report;
    }

    private static RunExecutor executor(Session session, DataCache data) {
        String command = CommandText.vaelab(session.arguments());
        return new RunExecutor(
                session.context().plugins(), session.backends(), data, new Provenances(command));
    }

    @Override
    public int evaluate(Session session, RunChoice choice) throws IOException {
        Console console = session.console();
        RunFolder folder = choice.requireRun();
        EvaluationProgress progress = new MeasuringLines(console);
        try (TrainedModel trained = open(session, choice)) {
            EvaluationResult result = trained.evaluate(progress);
            Optional<List<GradientQuality>> gradients = trained.gradients(progress);
            printMetrics(console.out(), result.metrics());
            result.absent()
                    .forEach((name, why) -> console.out().println(name + " is absent: " + why));
            String hash = RecordMapper.hash(trained.spec().config()).substring(0, 10);
            Path file = folder.path().resolve("evaluations").resolve(hash + ".json");
            Files.createDirectories(file.getParent());
            Map<String, Object> document =
                    Map.of("config", trained.spec().config(), "metrics", result.metrics());
            AtomicFile.write(file, RecordMapper.document(document));
            console.out().println();
            if (gradients.isPresent()) {
                Path csv = file.resolveSibling(hash + "-gradients.csv");
                GradientsFile.write(csv, gradients.get());
                GradientLines.print(console.out(), gradients.get());
                console.out().println();
                console.out().println("written: " + csv);
            }
            console.out().println("written: " + file);
        }
        return ExitCode.DONE;
    }

    private static void printMetrics(PrintWriter out, Map<String, Estimate> metrics) {
        List<List<String>> rows = new ArrayList<>();
        metrics.forEach(
                (name, estimate) ->
                        rows.add(
                                List.of(
                                        name,
                                        String.format(Locale.ROOT, "%.4f", estimate.value()),
                                        error(estimate),
                                        estimate.unit(),
                                        estimate.kind().jsonName(),
                                        Long.toString(estimate.samples()))));
        TextTable.print(
                out, List.of("metric", "value", "standard error", "unit", "kind", "samples"), rows);
    }

    private static String error(Estimate estimate) {
        return Double.isNaN(estimate.standardError())
                ? "-"
                : String.format(Locale.ROOT, "%.4f", estimate.standardError());
    }

    @Override
    public int encode(Session session, RunChoice choice, ExampleChoice which) throws IOException {
        try (TrainedModel trained = open(session, choice)) {
            Examples examples = examples(trained.data(), which, null);
            GeneratorUse use = new GeneratorUse(trained.model(), trained.data());
            Path out = which.out;
            if (out == null) {
                use.encode(examples, session.console().out());
                session.console().out().flush();
                return ExitCode.DONE;
            }
            try (BufferedWriter writer = Files.newBufferedWriter(out)) {
                use.encode(examples, writer);
            }
            return written(session, out);
        }
    }

    @Override
    public int reconstruct(Session session, RunChoice choice, ExampleChoice which)
            throws IOException {
        try (TrainedModel trained = open(session, choice)) {
            Examples examples = examples(trained.data(), which, IMAGES);
            Path out = which.out == null ? Path.of("reconstructions.png") : which.out;
            new GeneratorUse(trained.model(), trained.data())
                    .reconstruct(RandomKey.of(0), examples, out);
            return written(session, out);
        }
    }

    @Override
    public int sample(Session session, RunChoice choice, SampleChoice which) throws IOException {
        if (which.count < 1) {
            throw new UsageException("--count must be at least 1, is " + which.count);
        }
        try (TrainedModel trained = open(session, choice)) {
            Path out = which.out == null ? Path.of("samples.png") : which.out;
            new GeneratorUse(trained.model(), trained.data())
                    .sample(RandomKey.of(which.seed), which.count, which.condition, out);
            return written(session, out);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public int score(Session session, ScoreChoice choice, ExampleChoice which) throws IOException {
        OptionalInt samples = choice.draws();
        try (TrainedModel trained = open(session, choice)) {
            Examples examples = examples(trained.data(), which, null);
            Csv csv =
                    ScoresFile.of(
                            scores(session, trained, examples, samples),
                            examples,
                            trained.data().dataset().leftOut());
            if (which.out == null) {
                session.console().out().print(csv);
                session.console().out().flush();
                return ExitCode.DONE;
            }
            csv.write(which.out);
            return written(session, which.out);
        }
    }

    private static DatumScores scores(
            Session session, TrainedModel trained, Examples examples, OptionalInt samples) {
        try {
            return trained.scores(examples, samples, new MeasuringLines(session.console()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public int export(Session session, FinishedRun run, @Nullable Path out) throws IOException {
        RunFolder folder = run.requireRun();
        Path into = out == null ? folder.path().resolve("onnx") : out;
        if (Files.exists(into) && !Files.isDirectory(into)) {
            throw new UsageException("--out " + into + " is a file; expected a folder");
        }
        OnnxExport export;
        try {
            export =
                    OnnxExport.of(
                            folder,
                            session.context(),
                            session.backends(),
                            new DataCache(DataSource.Progress.SILENT));
        } catch (IllegalArgumentException e) {
            throw new UsageException(folder.path() + ": " + e.getMessage(), e);
        }
        for (Path file : export.write(into)) {
            session.console().out().println("written: " + file);
        }
        export.refused()
                .forEach((half, why) -> session.console().out().println("no " + half + ": " + why));
        return ExitCode.DONE;
    }

    @Override
    public int reproduce(Session session, RunFolder folder) throws IOException {
        Console console = session.console();
        DataCache data = new DataCache(DataSource.Progress.SILENT);
        Reproduction reproduction = new Reproduction(session.context(), executor(session, data));
        ComparisonRunner.Job job = reproduction.job(folder);
        List<ConfigDifference> differences;
        try (Interruption interruption = Interruption.listen();
                ProgressDisplay display = ProgressDisplay.ofReproduction(console, job)) {
            differences = reproduction.differences(folder, job, display, interruption);
            if (interruption.getAsBoolean()) {
                return ExitCode.INTERRUPTED;
            }
        }
        if (differences.isEmpty()) {
            console.out().println("reproduced: the new record equals " + folder.result());
            return ExitCode.DONE;
        }
        boolean same = differences.stream().allMatch(RunActions::isOfSurroundings);
        console.out()
                .println(
                        same
                                ? "reproduced: the new record has the numbers of "
                                        + folder.result()
                                        + ", from other software or another machine:"
                                : "not reproduced; where the new record differs:");
        differences.forEach(line -> console.out().println("    " + line));
        return same ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Whether a difference tells by what a run was carried out, and nothing of what came of it. */
    private static boolean isOfSurroundings(ConfigDifference difference) {
        return difference.key().startsWith("provenance.framework.")
                || difference.key().startsWith("provenance.backend.");
    }

    private static TrainedModel open(Session session, RunChoice choice) throws IOException {
        RunFolder folder = choice.requireRun();
        try {
            return TrainedModel.open(
                    folder,
                    choice.settings(),
                    session.context(),
                    session.backends(),
                    new DataCache(DataSource.Progress.SILENT));
        } catch (IllegalArgumentException e) {
            throw new UsageException(folder.path() + ": " + e.getMessage(), e);
        }
    }

    private static Examples examples(
            PreparedData data, ExampleChoice which, @Nullable Integer otherwise) {
        Examples all =
                switch (which.split) {
                    case TEST -> data.test();
                    case VALIDATION ->
                            data.validation()
                                    .orElseThrow(
                                            () ->
                                                    new UsageException(
                                                            "--split validation: this run held"
                                                                    + " out no validation"
                                                                    + " examples"));
                    case TRAIN -> data.trainingView();
                };
        Integer first = which.first == null ? otherwise : which.first;
        if (first != null && first < 1) {
            throw new UsageException("--first must be at least 1, is " + first);
        }
        return first == null ? all : all.first(first);
    }

    private static int written(Session session, Path out) {
        session.console().out().println("written: " + out);
        return ExitCode.DONE;
    }
}
