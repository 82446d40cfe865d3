// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.reports;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.DiagnosticsFolder;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.Timing;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.ComparedRun.TrainingLog;
import org.vaelab.reports.comparison.Comparison;

/** Comparisons as a section meets them: with runs, metrics or characters that it did not expect. */
final class ChangedComparisons {

    private static final String CAUSE = "the loss is NaN";

    private ChangedComparisons() {}

    /** Returns a comparison with less and less in it, by what it lacks. */
    static Map<String, Comparison> of(Comparison whole) {
        Map<String, Comparison> all = new LinkedHashMap<>();
        all.put("as it is", whole);
        ComparedRun first = whole.runs().get(0);
        all.put("with one run", kept(whole, run -> run.equals(first)));
        all.put("with a failed run", with(whole, run -> run.equals(first) ? failed(run) : run));
        all.put("of failed runs", with(whole, ChangedComparisons::failed));
        all.put("of runs that have not ended", with(whole, ChangedComparisons::pending));
        TreeSet<String> metrics = new TreeSet<>();
        whole.completed().forEach(record -> metrics.addAll(record.metrics().keySet()));
        for (String metric : metrics) {
            all.put(
                    "without the metric " + metric,
                    with(whole, run -> without(run, metric::equals)));
        }
        all.put("without a metric", with(whole, run -> without(run, metric -> true)));
        return all;
    }

    /** Returns a comparison in which the labels of models and metrics begin with a text. */
    static Comparison called(Comparison comparison, String text) {
        Comparison named = with(comparison, run -> metricsCalled(run, text));
        List<ComparedModel> models =
                named.models().stream()
                        .map(model -> model.labelled(label(text + model.name())))
                        .toList();
        return of(named, named.plan().runs(), models);
    }

    /** Returns a label whose LaTeX source is escaped, as that of a model without one is. */
    private static Label label(String text) {
        return new ComparedModel(text, "", List.of()).label();
    }

    private static ComparedRun metricsCalled(ComparedRun run, String text) {
        RunRecord record = run.record();
        if (record == null || record.failure() != null) {
            return record == null ? run : failed(run, text);
        }
        Map<String, MetricDescription> descriptions = new LinkedHashMap<>(record.descriptions());
        descriptions.replaceAll((name, description) -> description.labelled(text + name));
        return recorded(run, record.describing(descriptions), run.perDatum());
    }

    private static ComparedRun failed(ComparedRun run) {
        return failed(run, CAUSE);
    }

    private static ComparedRun failed(ComparedRun run, String cause) {
        RunRecord record = run.record();
        return record == null
                ? run
                : recorded(
                        run,
                        RunRecord.failed(
                                record.model(),
                                record.variant(),
                                Map.of(),
                                Timing.unknown(),
                                record.provenance(),
                                new Failure(7, cause, "vaelab reproduce")),
                        Map.of());
    }

    private static ComparedRun pending(ComparedRun run) {
        return new ComparedRun(
                run.planned(),
                run.folder(),
                null,
                new TrainingLog(List.of(), HealthFile.Content.NONE),
                List.of(),
                List.of(),
                Map.of(),
                new DiagnosticsFolder(run.folder().path().resolve("none")));
    }

    private static ComparedRun without(ComparedRun run, Predicate<String> metric) {
        RunRecord record = run.record();
        if (record == null) {
            return run;
        }
        Map<String, double[]> values = new HashMap<>(run.perDatum());
        values.keySet().removeIf(metric);
        var metrics = new LinkedHashMap<>(record.metrics());
        metrics.keySet().removeIf(metric);
        RunRecord less =
                new RunRecord(
                        record.schema(),
                        record.model(),
                        record.variant(),
                        record.seed(),
                        record.status(),
                        metrics,
                        record.timing(),
                        record.provenance(),
                        record.failure(),
                        record.descriptions(),
                        record.parameters(),
                        record.methods(),
                        record.words(),
                        record.checkpoint());
        return recorded(run, less, values);
    }

    private static ComparedRun recorded(
            ComparedRun run, @Nullable RunRecord record, Map<String, double[]> values) {
        return new ComparedRun(
                run.planned(),
                run.folder(),
                record,
                run.training(),
                run.klByUnit(),
                run.gradients(),
                values,
                run.diagnostics());
    }

    private static Comparison with(Comparison comparison, UnaryOperator<ComparedRun> change) {
        List<ComparedModel> models =
                comparison.models().stream()
                        .map(model -> of(model, model.runs().stream().map(change).toList()))
                        .toList();
        return of(comparison, comparison.plan().runs(), models);
    }

    private static Comparison kept(Comparison comparison, Predicate<ComparedRun> some) {
        List<ComparedModel> models =
                comparison.models().stream()
                        .map(model -> of(model, model.runs().stream().filter(some).toList()))
                        .filter(model -> !model.runs().isEmpty())
                        .toList();
        List<PlannedRun> runs =
                models.stream()
                        .flatMap(model -> model.runs().stream())
                        .map(ComparedRun::planned)
                        .toList();
        return of(comparison, runs, models);
    }

    private static ComparedModel of(ComparedModel model, List<ComparedRun> runs) {
        return new ComparedModel(
                model.name(), model.variant(), model.label(), runs, model.searches(), model.seen());
    }

    private static Comparison of(
            Comparison comparison, List<PlannedRun> runs, List<ComparedModel> models) {
        String baseline = comparison.plan().baseline();
        boolean isThere = models.stream().anyMatch(model -> model.name().equals(baseline));
        return new Comparison(
                comparison.plan().with(runs, isThere ? baseline : null),
                models,
                comparison.changes(),
                isThere ? comparison.baselines() : List.of(),
                comparison.configs(),
                comparison.searches());
    }
}
