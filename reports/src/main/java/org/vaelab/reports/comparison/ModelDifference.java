// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.LagWindow;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;
import org.vaelab.reports.statistics.DifferenceOverExamples;
import org.vaelab.reports.statistics.MeanDifference;
import org.vaelab.reports.statistics.MeanDifference.Verdict;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.statistics.MoreSeeds;
import org.vaelab.reports.statistics.SeedsByData;
import org.vaelab.reports.statistics.TTest;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/**
 * The difference of two models in one metric, over common seeds and common test examples. A
 * positive difference is better, whatever the direction of the metric.
 *
 * @param overData the difference of the trained models over test examples, values averaged over
 *     seeds; null if the records do not have the values of examples
 * @param mean the difference for other seeds and other examples, as far as the records show them;
 *     null if there is an obstacle
 * @param limits what the difference of the values says about the difference of the quantities
 * @param warnings why the difference may not be reliable
 * @param obstacle why the two are not compared; null if they are
 */
@Internal
public record ModelDifference(
        ComparedModel model,
        ComparedModel reference,
        @Nullable DifferenceOverExamples overData,
        @Nullable MeanDifference mean,
        Limits limits,
        List<String> warnings,
        @Nullable String obstacle) {

    /** The fewest test examples for which the mean difference is about Normal. */
    private static final int FEWEST_EXAMPLES = 100;

    /** The effective draws, or half of all, from which weights without a k-hat are enough. */
    private static final double FEW_DRAWS = 10;

    /** The most examples that a warning names. */
    private static final int MOST_ROWS = 5;

    private static final String FEW_WINDOWS =
            "test windows share steps, and are fewer than two blocks of three windows";

    /** How far the mean of {@code perDatum.csv} may be from the value of the record, relatively. */
    private static final double SAME = 1e-6;

    public ModelDifference {
        warnings = List.copyOf(warnings);
    }

    /** Compares a model with another one in a metric that has a direction. */
    public static ModelDifference of(
            Comparison comparison,
            ReportedMetric metric,
            ComparedModel model,
            ComparedModel reference) {
        return comparison.pairs.of(
                List.of(metric.name(), model.name(), reference.name()),
                () -> computed(comparison, metric, model, reference));
    }

    private static ModelDifference computed(
            Comparison comparison,
            ReportedMetric metric,
            ComparedModel model,
            ComparedModel reference) {
        MeasuredMetric one = MeasuredMetric.of(model, metric);
        MeasuredMetric other = MeasuredMetric.of(reference, metric);
        Paired pair = Paired.of(one, other, reference.name(), "no seed was completed by both");
        Limits limits = pair.limits();
        List<Long> seeds = pair.seeds();
        if (pair.obstacle() != null) {
            return without(model, reference, pair.obstacle());
        }
        double sign = metric.sign();
        LogLikelihoodScale scale = LogLikelihoodScale.of(comparison, metric);
        Optional<Values> values =
                values(
                        sign * scale.slope(),
                        MeasuredMetric.of(model, scale.of()),
                        MeasuredMetric.of(reference, scale.of()),
                        seeds);
        if (values.isPresent()) {
            DifferenceOverExamples overData = values.get().overData();
            boolean areFew = values.get().windows() != null && isUnknown(overData);
            if (areFew && seeds.size() == 1) {
                return without(model, reference, "one seed, and " + FEW_WINDOWS);
            }
            MeanDifference found = values.get().mean(overData);
            MeanDifference mean = seeds.size() == 1 ? found : found.after(pair.looks());
            List<String> warnings = new ArrayList<>();
            if (areFew) {
                warnings.add("An interval over seeds alone: " + FEW_WINDOWS);
            }
            if (overData.n() < FEWEST_EXAMPLES) {
                warnings.add(
                        "Only %s examples: the standard error and its probability are rough"
                                .formatted(overData.n()));
            }
            dominating(metric, overData, values.get().examples(), model, reference)
                    .ifPresent(warnings::add);
            warnings.addAll(unreliable(comparison, metric, model, reference));
            return new ModelDifference(model, reference, overData, mean, limits, warnings, null);
        }
        if (seeds.size() == 1) {
            return without(model, reference, "one seed, and no values of single examples");
        }
        double[] differences = TTest.differences(pair.values(one), pair.values(other));
        double[] signed = Arrays.stream(differences).map(d -> sign * d).toArray();
        MeanDifference mean =
                MeanDifference.ofSeeds(MeanInterval.of(signed, MeasuredMetric.CONFIDENCE))
                        .after(pair.looks());
        List<String> warnings = unreliable(comparison, metric, model, reference);
        return new ModelDifference(model, reference, null, mean, limits, warnings, null);
    }

    private static ModelDifference without(
            ComparedModel model, ComparedModel reference, String obstacle) {
        return new ModelDifference(model, reference, null, null, Limits.NONE, List.of(), obstacle);
    }

    /**
     * Returns the verdict on the quantities behind the values.
     *
     * @param rope differences up to this size count as no difference
     */
    public Verdict verdict(double confidence, double rope) {
        return mean == null ? Verdict.OPEN : verdict(mean.mean(), mean.halfWidth(confidence), rope);
    }

    private Verdict verdict(double middle, double half, double rope) {
        return Verdict.of(
                limits.isLower() ? middle - half : Double.NEGATIVE_INFINITY,
                limits.isUpper() ? middle + half : Double.POSITIVE_INFINITY,
                rope);
    }

    /**
     * Returns how many seeds would settle an open difference; empty if none up to {@link
     * MoreSeeds#MOST_SEEDS} has a chance of one half.
     */
    public Optional<MoreSeeds> moreSeeds(double confidence, double rope) {
        return mean == null || isOneSided()
                ? Optional.empty()
                : MoreSeeds.of(
                        mean, confidence, (middle, half) -> !verdict(middle, half, rope).isOpen());
    }

    /**
     * Returns whether more seeds cannot settle the difference, because its values limit the
     * quantities on the other side only.
     */
    public boolean isOneSided() {
        return mean != null
                && switch (limits) {
                    case BOTH -> false;
                    case LOWER -> mean.mean() <= 0;
                    default -> mean.mean() >= 0;
                };
    }

    private static boolean isUnknown(DifferenceOverExamples overData) {
        return Double.isNaN(overData.standardError());
    }

    /**
     * Values of the examples that all runs have, [seed][example] of each model, larger is better.
     *
     * @param examples their numbers among those of {@code perDatum.csv}, from 0 on
     * @param windows that the examples are; null: they share nothing
     */
    private record Values(int[] examples, double[][] a, double[][] b, @Nullable LagWindow windows) {

        DifferenceOverExamples overData() {
            return DifferenceOverExamples.of(SeedsByData.means(a), SeedsByData.means(b), windows);
        }

        MeanDifference mean(DifferenceOverExamples overData) {
            double[][] differences = minus(a, b);
            if (windows != null) {
                return MeanDifference.of(overData, differences, windows);
            }
            return a.length == 1
                    ? MeanDifference.ofData(overData)
                    : MeanDifference.of(SeedsByData.of(differences));
        }
    }

    private static Optional<Values> values(
            double sign, MeasuredMetric one, MeasuredMetric other, List<Long> seeds) {
        List<double[]> runs =
                Stream.of(one, other)
                        .flatMap(of -> seeds.stream().flatMap(seed -> ofRun(of, seed).stream()))
                        .toList();
        int n = seeds.size();
        if (runs.size() < 2 * n || runs.stream().mapToInt(r -> r.length).distinct().count() > 1) {
            return Optional.empty();
        }
        int[] common =
                IntStream.range(0, runs.get(0).length)
                        .filter(i -> runs.stream().allMatch(run -> Double.isFinite(run[i])))
                        .toArray();
        if (common.length < 2) {
            return Optional.empty();
        }
        double[][] all =
                runs.stream()
                        .map(run -> IntStream.of(common).mapToDouble(i -> sign * run[i]).toArray())
                        .toArray(double[][]::new);
        return Optional.of(
                new Values(
                        common,
                        Arrays.copyOf(all, n),
                        Arrays.copyOfRange(all, n, 2 * n),
                        one.model().windows(common)));
    }

    /** Returns the values of a run, if their mean is the value of the metric in the record. */
    private static Optional<double[]> ofRun(MeasuredMetric measured, long seed) {
        Estimate own = measured.bySeed().get(seed);
        double recorded = own == null ? Double.NaN : own.value();
        double allowed = SAME * (1 + Math.abs(recorded));
        return measured.model().runs().stream()
                .filter(run -> run.planned().seed() == seed)
                .flatMap(run -> Stream.ofNullable(run.perDatum().get(measured.metric().name())))
                .filter(values -> Math.abs(mean(values) - recorded) <= allowed)
                .findFirst();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
    }

    private static double[][] minus(double[][] a, double[][] b) {
        return IntStream.range(0, a.length)
                .mapToObj(s -> TTest.differences(a[s], b[s]))
                .toArray(double[][]::new);
    }

    private static Optional<String> dominating(
            ReportedMetric metric,
            DifferenceOverExamples paired,
            int[] examples,
            ComparedModel model,
            ComparedModel reference) {
        List<Integer> dominating = paired.dominating();
        if (dominating.isEmpty()) {
            return Optional.empty();
        }
        double others = metric.sign() * paired.meanOfOthers();
        List<String> rows =
                dominating.stream()
                        .limit(MOST_ROWS)
                        .map(i -> String.valueOf(examples[i] + 1))
                        .collect(Collectors.toCollection(ArrayList::new));
        if (dominating.size() > rows.size()) {
            rows.add(dominating.size() - rows.size() + " more");
        }
        return Optional.of(
                "More than half of the variance of %s minus %s in %s comes from %s of %s examples (%s %s of perDatum.csv). Without these the difference is %s%s"
                        .formatted(
                                model.term(),
                                reference.term(),
                                metric.label(),
                                dominating.size(),
                                paired.n(),
                                rows.size() == 1 ? "row" : "rows",
                                ListText.of(rows),
                                others > 0 ? "+" : "",
                                NumberText.significant(others, 3)));
    }

    /**
     * Returns what makes estimates of a metric unreliable, for the metrics that have diagnostics:
     * log p(x).
     */
    private static List<String> unreliable(
            Comparison comparison, ReportedMetric metric, ComparedModel... models) {
        return metric.isLogLikelihood()
                ? Stream.of(models).flatMap(of -> unreliable(comparison, of).stream()).toList()
                : List.of();
    }

    /**
     * Returns how many estimates of log p(x) of a model are unreliable, for the metrics that tell:
     * by k-hat, or by the effective number of draws where no k-hat tells.
     */
    public static List<String> unreliable(Comparison comparison, ComparedModel model) {
        List<String> tails =
                comparison.metrics(MetricRole.HEAVY_TAIL).stream()
                        .flatMap(metric -> unreliable(model, metric).stream())
                        .toList();
        return tails.isEmpty()
                ? comparison.metrics(MetricRole.EFFECTIVE_DRAWS).stream()
                        .flatMap(metric -> fewDraws(model, metric).stream())
                        .toList()
                : tails;
    }

    /**
     * Returns the largest share of estimates of log p(x) of a model that a k-hat calls unreliable;
     * 0 if none does.
     */
    public static double shareUnreliable(Comparison comparison, ComparedModel model) {
        return comparison.metrics(MetricRole.HEAVY_TAIL).stream()
                .mapToDouble(metric -> overSeeds(model, metric, Estimate::value))
                .filter(share -> share > 0)
                .max()
                .orElse(0);
    }

    private static Optional<String> fewDraws(ComparedModel model, ReportedMetric effective) {
        double size = overSeeds(model, effective, Estimate::value);
        double draws = overSeeds(model, effective, Estimate::samples);
        return size < Math.min(FEW_DRAWS, draws / 2)
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "Only %.1f of %.0f draws of log p(x) count for %s (median ESS)",
                                size,
                                draws,
                                model.term()))
                : Optional.empty();
    }

    private static double overSeeds(
            ComparedModel model, ReportedMetric metric, ToDoubleFunction<Estimate> number) {
        return MeasuredMetric.of(model, metric).bySeed().values().stream()
                .mapToDouble(number)
                .average()
                .orElse(Double.NaN);
    }

    private static Optional<String> unreliable(ComparedModel model, ReportedMetric tails) {
        double share = overSeeds(model, tails, Estimate::value);
        return share > 0
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "Unreliable k-hat for %.0f %% of the examples of %s",
                                Math.max(1, 100 * share),
                                model.term()))
                : Optional.empty();
    }
}
