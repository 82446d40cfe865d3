// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.plan.ConfigDifference;
import org.vaelab.experiments.run.AbsentMetrics;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.run.Reproduction;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.GradientsFile;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;

/** Carries out the commands about runs. */
final class RunActions implements Actions {

    @Override
    public int compare(Session session, PreparedComparison comparison, int jobs)
            throws IOException {
        return new Comparing(session, comparison).run(jobs);
    }

    @Override
    public int evaluate(Session session, RunChoice choice) throws IOException {
        Console console = session.console();
        RunFolder folder = choice.requireRun();
        EvaluationProgress progress = new MeasuringLines(console);
        try (TrainedModel trained = ModelActions.open(session, choice)) {
            EvaluationResult result = trained.evaluate(progress);
            Optional<List<GradientQuality>> gradients = trained.gradients(progress);
            printMetrics(console.out(), result);
            Map<String, String> absent =
                    AbsentMetrics.of(result, session.context().plugins().jars());
            absent.forEach((name, why) -> console.out().println(name + " is absent: " + why));
            result.caveats().forEach((name, caveat) -> console.out().println(name + ": " + caveat));
            String hash = RecordMapper.hash(trained.spec().config()).substring(0, 10);
            Path file = folder.path().resolve("evaluations").resolve(hash + ".json");
            Files.createDirectories(file.getParent());
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("config", trained.spec().config());
            document.put("metrics", result.metrics());
            document.put("evaluatedData", result.examples());
            document.put("absentMetrics", absent);
            document.put("caveats", result.caveats());
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

    private static void printMetrics(PrintWriter out, EvaluationResult result) {
        List<List<String>> rows = new ArrayList<>();
        result.metrics()
                .forEach(
                        (name, estimate) ->
                                rows.add(
                                        List.of(
                                                name,
                                                String.format(
                                                        Locale.ROOT, "%.4f", estimate.value()),
                                                NumberText.of("%.4f", estimate.standardError()),
                                                estimate.unit(),
                                                estimate.kind().jsonName(),
                                                Long.toString(estimate.samples()),
                                                String.valueOf(result.examples().get(name)))));
        TextTable.print(
                out,
                List.of("metric", "value", "standard error", "unit", "kind", "samples", "data"),
                rows);
    }

    @Override
    public int encode(Session session, RunChoice choice, ExampleChoice which) throws IOException {
        return ModelActions.encode(session, choice, which);
    }

    @Override
    public int reconstruct(Session session, RunChoice choice, ExampleChoice which)
            throws IOException {
        return ModelActions.reconstruct(session, choice, which);
    }

    @Override
    public int sample(Session session, RunChoice choice, SampleChoice which) throws IOException {
        return ModelActions.sample(session, choice, which);
    }

    @Override
    public int traverse(Session session, RunChoice choice, TraverseChoice which)
            throws IOException {
        return WalkActions.traverse(session, choice, which);
    }

    @Override
    public int interpolate(Session session, RunChoice choice, InterpolateChoice which)
            throws IOException {
        return WalkActions.interpolate(session, choice, which);
    }

    @Override
    public int impute(Session session, RunChoice choice, ImputeChoice which) throws IOException {
        return WalkActions.impute(session, choice, which);
    }

    @Override
    public int score(Session session, ScoreChoice choice, ExampleChoice which) throws IOException {
        return ModelActions.score(session, choice, which);
    }

    @Override
    public int export(Session session, FinishedRun run, @Nullable Path out) throws IOException {
        return ModelActions.export(session, run, out);
    }

    @Override
    public int reproduce(Session session, RunFolder folder) throws IOException {
        Console console = session.console();
        DataCache data = new DataCache(DataSource.Progress.SILENT);
        Reproduction reproduction =
                new Reproduction(session.context(), Comparing.executor(session, data));
        ComparisonRunner.Job job = reproduction.job(folder);
        List<ConfigDifference> differences;
        try (Interruption interruption =
                        Interruption.listen(console, "interrupted; nothing of it is kept");
                ProgressDisplay display = ProgressDisplay.ofReproduction(console, job.planned());
                Interruption.Orderly training = interruption.orderly()) {
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
}
