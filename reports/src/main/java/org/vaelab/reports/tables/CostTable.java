// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.Timing;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.NumberText;

/** The cost of each model: means over its completed runs. */
public final class CostTable {

    private CostTable() {}

    public static Table of(Comparison comparison) {
        List<Column> columns =
                List.of(
                        new Column("Model", "", false),
                        new Column("Parameters", "", true),
                        new Column("Step, median", "ms", true),
                        new Column("Step, fastest", "ms", true),
                        new Column("To first step", "s", true),
                        new Column("Training", "s", true),
                        new Column("Evaluation", "s", true),
                        new Column("Peak memory", "MiB", true));
        List<ToDoubleFunction<Timing>> figures =
                List.of(
                        timing -> timing.stepMillis().median(),
                        timing -> timing.stepMillis().min(),
                        Timing::firstStepSeconds,
                        Timing::trainSeconds,
                        Timing::evaluateSeconds,
                        Timing::peakMemoryMiB);
        Notes notes = new Notes();
        List<List<Cell>> rows = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            rows.add(new ArrayList<>(List.of(Cell.model(model), parameters(model, notes))));
        }
        for (ToDoubleFunction<Timing> figure : figures) {
            double largest =
                    comparison.models().stream()
                            .mapToDouble(model -> mean(model, figure))
                            .filter(Double::isFinite)
                            .max()
                            .orElse(0);
            int decimals = largest >= 100 ? 0 : largest >= 10 ? 1 : 2;
            for (int i = 0; i < rows.size(); i++) {
                rows.get(i).add(cell(comparison.models().get(i), figure, decimals, notes));
            }
        }
        return new Table(
                "cost",
                "Trained parameters, wall time and memory; times and memory are means over completed"
                        + " runs. To first step: from the start"
                        + " of the process to the end of the first training step, of the first run of a"
                        + " process alone. Peak memory: the largest resident memory of the process."
                        + " Runs that share a machine slow each other down.",
                columns,
                rows,
                notes.all());
    }

    /** Returns the number of trained parameters, which all runs of a model share. */
    private static Cell parameters(ComparedModel model, Notes notes) {
        OptionalLong count =
                model.completed().stream()
                        .map(RunRecord::trainedParameters)
                        .filter(OptionalLong::isPresent)
                        .findFirst()
                        .orElse(OptionalLong.empty());
        if (count.isEmpty()) {
            String why = model.completed().isEmpty() ? "No completed run." : "Not recorded.";
            return Cell.faint(NumberText.ABSENT, notes.mark(why));
        }
        return Cell.plain(NumberText.grouped(count.getAsLong())).valued((double) count.getAsLong());
    }

    private static Cell cell(
            ComparedModel model, ToDoubleFunction<Timing> figure, int decimals, Notes notes) {
        if (model.completed().isEmpty()) {
            return Cell.faint(NumberText.ABSENT, notes.mark("No completed run."));
        }
        double mean = mean(model, figure);
        if (Double.isNaN(mean)) {
            return Cell.faint(NumberText.ABSENT, notes.mark("Not recorded."));
        }
        String text =
                decimals == 0
                        ? NumberText.grouped(Math.round(mean))
                        : NumberText.fixed(mean, decimals);
        return Cell.plain(text).valued(mean);
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
