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
import org.vaelab.framework.settings.Cites;

/**
 * How well hidden values of test examples are predicted from the others: the root mean squared
 * error of numbers, divided by the standard deviation of their column, or the share of wrong
 * categories. The standard error takes the values of an example together ({@link RatioOfMeans}).
 *
 * @param method what predicts
 * @param numbers whether the error of numbers is measured; otherwise that of categories
 */
@Cites("mattei2019")
@Internal
public record ImputationMetric(ImputationErrors.Method method, boolean numbers) implements Metric {

    private static final Shared<ImputationErrors> ERRORS =
            new Shared<>("evaluation.imputation", ImputationErrors::of);

    @Override
    public MetricDescription description() {
        String by =
                switch (method) {
                    case MODEL -> "";
                    case MEAN -> " by means";
                    case NEIGHBOURS -> " by neighbours";
                };
        return MetricDescription.of(
                (numbers ? "Imputation error" : "Wrong categories") + by,
                method == ImputationErrors.Method.MODEL ? Direction.LOWER : Direction.NEITHER,
                numbers
                        ? "Root mean squared error of hidden numbers"
                                + by
                                + ", in deviations of their"
                                + " column."
                        : "Share of hidden categories that are predicted wrongly" + by + ".");
    }

    @Override
    public Measured measure(MetricContext subject) {
        ImputationErrors errors = subject.get(ERRORS);
        List<ImputationErrors.HiddenValue> found =
                errors.all().stream()
                        .filter(of -> of.method() == method && of.ofNumber() == numbers)
                        .toList();
        subject.undefinedIf(
                found.isEmpty(),
                numbers ? "there are no columns of numbers" : "there are no categories");
        return measured(found)
                .of(
                        chosen ->
                                Optional.of(
                                                found.stream()
                                                        .filter(of -> chosen[of.example()])
                                                        .toList())
                                        .filter(some -> !some.isEmpty())
                                        .map(this::measured));
    }

    Measured measured(List<ImputationErrors.HiddenValue> found) {
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
