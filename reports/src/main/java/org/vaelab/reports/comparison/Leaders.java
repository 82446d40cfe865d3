// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.Internal;
import org.vaelab.reports.statistics.MeanDifference.Verdict;

/**
 * The model with the best mean of a metric, and the others that may be as good.
 *
 * <p>A difference to the best mean is settled if the interval is below 0, or below the region of
 * practical equivalence.
 *
 * <p>The data choose the best model, so any pair of candidates may turn out to be compared. All of
 * these pairs share the level 0.05 (Bonferroni):
 *
 * <pre>
 * pairs = g (g - 1) / 2 + o g,     g models of the group, o others with a difference
 * </pre>
 *
 * <p>All differences to the best mean then hold together with a probability of at least 0.95,
 * whatever the variances and the dependence between models. Tukey's range needs equal variances.
 *
 * @param group the models with the same protocol, at least two; the largest such group
 * @param verdicts on each other model of the comparison minus the model of the group with the best
 *     mean
 * @param first the best mean and those after it, down to the first that is settled to be worse, has
 *     no difference to the best, or is of fewer runs than others of the group
 */
@Internal
public record Leaders(List<ComparedModel> group, Verdicts verdicts, List<ComparedModel> first) {

    private static final double LEVEL = 1 - MeasuredMetric.CONFIDENCE;
    private static final String NATS = "nats";

    public Leaders {
        group = List.copyOf(group);
        first = List.copyOf(first);
    }

    /** Returns the leaders; empty if the metric has no direction, or no two models compare. */
    public static Optional<Leaders> of(Comparison comparison, ReportedMetric metric) {
        return comparison.leaders.of(metric.name(), () -> computed(comparison, metric));
    }

    private static Optional<Leaders> computed(Comparison comparison, ReportedMetric metric) {
        List<MeasuredMetric> group =
                MeasuredMetric.largestGroup(MeasuredMetric.ofAll(comparison, metric));
        if (!metric.isRanked() || group.size() < 2) {
            return Optional.empty();
        }
        double sign = metric.sign();
        ComparedModel best =
                group.stream()
                        .max(
                                Comparator.comparingDouble(
                                        m -> sign * m.overSeeds().orElseThrow().mean()))
                        .orElseThrow()
                        .model();
        List<ComparedModel> models = group.stream().map(MeasuredMetric::model).toList();
        Verdicts toBest = Verdicts.to(comparison, metric, best);
        long others = compared(toBest.only(d -> !models.contains(d.model())).differences());
        Verdicts verdicts = toBest.at(confidence(pairs(models.size(), others)));
        return Optional.of(
                new Leaders(models, verdicts, first(comparison, metric, group, verdicts)));
    }

    private static List<ComparedModel> first(
            Comparison comparison,
            ReportedMetric metric,
            List<MeasuredMetric> group,
            Verdicts verdicts) {
        int runs = group.stream().mapToInt(m -> m.bySeed().size()).max().orElseThrow();
        List<ComparedModel> candidates =
                group.stream()
                        .filter(m -> m.bySeed().size() == runs)
                        .map(MeasuredMetric::model)
                        .toList();
        Verdicts out = verdicts.only(d -> d.mean() == null || verdicts.of(d) == Verdict.WORSE);
        List<ComparedModel> others =
                out.differences().stream().map(ModelDifference::model).toList();
        EvaluationProtocol same = group.get(0).protocol().orElseThrow();
        return MeasuredMetric.ofAll(comparison, metric).stream()
                .filter(m -> m.overSeeds().isPresent())
                .filter(m -> m.protocol().orElseThrow().isOfTheSame(same))
                .sorted(
                        Comparator.comparingDouble(
                                m -> -metric.sign() * m.overSeeds().orElseThrow().mean()))
                .map(MeasuredMetric::model)
                .dropWhile(model -> !model.equals(verdicts.reference()))
                .takeWhile(model -> candidates.contains(model) && !others.contains(model))
                .toList();
    }

    /** Returns the region of practical equivalence of a metric, which is stated in nats. */
    static double rope(Comparison comparison, MeasuredMetric measured) {
        Double rope = comparison.plan().rope();
        LogLikelihoodScale scale = LogLikelihoodScale.of(comparison, measured.metric());
        MeasuredMetric of = MeasuredMetric.of(measured.model(), scale.of());
        boolean nats = of.protocol().filter(p -> p.unit().equals(NATS)).isPresent();
        return rope == null || !nats ? 0 : rope * Math.abs(scale.slope());
    }

    /** Returns the confidence of each of several intervals that hold together with 95 %. */
    public static double confidence(long intervals) {
        return 1 - LEVEL / Math.max(1, intervals);
    }

    /**
     * Returns the confidence of each difference to a model that is chosen before the data are seen.
     */
    public static double confidence(List<ModelDifference> toGiven) {
        return confidence(compared(toGiven));
    }

    /** Returns the number of differences that there are, those with an obstacle left out. */
    public static long compared(List<ModelDifference> differences) {
        return differences.stream().filter(d -> d.mean() != null).count();
    }

    /**
     * Returns the number of pairs of models that may be compared if the data choose the best one.
     *
     * @param candidates the models of which the best is chosen
     * @param others the models that are compared with it only
     */
    public static long pairs(long candidates, long others) {
        return candidates * (candidates - 1) / 2 + others * candidates;
    }

    public ComparedModel best() {
        return verdicts.reference();
    }

    public List<ModelDifference> differences() {
        return verdicts.differences();
    }

    /** Returns the confidence of each difference to the best mean. */
    public double confidence() {
        return verdicts.confidence();
    }

    /** Returns the first models; none if no difference to the best is settled. */
    public List<ComparedModel> settled() {
        List<ComparedModel> worse = verdicts.models(Verdict.WORSE);
        return group.stream().anyMatch(worse::contains) ? first : List.of();
    }

    /** Returns whether a leading model may still be worse than the best mean. */
    public boolean isOpen(ComparedModel model) {
        return !model.equals(best())
                && Set.of(Verdict.OPEN, Verdict.NOT_BETTER).contains(verdicts.of(model));
    }
}
