// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthProblem;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.Timing;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.Table.Cell;

/** Tables of each model's errors, cost, parameters, and problems of training. */
@Internal
public final class ModelTables {

    private ModelTables() {}

    /** Builds the cost of each model: means over its completed runs. */
    public static Table cost(Comparison comparison) {
        List<ComparedModel> models = comparison.models();
        TableSpec<ComparedModel> table =
                TableSpec.ofModels("cost", models).numbers("Parameters", "", ModelTables::trained);
        addCost(table, models, "Step, median", "ms", timing -> timing.stepMillis().median());
        addCost(table, models, "Step, fastest", "ms", timing -> timing.stepMillis().min());
        if (models.stream().anyMatch(m -> mean(m, Timing::priorStepMedian) > 0)) {
            addCost(table, models, "Step of a prior, median", "ms", Timing::priorStepMedian);
        }
        addCost(table, models, "To first step", "s", Timing::firstStepSeconds);
        addCost(table, models, "Training", "s", Timing::trainSeconds);
        addCost(table, models, "Evaluation", "s", Timing::evaluateSeconds);
        boolean isShared = models.stream().anyMatch(ModelTables::isAfterOthers);
        if (!isShared) {
            addCost(table, models, "Peak memory", "MiB", Timing::peakMemoryMiB);
        }
        return table.byColumn(
                (isShared
                                ? "Trained parameters and wall time; times are means over"
                                : "Trained parameters, wall time and memory; times and memory are means over")
                        + " completed runs. To first step: from the start of the process to the end of"
                        + " the first training step, of the first run of a process alone. Peak memory:"
                        + (isShared
                                ? " left out, as runs followed others in one process and its peak is of"
                                        + " all so far."
                                : " the largest resident memory of the process.")
                        + " Runs that share a machine slow each other down.");
    }

    /** Returns whether a run knows the peak of its process, in which another had run before. */
    private static boolean isAfterOthers(ComparedModel model) {
        return model.completed().stream()
                .map(RunRecord::timing)
                .anyMatch(
                        timing ->
                                Double.isNaN(timing.firstStepSeconds())
                                        && Double.isFinite(timing.peakMemoryMiB()));
    }

    /** Returns the number of trained parameters, which all runs of a model share. */
    private static Cell trained(ComparedModel model) {
        return model.completed().stream()
                .map(RunRecord::trainedParameters)
                .filter(OptionalLong::isPresent)
                .findFirst()
                .map(count -> Cell.count(count.getAsLong()))
                .orElseGet(() -> unknownCost(model));
    }

    private static Cell unknownCost(ComparedModel model) {
        return Cell.absent(model.completed().isEmpty() ? "No completed run." : "None recorded.");
    }

    private static void addCost(
            TableSpec<ComparedModel> table,
            List<ComparedModel> models,
            String title,
            String unit,
            ToDoubleFunction<Timing> cost) {
        double largest =
                models.stream()
                        .mapToDouble(model -> mean(model, cost))
                        .filter(Double::isFinite)
                        .max()
                        .orElse(0);
        int decimals = largest >= 100 ? 0 : largest >= 10 ? 1 : 2;
        table.numbers(
                title,
                unit,
                model -> {
                    double mean = mean(model, cost);
                    if (Double.isNaN(mean)) {
                        return unknownCost(model);
                    }
                    return Cell.number(
                            mean, decimals == 0 ? Precision.GROUPED : Precision.fixed(decimals));
                });
    }

    /** Returns the mean over the completed runs that have a cost; NaN if none has it. */
    private static double mean(ComparedModel model, ToDoubleFunction<Timing> cost) {
        return model.completed().stream()
                .map(RunRecord::timing)
                .mapToDouble(cost)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /** Builds the parameters of each model by network or part; empty if no record has them. */
    public static Optional<Table> parameters(Comparison comparison) {
        return TableSpec.ofParts("parameters", comparison, ModelTables::counts)
                .text("Part", row -> partOf(row.part().getKey()))
                .text("Trained by", row -> isState(row.part().getKey()) ? "state" : "gradient")
                .numbers("Parameters", "", row -> Cell.count(row.part().getValue()))
                .orEmpty(
                        "Number of parameters by network or part. The optimiser trains those of the"
                                + " gradient, and a model that has a state updates it itself.");
    }

    private static String partOf(String name) {
        return isState(name) ? name.substring(RunRecord.STATE.length()) : name;
    }

    private static boolean isState(String name) {
        return name.startsWith(RunRecord.STATE);
    }

    private static List<Map.Entry<String, Long>> counts(ComparedModel model) {
        return model.completed().stream()
                .map(RunRecord::parameters)
                .filter(parameters -> !parameters.isEmpty())
                .findFirst()
                .map(parameters -> List.copyOf(parameters.entrySet()))
                .orElse(List.of());
    }

    /**
     * Builds the two sources of error of each score: the evaluated data, and the seeds. It is empty
     * if no metric has both.
     */
    public static Optional<Table> errors(Comparison comparison) {
        String part = comparison.evaluatedPart();
        TableSpec<ComparedModel> table = TableSpec.ofModels("errors", comparison.models());
        for (ReportedMetric metric : comparison.metrics()) {
            List<MeasuredMetric> column = MeasuredMetric.ofAll(comparison, metric);
            if (metric.isRanked()
                    && column.stream().anyMatch(m -> Double.isFinite(m.dataError()))
                    && column.stream().anyMatch(m -> Double.isFinite(ofSeeds(m)))) {
                addError(table, metric, part + " data", MeasuredMetric::dataError);
                addError(table, metric, "seeds", ModelTables::ofSeeds);
            }
        }
        String caption =
                "Two sources of error of a run. Data: the standard error of the evaluation over %s"
                        + " examples, the root mean square over runs. Seeds: the standard deviation"
                        + " between runs. More data reduce the first, more seeds the error of a"
                        + " mean that comes from the second.";
        return table.width() == 1
                ? Optional.empty()
                : Optional.of(table.captioned(caption.formatted(part)));
    }

    private static void addError(
            TableSpec<ComparedModel> table,
            ReportedMetric metric,
            String source,
            ToDoubleFunction<MeasuredMetric> error) {
        table.numbers(
                metric.label(),
                source,
                model -> {
                    double of = error.applyAsDouble(MeasuredMetric.of(model, metric));
                    return Double.isFinite(of) ? of : Double.NaN;
                },
                Precision.significant(2));
    }

    private static double ofSeeds(MeasuredMetric measured) {
        return measured.overSeeds().map(MeanInterval::standardDeviation).orElse(Double.NaN);
    }

    /**
     * Builds the problems that the health monitor found, each with the seeds and steps where it was
     * found; empty if there are none.
     *
     * @throws IOException if the findings of a run cannot be read
     */
    public static Optional<Table> health(Comparison comparison) throws IOException {
        return TableSpec.ofParts("health", comparison, ModelTables::problems)
                .text("Seed", row -> row.part().seeds())
                .text("Step", row -> row.part().steps())
                .text("Problem", row -> row.part().first().label())
                .text("What was seen", row -> row.part().first().message())
                .text("Remedy", row -> row.part().first().remedy())
                .orEmpty(
                        "Problems of training, as the health monitor named them while they"
                                + " happened. The text is that of the first seed.");
    }

    private static List<HealthProblem> problems(ComparedModel model) {
        Map<PlannedRun, List<HealthFinding>> findings = new LinkedHashMap<>();
        for (ComparedRun run : model.runs()) {
            findings.put(run.planned(), run.training().health().findings());
        }
        return HealthProblem.of(findings);
    }
}
