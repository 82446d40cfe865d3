// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.reports.statistics.Friedman;

/**
 * All models together in one metric, by Friedman's test. The seeds are the blocks; rank 1 is the
 * best.
 *
 * <p>The test covers the largest group of models whose values have the same {@link
 * EvaluationProtocol}. The blocks are the seeds that all of them completed. To test a pair of
 * models, use {@link org.vaelab.reports.comparison.BaselineDifference} for the baseline, or the
 * critical difference of {@link Friedman}.
 *
 * @param metric the metric, which has a direction
 * @param models the models that are ranked, in order
 * @param seeds those that all of them completed
 * @param test the test; null if it is left out
 * @param obstacle why it is left out; null if it is not
 */
@Internal
public record JointRanking(
        ReportedMetric metric,
        List<ComparedModel> models,
        List<Long> seeds,
        @Nullable Friedman test,
        @Nullable String obstacle) {

    /** The fewest models; two models are compared as a pair. */
    public static final int FEWEST_MODELS = 3;

    /**
     * The fewest blocks. With two blocks, mean ranks never differ by the critical difference at
     * level 0.05. Three models then never have p below 0.05.
     */
    public static final int FEWEST_SEEDS = 3;

    public JointRanking {
        models = List.copyOf(models);
        seeds = List.copyOf(seeds);
    }

    /** Ranks the models in every metric that has a direction and values. */
    public static List<JointRanking> ofAll(Comparison comparison) {
        return comparison.metrics().stream()
                .filter(ReportedMetric::isRanked)
                .map(metric -> of(comparison, metric))
                .toList();
    }

    /**
     * Ranks the models in one metric.
     *
     * @param metric one with a direction
     */
    public static JointRanking of(Comparison comparison, ReportedMetric metric) {
        List<MeasuredMetric> group =
                MeasuredMetric.largestGroup(MeasuredMetric.ofAll(comparison, metric));
        List<ComparedModel> models = group.stream().map(MeasuredMetric::model).toList();
        List<Long> seeds =
                comparison.seeds().stream()
                        .filter(s -> group.stream().allMatch(m -> m.bySeed().containsKey(s)))
                        .toList();
        Optional<String> obstacle =
                models.stream().anyMatch(model -> model.looks().isRepeated())
                        ? Optional.of(
                                "its level holds for a number of seeds that is fixed in advance, and theirs"
                                        + " was not")
                        : obstacle(group.size(), seeds.size());
        if (obstacle.isPresent()) {
            return new JointRanking(metric, models, seeds, null, obstacle.get());
        }
        double sign = -metric.sign();
        double[][] values =
                seeds.stream()
                        .map(
                                s ->
                                        group.stream()
                                                .mapToDouble(m -> sign * m.bySeed().get(s).value())
                                                .toArray())
                        .toArray(double[][]::new);
        return new JointRanking(metric, models, seeds, Friedman.of(values), null);
    }

    private static Optional<String> obstacle(int models, int seeds) {
        if (models < FEWEST_MODELS) {
            return Optional.of(
                    switch (models) {
                        case 0 -> "no model has values that may be averaged";
                        case 1 -> "no two models may be compared";
                        default -> models + " models may be compared";
                    });
        }
        String which =
                seeds == 0 ? "no seed was" : seeds == 1 ? "1 seed was" : seeds + " seeds were";
        return seeds < FEWEST_SEEDS
                ? Optional.of(which + " completed by all " + models + " comparable models")
                : Optional.empty();
    }
}
