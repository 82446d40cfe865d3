// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.distribution.continuous.TDistribution;
import org.vaelab.framework.Internal;

/**
 * Whether the number of values of a mean was fixed in advance, or more were added after a look at
 * the mean.
 *
 * <p>A fixed number has Student's interval. Otherwise the interval holds at all numbers of values
 * together, however the number is chosen. Let x_1, x_2, ... be Normal with mean 0 and deviation
 * sigma, and t the statistic of n of them. The likelihood ratio of what does not depend on sigma,
 * with the mean over sigma drawn from N(0, 1/c^2), is
 *
 * <pre>
 * M_n = sqrt(r_n) ((1 + t^2/(n-1)) / (1 + r_n t^2/(n-1)))^(n/2),      r_n = c^2 / (n + c^2)
 * </pre>
 *
 * <p>because given sigma the mixture is N(0, sigma^2 (I + 11'/c^2)), and the right Haar measure
 * dsigma/sigma gives the density {@code |I + 11'/c^2|^(-1/2) (x' (I + 11'/c^2)^(-1) x)^(-n/2)} up
 * to a constant (Wang and Ramdas 2024, "Anytime-valid t-tests and confidence sequences for Gaussian
 * means with unknown variance", section 4; Lai 1976 has the limit of M_n / c at c = 0). M_n is a
 * martingale with M_1 = 1, in the filtration of the ratios of the x_i. Under the mixture, t is
 * sqrt(1 + n/c^2) times a t variable. So, if no look is before m values (Ville's inequality from m
 * on, given the first m; Robbins 1970),
 *
 * <pre>
 * P(M_n &gt;= a at some n &gt;= m) &lt;= P(M_m &gt;= a) + E[M_m; M_m &lt; a] / a
 *                              = P(|T_{m-1}| &gt;= b_m) + P(|T_{m-1}| &lt; b_m / sqrt(1 + m/c^2)) / a
 * b_n^2 = (n-1) (A - 1) / (1 - A r_n),      A = (a^2 / r_n)^(1/n);      b_n infinite if A r_n &gt;= 1
 * </pre>
 *
 * <p>The interval uses the a that makes this 1 - confidence. Few values and a high confidence have
 * no finite interval. c^2 is {@value #PRECISION}, which no result chose: the interval is finite
 * from three values on at 95 %.
 *
 * @param first m, the number of values at the first look, at least 2; 0 if the number was fixed in
 *     advance
 */
@Internal
public record Looks(int first) {

    /** The number of values was fixed in advance. */
    public static final Looks ONCE = new Looks(0);

    private static final int FEWEST = 2;
    private static final double PRECISION = 0.1;

    /** Returns looks from a number of values on; two are the fewest that have an interval. */
    public static Looks from(int values) {
        return new Looks(Math.max(FEWEST, values));
    }

    /** Returns the looks at a difference of two means. */
    public Looks and(Looks other) {
        return isRepeated() && other.isRepeated()
                ? new Looks(Math.min(first, other.first))
                : new Looks(Math.max(first, other.first));
    }

    /** Returns whether values were added after a look. */
    public boolean isRepeated() {
        return first > 0;
    }

    /**
     * Returns half the width of the interval, in standard errors.
     *
     * @param n the number of values, at least 2
     * @return infinity if no interval holds with this confidence
     */
    double quantile(double confidence, int n) {
        if (!isRepeated()) {
            return TStatistic.quantile(confidence, n - 1.0);
        }
        int m = Math.min(first, n);
        double level = 1 - confidence;
        double log =
                new BrentSolver(1e-12)
                        .solve(
                                200,
                                logA -> crossing(Math.exp(logA), m) - level,
                                Math.log(rest(m)) / 2 - 1e-9,
                                // Beyond the root, which may be 1 / level itself.
                                1e-9 - Math.log(level));
        return bound(Math.exp(log), n);
    }

    /** Returns the least 1 - confidence whose interval leaves out 0, at most 1. */
    double twoSided(double t, int n) {
        if (!isRepeated() || Double.isNaN(t)) {
            return TStatistic.twoSided(t, n - 1.0);
        }
        double u = t * t / (n - 1);
        double ratio =
                Double.isInfinite(u) ? -Math.log(rest(n)) : Math.log1p(u) - Math.log1p(rest(n) * u);
        double log = (Math.log(rest(n)) + n * ratio) / 2;
        int m = Math.min(first, n);
        return log <= Math.log(rest(m)) / 2 ? 1 : Math.min(1, crossing(Math.exp(log), m));
    }

    private static double rest(int n) {
        return PRECISION / (n + PRECISION);
    }

    private static double bound(double a, int n) {
        double power = Math.expm1(Math.log(a * a / rest(n)) / n);
        double below = 1 - (1 + power) * rest(n);
        return below > 0
                ? Math.sqrt(Math.max(0, (n - 1) * power / below))
                : Double.POSITIVE_INFINITY;
    }

    private static double crossing(double a, int m) {
        double bound = bound(a, m);
        TDistribution t = new TDistribution(m - 1.0);
        double mixed = bound / Math.sqrt(1 + m / PRECISION);
        return TStatistic.twoSided(bound, m - 1.0) + (1 - 2 * t.cumulativeProbability(-mixed)) / a;
    }
}
