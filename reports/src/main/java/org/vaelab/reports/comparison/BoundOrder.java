// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.statistics.DifferenceOverExamples;
import org.vaelab.reports.statistics.SeedsByData;

/**
 * The ELBO and the importance-weighted bound of log p(x) of a model on the same test examples. In
 * expectation the second is not below the first (Burda et al. 2016, theorem 1).
 *
 * @param elbo the mean ELBO of the examples that have both, over all seeds
 * @param difference the ELBO minus the other bound
 * @param elboExamples the number of examples with an ELBO
 * @param isShownAbove whether the mean ELBO over its own examples is above log p(x) over its own
 */
@Internal
public record BoundOrder(
        double elbo, DifferenceOverExamples difference, int elboExamples, boolean isShownAbove) {

    /**
     * Returns the order of the two bounds; empty if a model lacks one or its numbers of examples.
     */
    public static Optional<BoundOrder> of(Comparison comparison, ComparedModel model) {
        List<ReportedMetric> elbo = comparison.metrics(MetricRole.BOUND);
        List<ReportedMetric> weighted = comparison.metrics(MetricRole.LOG_LIKELIHOOD);
        return elbo.size() == 1 && weighted.size() == 1
                ? of(
                        model,
                        MeasuredMetric.of(model, elbo.get(0)),
                        MeasuredMetric.of(model, weighted.get(0)))
                : Optional.empty();
    }

    private static Optional<BoundOrder> of(
            ComparedModel model, MeasuredMetric elbo, MeasuredMetric weighted) {
        if (elbo.overSeeds().isEmpty()
                || weighted.overSeeds().isEmpty()
                || weighted.bySeed().values().stream()
                        .anyMatch(of -> of.kind() != EstimateKind.LOWER_BOUND)) {
            return Optional.empty();
        }
        List<double[]> bounds = new ArrayList<>();
        List<double[]> estimates = new ArrayList<>();
        for (ComparedRun run : model.runs()) {
            double[] bound = run.perDatum().get(elbo.metric().name());
            double[] estimate = run.perDatum().get(weighted.metric().name());
            if (bound != null && estimate != null) {
                bounds.add(bound);
                estimates.add(estimate);
            }
        }
        if (bounds.isEmpty() || bounds.stream().anyMatch(b -> b.length != bounds.get(0).length)) {
            return Optional.empty();
        }
        double[] bound = SeedsByData.means(bounds.toArray(double[][]::new));
        double[] estimate = SeedsByData.means(estimates.toArray(double[][]::new));
        int[] both =
                IntStream.range(0, bound.length)
                        .filter(i -> Double.isFinite(bound[i]) && Double.isFinite(estimate[i]))
                        .toArray();
        if (both.length < 2) {
            return Optional.empty();
        }
        double[] own = IntStream.of(both).mapToDouble(i -> bound[i]).toArray();
        double[] other = IntStream.of(both).mapToDouble(i -> estimate[i]).toArray();
        return Optional.of(
                new BoundOrder(
                        Arrays.stream(own).average().orElseThrow(),
                        DifferenceOverExamples.of(own, other, model.windows(both)),
                        bound.length,
                        elbo.overSeeds().get().mean() > weighted.overSeeds().get().mean()));
    }

    /**
     * Returns whether the ELBO is above the other bound by more than chance, on the same examples.
     */
    public boolean isWrong() {
        return new Estimate(
                        difference.mean(),
                        difference.standardError(),
                        "nats",
                        EstimateKind.NOT_A_LIKELIHOOD,
                        0)
                .isClearlyPositive(Math.abs(elbo));
    }
}
