// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.Timing;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.NumberText;

/** The cost of each model: means over its completed runs. */
public final class CostTable {

    private static final String NO_RUN = "No completed run.";
    private static final String NOT_RECORDED = "Not recorded.";

    private final List<ComparedModel> models;
    private final TableSpec<ComparedModel> table;

    private CostTable(List<ComparedModel> models) {
        this.models = models;
        this.table = TableSpec.ofModels("cost", models);
    }

    public static Table of(Comparison comparison) {
        CostTable cost = new CostTable(comparison.models());
        cost.table.numbers("Parameters", "", CostTable::parameters);
        cost.add("Step, median", "ms", timing -> timing.stepMillis().median());
        cost.add("Step, fastest", "ms", timing -> timing.stepMillis().min());
        cost.add("To first step", "s", Timing::firstStepSeconds);
        cost.add("Training", "s", Timing::trainSeconds);
        cost.add("Evaluation", "s", Timing::evaluateSeconds);
        cost.add("Peak memory", "MiB", Timing::peakMemoryMiB);
        return cost.table.byColumn(
                "Trained parameters, wall time and memory; times and memory are means over"
                        + " completed runs. To first step: from the start of the process to the end of"
                        + " the first training step, of the first run of a process alone. Peak memory:"
                        + " the largest resident memory of the process. Runs that share a machine slow"
                        + " each other down.");
    }

    /** Returns the number of trained parameters, which all runs of a model share. */
    private static Cell parameters(ComparedModel model) {
        return model.completed().stream()
                .map(RunRecord::trainedParameters)
                .filter(OptionalLong::isPresent)
                .findFirst()
                .map(count -> Cell.count(count.getAsLong()))
                .orElseGet(() -> absent(model));
    }

    private static Cell absent(ComparedModel model) {
        return Cell.absent(model.completed().isEmpty() ? NO_RUN : NOT_RECORDED);
    }

    private void add(String title, String unit, ToDoubleFunction<Timing> figure) {
        double largest =
                models.stream()
                        .mapToDouble(model -> mean(model, figure))
                        .filter(Double::isFinite)
                        .max()
                        .orElse(0);
        int decimals = largest >= 100 ? 0 : largest >= 10 ? 1 : 2;
        table.numbers(title, unit, model -> cell(model, mean(model, figure), decimals));
    }

    private static Cell cell(ComparedModel model, double mean, int decimals) {
        if (Double.isNaN(mean)) {
            return absent(model);
        }
        return Cell.number(
                mean,
                decimals == 0
                        ? NumberText.grouped(Math.round(mean))
                        : NumberText.fixed(mean, decimals));
    }

    /** Returns the mean over the completed runs with the figure; NaN if none has it. */
    private static double mean(ComparedModel model, ToDoubleFunction<Timing> figure) {
        return model.completed().stream()
                .map(RunRecord::timing)
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }
}
