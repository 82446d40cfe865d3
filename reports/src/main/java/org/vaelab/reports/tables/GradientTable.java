// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.reports.comparison.MeasuredGradients;
import org.vaelab.reports.statistics.RelativeBias;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/** Noise and bias of the gradients of a model's estimators, by group of parameters and K. */
public final class GradientTable {

    private static final int DIGITS = 3;

    private GradientTable() {}

    public static Table of(MeasuredGradients measured) {
        List<String> references =
                measured.rows().stream()
                        .flatMap(row -> row.ofRuns().stream())
                        .map(GradientQuality::bias)
                        .filter(Objects::nonNull)
                        .map(GradientQuality.Bias::reference)
                        .distinct()
                        .toList();
        List<Column> columns =
                new ArrayList<>(
                        List.of(
                                new Column("Estimator", "", false),
                                new Column("K", "", true),
                                new Column("Parameters", "", false),
                                new Column("Norm of the mean", "nats", true),
                                new Column("Total variance", "nats²", true),
                                new Column("SNR", "of the group", true),
                                new Column("SNR", "of a parameter", true)));
        if (!references.isEmpty()) {
            columns.add(new Column("Bias", "relative", true));
        }
        Notes notes = new Notes();
        List<List<Cell>> rows = new ArrayList<>();
        for (MeasuredGradients.Row row : measured.rows()) {
            List<Cell> cells = new ArrayList<>();
            cells.add(Cell.plain(row.estimator()));
            cells.add(
                    row.samples() == null
                            ? Cell.faint(NumberText.ABSENT)
                            : Cell.plain(row.samples().toString()).valued(row.samples()));
            cells.add(Cell.plain(row.group()));
            cells.add(number(row.mean(GradientQuality::norm)));
            cells.add(number(row.mean(GradientQuality::variance)));
            cells.add(snr(row.mean(GradientQuality::snr), notes));
            cells.add(snr(row.mean(GradientQuality::parameterSnr), notes));
            if (!references.isEmpty()) {
                cells.add(bias(row.bias(), notes));
            }
            rows.add(cells);
        }
        return new Table(
                "gradients-" + measured.id(),
                caption(measured, references),
                columns,
                rows,
                notes.all());
    }

    private static Cell number(double value) {
        return Cell.plain(NumberText.significant(value, DIGITS)).valued(value);
    }

    private static Cell snr(double value, Notes notes) {
        return Double.isNaN(value)
                ? Cell.faint(NumberText.ABSENT, notes.mark("No variance, or no finite gradient."))
                : number(value);
    }

    private static Cell bias(Optional<RelativeBias> bias, Notes notes) {
        if (bias.isEmpty()) {
            return Cell.faint(
                    NumberText.ABSENT,
                    notes.mark(
                            "The reference has no gradient with as many draws, or none that is more"
                                    + " than noise."));
        }
        RelativeBias found = bias.get();
        if (Double.isNaN(found.squared())) {
            return Cell.faint(NumberText.ABSENT, notes.mark("Not finite."));
        }
        return found.isFound()
                ? Cell.plain(percent(found.value())).valued(found.value())
                : Cell.faint("< " + percent(found.limit())).valued(found.limit());
    }

    private static String percent(double share) {
        return (share < 5e-6 ? "0" : NumberText.significant(100 * share, 2)) + " %";
    }

    private static String caption(MeasuredGradients measured, List<String> references) {
        String draws =
                measured.rows().stream()
                        .flatMap(row -> row.ofRuns().stream())
                        .map(row -> NumberText.grouped(row.draws()))
                        .distinct()
                        .collect(Collectors.joining(", "));
        String text =
                "Gradients of the loss, minus the bound in nats per datum, of the model "
                        + Escape.term(measured.label().plain(), measured.label().latex())
                        + " as it is after training: "
                        + draws
                        + " draws of the noise on one batch of training examples"
                        + (measured.runs() > 1
                                ? ", the mean over " + measured.runs() + " seeds"
                                : "")
                        + ". K: draws per datum behind one gradient. The signal-to-noise ratio (SNR)"
                        + " of a group is |E g| / sqrt(tr Cov g); of a parameter |E g| / sd g, the mean"
                        + " over parameters (Rainforth et al. 2018, equation 4).";
        return references.isEmpty()
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                " Bias: relative to the norm of the mean gradient of %s, with as many"
                                        + " draws where that was measured with several numbers of"
                                        + " them; < is followed by the 95 %% limit of a bias"
                                        + " that was not found at the level of %s.",
                                String.join(", ", references),
                                RelativeBias.LEVEL);
    }
}
