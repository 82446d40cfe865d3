// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.RatioOfMeans;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * How well hidden values of test examples are predicted from the others: the root mean squared
 * error of numbers, divided by the standard deviation of their column, or the share of wrong
 * categories. The standard error takes the values of an example together ({@link RatioOfMeans}).
 */
@Internal
public sealed interface ImputationMetric extends Metric
        permits ImputationError, ImputationByMeans, ImputationByNeighbours {

    /** Returns whether the error of numbers is measured; otherwise that of categories. */
    boolean numbers();

    @Setting(
            value = "share of the observed values of test examples that is hidden",
            defaultValue = "0.3")
    double hidden();

    @Setting(value = "number of test examples, at least 1", defaultValue = "1000")
    int examples();

    /** Returns what predicts, with a space before; empty for the model. */
    String by();

    /** Measures the errors of hidden numbers and categories. */
    Shared<ImputationErrors> errors();

    /** Checks settings that all have. */
    static void check(double hidden, int examples) {
        if (!(hidden > 0 && hidden < 1)) {
            throw new SettingException("hidden", "must be between 0 and 1, is " + hidden);
        }
        Counts.atLeastOne("examples", examples);
    }

    @Override
    default MetricDescription description() {
        MetricDescription found =
                MetricDescription.of(
                        (numbers() ? "Imputation error" : "Wrong categories") + by(),
                        by().isEmpty() ? Direction.LOWER : Direction.NEITHER,
                        numbers()
                                ? "Root mean squared error of hidden numbers"
                                        + by()
                                        + ", in deviations of their"
                                        + " column."
                                : "Share of hidden categories that are predicted wrongly"
                                        + by()
                                        + ".");
        return by().isEmpty() ? found : found.as(MetricRole.NAIVE);
    }

    @Override
    default Measured measure(MetricContext subject) {
        List<ImputationErrors.HiddenValue> found =
                subject.get(errors()).all().stream()
                        .filter(of -> of.ofNumber() == numbers())
                        .toList();
        subject.undefinedIf(
                found.isEmpty(),
                numbers() ? "there are no columns of numbers" : "there are no categories");
        return measured(found, numbers())
                .of(
                        chosen ->
                                Optional.of(
                                                found.stream()
                                                        .filter(of -> chosen[of.example()])
                                                        .toList())
                                        .filter(some -> !some.isEmpty())
                                        .map(some -> measured(some, numbers())));
    }

    /** Returns the error of some hidden values, at least one. */
    static Measured measured(List<ImputationErrors.HiddenValue> found, boolean numbers) {
        Map<Integer, List<ImputationErrors.HiddenValue>> byExample =
                found.stream()
                        .collect(Collectors.groupingBy(ImputationErrors.HiddenValue::example));
        RatioOfMeans mean =
                RatioOfMeans.of(
                        byExample.values().stream()
                                .mapToDouble(ImputationMetric::sumOfErrors)
                                .toArray(),
                        byExample.values().stream().mapToDouble(List::size).toArray());
        return new Measured(
                (numbers ? mean.root() : mean).in("1", EstimateKind.NOT_A_LIKELIHOOD, 0),
                byExample.size());
    }

    private static double sumOfErrors(List<ImputationErrors.HiddenValue> ofExample) {
        return ofExample.stream().mapToDouble(ImputationErrors.HiddenValue::error).sum();
    }
}
