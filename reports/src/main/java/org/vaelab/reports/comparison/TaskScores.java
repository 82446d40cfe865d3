// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.reports.statistics.BayesianSignedRank;
import org.vaelab.reports.statistics.BootstrapInterval;
import org.vaelab.reports.statistics.Friedman;
import org.vaelab.reports.statistics.Improvement;
import org.vaelab.reports.statistics.ScoreMatrix;
import org.vaelab.reports.statistics.SeedsByData;
import org.vaelab.reports.statistics.ShareInterval;
import org.vaelab.reports.statistics.TTest;
import org.vaelab.reports.statistics.TaskScale;

/**
 * The scores of methods on a scale that all tasks share, with their aggregates.
 *
 * <p>Bits per dimension compare across data sets as they are. Any other metric is scaled in each
 * task: 0 is the worst mean of the methods there, 1 the best. A task without a difference has no
 * such scale and is left out of the aggregates; ranks and improvements keep it.
 *
 * @param isScaled whether the scores are scaled; otherwise they are values of the metric
 * @param scores [method][seed][task], larger is better; tasks with a scale only
 * @param withoutScale the labels of the tasks without one
 * @param rope differences of means up to this size count as none; 0 if no region is stated for them
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
@Internal
public record TaskScores(
        Tasks tasks,
        boolean isScaled,
        double[][][] scores,
        List<String> withoutScale,
        double rope) {

    private static final String COMMON_UNIT = "bits/dim";
    private static final String NATS = "nats";

    /** With more methods, they are compared with one of them only. */
    private static final int ALL_PAIRS = 5;

    private static final double LEVEL = 1 - MeasuredMetric.CONFIDENCE;

    /** The aggregates of a method. */
    public record Aggregates(
            BootstrapInterval interquartileMean,
            BootstrapInterval median,
            BootstrapInterval mean,
            BootstrapInterval optimalityGap) {}

    /** Returns whether values of a metric compare across data sets as they are. */
    public static boolean hasCommonUnit(Tasks tasks) {
        return tasks.unit().equals(COMMON_UNIT);
    }

    /** Returns the scores of a metric. */
    public static TaskScores of(Comparison comparison, Tasks tasks) {
        Double rope = comparison.plan().rope();
        double stated = rope != null && tasks.unit().equals(NATS) ? rope : 0;
        if (hasCommonUnit(tasks)) {
            return new TaskScores(tasks, false, tasks.scores(), List.of(), stated);
        }
        TaskScale scale = TaskScale.worstToBest(tasks.scores());
        int[] kept = IntStream.range(0, tasks.tasks().size()).filter(scale::has).toArray();
        double[][][] scores =
                Arrays.stream(tasks.scores())
                        .map(scale::of)
                        .map(method -> columns(method, kept))
                        .toArray(double[][][]::new);
        List<String> without = new ArrayList<>();
        for (int t = 0; t < tasks.tasks().size(); t++) {
            if (!scale.has(t)) {
                without.add(tasks.tasks().get(t));
            }
        }
        return new TaskScores(tasks, true, scores, List.copyOf(without), stated);
    }

    private static double[][] columns(double[][] rows, int[] kept) {
        return Arrays.stream(rows)
                .map(row -> IntStream.of(kept).mapToDouble(t -> row[t]).toArray())
                .toArray(double[][]::new);
    }

    /** Returns whether two tasks or more have a scale, so that there are aggregates. */
    public boolean hasAggregates() {
        return scores[0][0].length >= Tasks.FEWEST;
    }

    /** Returns the aggregates of a method, from the same resamples. */
    public Aggregates aggregates(int method) {
        List<BootstrapInterval> all =
                BootstrapInterval.of(
                        scores[method],
                        List.of(
                                ScoreMatrix::interquartileMean,
                                ScoreMatrix::median,
                                ScoreMatrix::mean,
                                matrix -> matrix.optimalityGap(1)),
                        MeasuredMetric.CONFIDENCE);
        return new Aggregates(all.get(0), all.get(1), all.get(2), all.get(3).within(0, 1e300));
    }

    /** Returns the performance profile of a method: the share of scores above each threshold. */
    public List<ShareInterval> profile(int method, double[] thresholds) {
        ScoreMatrix matrix = new ScoreMatrix(scores[method]);
        int n = scores[method].length * scores[method][0].length;
        List<ShareInterval> profile = new ArrayList<>();
        for (double tau : thresholds) {
            profile.add(ShareInterval.of(matrix.profile(tau), n, MeasuredMetric.CONFIDENCE));
        }
        return profile;
    }

    /** Returns the probability that a run of one method is better than a run of another. */
    public Improvement improvement(int one, int other) {
        double[][][] all = tasks.scores();
        return Improvement.of(all[one], all[other], MeasuredMetric.CONFIDENCE);
    }

    /** Returns whether the signed-rank test compares differences in the unit of the metric. */
    public boolean isTestedInUnits() {
        return !isScaled || rope > 0;
    }

    /**
     * Tests the differences of two methods over tasks: of their means in nats if a region of
     * practical equivalence is stated in nats, otherwise of their means on the common scale.
     */
    public Optional<BayesianSignedRank> signedRank(int one, int other) {
        double[][][] of = isTestedInUnits() ? tasks.scores() : scores;
        if (of[0][0].length < Tasks.FEWEST) {
            return Optional.empty();
        }
        double[] differences =
                TTest.differences(SeedsByData.means(of[one]), SeedsByData.means(of[other]));
        return Optional.of(BayesianSignedRank.of(differences, rope));
    }

    /** Ranks the methods in each task by their means, 1 the best; empty below three methods. */
    public static Optional<Friedman> ranks(Tasks tasks) {
        if (tasks.methods().size() < JointRanking.FEWEST_MODELS) {
            return Optional.empty();
        }
        double[][] means =
                Arrays.stream(tasks.scores()).map(SeedsByData::means).toArray(double[][]::new);
        double[][] blocks = new double[tasks.tasks().size()][means.length];
        for (int t = 0; t < blocks.length; t++) {
            int task = t;
            Arrays.setAll(blocks[t], m -> -means[m][task]);
        }
        return Optional.of(Friedman.of(blocks));
    }

    /** The level of the tests. */
    public static double level() {
        return LEVEL;
    }

    /** A pair of methods, by place. */
    public record Pair(int one, int other) {}

    /**
     * Returns the pairs that are compared: each method with the baseline; without one all pairs, or
     * the best method with each other if there are many.
     */
    public List<Pair> pairs(Comparison comparison) {
        int methods = tasks.methods().size();
        int baseline = tasks.baseline(comparison).map(tasks.methods()::indexOf).orElse(-1);
        boolean all = baseline < 0 && methods <= ALL_PAIRS;
        int best = best();
        List<Pair> pairs = new ArrayList<>();
        for (int one = 0; one < methods; one++) {
            for (int other = 0; other < methods; other++) {
                boolean chosen = all ? one < other : baseline < 0 ? one == best : other == baseline;
                if (chosen && one != other) {
                    pairs.add(new Pair(one, other));
                }
            }
        }
        return pairs;
    }

    /** Returns the place of the method with the best interquartile mean; 0 without aggregates. */
    int best() {
        if (!hasAggregates()) {
            return 0;
        }
        double[] means =
                Arrays.stream(scores)
                        .mapToDouble(method -> new ScoreMatrix(method).interquartileMean())
                        .toArray();
        int place = 0;
        for (int m = 1; m < means.length; m++) {
            place = means[m] > means[place] ? m : place;
        }
        return place;
    }
}
