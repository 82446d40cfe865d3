// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.reports.comparison.MeasuredGradients;
import org.vaelab.reports.statistics.RelativeBias;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/** Noise and bias of the gradients of a model's estimators, by group of parameters and K. */
@Internal
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
        TableSpec<MeasuredGradients.Row> table =
                TableSpec.of("gradients-" + measured.id(), measured.rows())
                        .text("Estimator", row -> row.estimator().name())
                        .numbers("K", "", row -> draws(row.estimator().samples()))
                        .text("Parameters", MeasuredGradients.Row::group)
                        .numbers("Norm of the mean", "nats", mean(GradientQuality::norm))
                        .numbers("Total variance", "nats²", mean(GradientQuality::variance))
                        .numbers("SNR", "of the group", snr(GradientQuality::snr))
                        .numbers("SNR", "of a parameter", snr(GradientQuality::parameterSnr));
        if (!references.isEmpty()) {
            table.numbers("Bias", "relative", row -> bias(row.bias()));
        }
        return table.captioned(caption(measured, references));
    }

    private static Cell draws(@Nullable Integer samples) {
        return samples == null ? Cell.absent() : Cell.number(samples, 0);
    }

    private static Function<MeasuredGradients.Row, Cell> mean(
            ToDoubleFunction<GradientQuality> figure) {
        return row -> number(row.mean(figure));
    }

    private static Function<MeasuredGradients.Row, Cell> snr(
            ToDoubleFunction<GradientQuality> figure) {
        return row ->
                Double.isNaN(row.mean(figure))
                        ? Cell.absent("No variance, or no finite gradient.")
                        : number(row.mean(figure));
    }

    private static Cell number(double value) {
        return Cell.significant(value, DIGITS);
    }

    private static Cell bias(Optional<RelativeBias> bias) {
        if (bias.isEmpty()) {
            return Cell.absent(
                    "The reference has no gradient with as many draws, or none that is more than"
                            + " noise.");
        }
        RelativeBias found = bias.get();
        if (Double.isNaN(found.squared())) {
            return Cell.absent("Not finite.");
        }
        return found.isFound()
                ? Cell.number(found.value(), Precision.PERCENT)
                : Cell.below(found.limit(), Precision.PERCENT).emphasised(Emphasis.FAINT);
    }

    private static String caption(MeasuredGradients measured, List<String> references) {
        String draws =
                measured.rows().stream()
                        .flatMap(row -> row.ofRuns().stream())
                        .map(row -> NumberText.grouped(row.draws()))
                        .distinct()
                        .collect(Collectors.joining(", "));
        String text =
                "Gradients of the loss, minus the bound in nats per datum, of the model %s as it is"
                        + " after training: %s draws of the noise on one batch of training examples%s."
                        + " K: draws per datum behind one gradient. The signal-to-noise ratio"
                        + " (SNR) of a group is |E g| / sqrt(tr Cov g); of a parameter |E g| / sd"
                        + " g, the mean over parameters (Rainforth et al. 2018, equation 4).";
        String bias =
                " Bias: relative to the norm of the mean gradient of %s, with as many draws where"
                        + " that was measured with several numbers of them; < is followed by the 95 %%"
                        + " limit of a bias that was not found at the level of %s.";
        return text.formatted(
                        Escape.term(measured.label().plain(), measured.label().latex()),
                        draws,
                        measured.runs() > 1 ? ", the mean over " + measured.runs() + " seeds" : "")
                + (references.isEmpty()
                        ? ""
                        : bias.formatted(String.join(", ", references), RelativeBias.LEVEL));
    }
}
