// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.vaelab.framework.Internal;

/**
 * An aggregate of scores with its stratified bootstrap interval over seeds (Agarwal et al. 2021,
 * section 4.1). The tasks are the strata: each keeps its number of seeds in every resample.
 *
 * <pre>
 * low  = estimate - c (estimate - lower percentile),    c = sqrt(S / (S - 1)) t_{T (S - 1) / 2} / z
 * high = estimate + c (upper percentile - estimate)
 * </pre>
 *
 * <p>The factor c corrects what few seeds do to a bootstrap (Hesterberg 2015, section 3.4). A
 * resample of S seeds has a variance that is too small by (S - 1) / S, and a percentile interval
 * does not know that the variance is itself estimated. It has half of the usual degrees of freedom,
 * because an interquartile mean uses half of the scores. The interval is about other seeds in the
 * same tasks, not about other tasks.
 *
 * @param estimate the aggregate of the scores
 * @param low the lower end; NaN with one seed
 * @param high the upper end; NaN with one seed
 */
@Internal
public record BootstrapInterval(double estimate, double low, double high) {

    /** The number of resamples. */
    public static final int RESAMPLES = 2000;

    /** The seed of the resamples. */
    public static final long SEED = 25;

    /**
     * Computes the intervals of several aggregates from the same resamples.
     *
     * @param scores [seed][task]
     * @param confidence the coverage of each interval, inside (0, 1)
     */
    public static List<BootstrapInterval> of(
            double[][] scores, List<ToDoubleFunction<ScoreMatrix>> aggregates, double confidence) {
        return of(scores, aggregates, confidence, RESAMPLES);
    }

    static List<BootstrapInterval> of(
            double[][] scores,
            List<ToDoubleFunction<ScoreMatrix>> aggregates,
            double confidence,
            int resamples) {
        TStatistic.requireConfidence(confidence);
        ScoreMatrix matrix = new ScoreMatrix(scores);
        int seeds = scores.length;
        double[][] resampled = new double[aggregates.size()][seeds == 1 ? 0 : resamples];
        SplitMix random = new SplitMix(SEED);
        for (int b = 0; seeds > 1 && b < resamples; b++) {
            ScoreMatrix drawn = new ScoreMatrix(resample(scores, random));
            for (int a = 0; a < resampled.length; a++) {
                resampled[a][b] = aggregates.get(a).applyAsDouble(drawn);
            }
        }
        double factor = factor(seeds, scores[0].length, confidence);
        List<BootstrapInterval> intervals = new ArrayList<>();
        for (int a = 0; a < resampled.length; a++) {
            double estimate = aggregates.get(a).applyAsDouble(matrix);
            intervals.add(around(estimate, resampled[a], factor, confidence));
        }
        return intervals;
    }

    /** Draws the seeds of each task with replacement. */
    static double[][] resample(double[][] scores, SplitMix random) {
        double[][] drawn = new double[scores.length][scores[0].length];
        for (double[] run : drawn) {
            for (int t = 0; t < run.length; t++) {
                run[t] = scores[random.below(scores.length)][t];
            }
        }
        return drawn;
    }

    private static double factor(int seeds, int tasks, double confidence) {
        if (seeds == 1) {
            return Double.NaN;
        }
        double z = -new NormalDistribution().inverseCumulativeProbability((1 - confidence) / 2);
        double t = TStatistic.quantile(confidence, tasks * (seeds - 1) / 2.0);
        return Math.sqrt(seeds / (seeds - 1.0)) * t / z;
    }

    private static BootstrapInterval around(
            double estimate, double[] resampled, double factor, double confidence) {
        if (resampled.length == 0) {
            return new BootstrapInterval(estimate, Double.NaN, Double.NaN);
        }
        double[] sorted = resampled.clone();
        Arrays.sort(sorted);
        int tail = (int) Math.floor((1 - confidence) / 2 * sorted.length);
        double below = Math.max(0, estimate - sorted[tail]);
        double above = Math.max(0, sorted[sorted.length - 1 - tail] - estimate);
        return new BootstrapInterval(
                estimate, estimate - factor * below, estimate + factor * above);
    }

    /** Returns this interval, cut to a range of possible values. */
    public BootstrapInterval within(double least, double most) {
        return new BootstrapInterval(
                estimate,
                Double.isNaN(low) ? low : Math.max(least, low),
                Double.isNaN(high) ? high : Math.min(most, high));
    }
}
