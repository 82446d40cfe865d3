// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.stat.StatUtils;
import org.vaelab.framework.Internal;

/**
 * The probability of improvement: that a run of method x is above a run of method y in a task,
 * averaged over tasks (Agarwal et al. 2021, section 4.3). Ties count half.
 *
 * <p>The interval is the score interval of Newcombe (2006, method 5), averaged over T tasks:
 *
 * <pre>
 * (p - q)^2 = z^2 V(q) / T
 * V(q) = q (1 - q) / S^2 [ 1 + (S - 1) ((1 - q) / (2 - q) + q / (1 + q)) ]
 * </pre>
 *
 * <p>A bootstrap interval has no width if all runs of x are above those of y, which two or three
 * seeds often give by chance. V is concave in q, so an average over unequal tasks makes the
 * interval wider, not shorter.
 *
 * @param probability the mean over tasks
 * @param low the lower end of the interval; NaN with one seed
 * @param high the upper end; NaN with one seed
 */
@Internal
public record Improvement(double probability, double low, double high) {

    private static final double ACCURACY = 1e-10;

    /**
     * Computes the probability.
     *
     * @param x [seed][task], larger is better
     * @param y [seed][task], the same number of seeds and the same tasks
     * @param confidence the coverage of the interval, inside (0, 1)
     */
    public static Improvement of(double[][] x, double[][] y, double confidence) {
        TStatistic.requireConfidence(confidence);
        double p = StatUtils.mean(ScoreMatrix.improvements(x, y));
        int seeds = x.length;
        if (seeds == 1) {
            return new Improvement(p, Double.NaN, Double.NaN);
        }
        int tasks = x[0].length;
        double quantile = TStatistic.quantile(confidence, 2.0 * tasks * (seeds - 1));
        return new Improvement(
                p,
                p <= 0 ? 0 : end(p, 0, quantile, seeds, tasks),
                p >= 1 ? 1 : end(p, 1, quantile, seeds, tasks));
    }

    /** Solves the equation between p and 0 or 1. */
    private static double end(double p, double limit, double quantile, int seeds, int tasks) {
        double least = Math.min(p, limit);
        double most = Math.max(p, limit);
        return new BrentSolver(ACCURACY)
                .solve(
                        200,
                        q -> (p - q) * (p - q) - quantile * quantile * variance(q, seeds) / tasks,
                        limit == 0 ? least : Math.min(p + ACCURACY, most),
                        limit == 0 ? Math.max(p - ACCURACY, least) : most);
    }

    private static double variance(double q, int seeds) {
        double shared = (1 - q) / (2 - q) + q / (1 + q);
        return q * (1 - q) / seeds / seeds * (1 + (seeds - 1) * shared);
    }

    /** Returns whether there are two seeds or more, so that the interval is defined. */
    public boolean hasInterval() {
        return !Double.isNaN(low);
    }
}
