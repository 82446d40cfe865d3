// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.ranks;

import java.util.Arrays;
import org.vaelab.framework.Internal;
import org.vaelab.framework.special.GammaFunctions;

/**
 * The exact test of uniformity by the empirical distribution function at given points, with its
 * simultaneous band (Sailynoja, Buerkner and Vehtari 2022, section 2.1).
 *
 * <p>The count c_i of n independent uniform numbers at or below z_i is binomial, with distribution
 * function F_i. A pointwise level gamma gives the band
 *
 * <pre>
 *   lower_i = min { c : F_i(c) >= gamma / 2 },   upper_i = min { c : F_i(c) >= 1 - gamma / 2 }
 * </pre>
 *
 * <p>{@link #coverage} is the probability that all counts are in the band. It is computed without
 * simulation: the counts are a Markov chain, and given their sum, binomial increments are Poisson
 * increments. The cost is the number of points times the squared width of the band.
 *
 * <p>Ranks that are uniform on 0..L are such numbers at the points i/(L+1).
 */
@Internal
public final class EcdfTest {

    private static final double NARROW = 1e-12;

    private final int n;
    private final double[] z;
    private final double[][] below;
    private final double[][] above;

    /**
     * Prepares the test of n numbers.
     *
     * @param n the number of independent numbers, at least 1
     * @param z the points, ascending, between 0 and 1, at least one
     */
    public EcdfTest(int n, double[] z) {
        if (n < 1 || z.length == 0) {
            throw new IllegalArgumentException(
                    "the test needs a number and a point, not " + n + " and " + z.length);
        }
        double last = 0;
        for (double point : z) {
            if (!(point > last && point < 1)) {
                throw new IllegalArgumentException(
                        "points must ascend between 0 and 1, not " + Arrays.toString(z));
            }
            last = point;
        }
        this.n = n;
        this.z = z.clone();
        this.below = new double[z.length][];
        this.above = new double[z.length][];
        for (int i = 0; i < z.length; i++) {
            double[] probabilities = binomial(n, z[i]);
            below[i] = new double[n + 1];
            above[i] = new double[n + 2];
            double sum = 0;
            for (int c = 0; c <= n; c++) {
                below[i][c] = sum += probabilities[c];
            }
            sum = 0;
            for (int c = n; c >= 0; c--) {
                above[i][c] = sum += probabilities[c];
            }
        }
    }

    private static double[] binomial(int n, double p) {
        double[] probabilities = new double[n + 1];
        double whole = GammaFunctions.logGamma(n + 1.0);
        for (int c = 0; c <= n; c++) {
            probabilities[c] =
                    Math.exp(
                            whole
                                    - GammaFunctions.logGamma(c + 1.0)
                                    - GammaFunctions.logGamma(n - c + 1.0)
                                    + c * Math.log(p)
                                    + (n - c) * Math.log1p(-p));
        }
        return probabilities;
    }

    /**
     * Limits of the counts at each point, both inclusive.
     *
     * @param gamma the pointwise level behind them
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
    public record Band(double gamma, int[] lower, int[] upper) {}

    /** Returns the points. */
    public double[] points() {
        return z.clone();
    }

    /** Returns the band of a pointwise level. */
    public Band at(double gamma) {
        int[] lower = new int[z.length];
        int[] upper = new int[z.length];
        for (int i = 0; i < z.length; i++) {
            while (below[i][lower[i]] < gamma / 2) {
                lower[i]++;
            }
            upper[i] = n;
            // The upper tail has full relative precision, and 1 - F has not.
            while (upper[i] > 0 && above[i][upper[i]] <= gamma / 2) {
                upper[i]--;
            }
        }
        return new Band(gamma, lower, upper);
    }

    /** Returns the probability that all counts are in the band. */
    public double coverage(Band band) {
        return within(band.lower(), band.upper());
    }

    /**
     * Returns the narrowest band whose coverage is at least {@code level}: that of the largest such
     * pointwise level, to a relative error of 1e-12 below it.
     *
     * @param level between 0 and 1
     */
    public Band band(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level must be between 0 and 1, is " + level);
        }
        double low = (1 - level) / z.length;
        double high = 1;
        while (high / low - 1 > NARROW) {
            double middle = Math.sqrt(low * high);
            if (coverage(at(middle)) >= level) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return at(low);
    }

    /**
     * Returns the p-value of counts. The statistic is the smallest pointwise p-value of a count,
     * two times its smaller binomial tail. The p-value is the probability of a statistic that is no
     * larger. It is exact, so under uniformity it is at most a with probability at most a.
     *
     * @param counts of the numbers at or below each point
     */
    public double pValue(int[] counts) {
        double smallest = 1;
        for (int i = 0; i < z.length; i++) {
            smallest = Math.min(smallest, Math.min(below[i][counts[i]], above[i][counts[i]]));
        }
        // Rounding must not tell equal tails apart.
        double edge = smallest * (1 + 1e-10);
        int[] lower = new int[z.length];
        int[] upper = new int[z.length];
        for (int i = 0; i < z.length; i++) {
            while (lower[i] <= n && below[i][Math.min(n, lower[i])] <= edge) {
                lower[i]++;
            }
            upper[i] = n;
            while (upper[i] >= 0 && above[i][upper[i]] <= edge) {
                upper[i]--;
            }
            if (lower[i] > upper[i]) {
                return 1;
            }
        }
        // Of a p-value below rounding the tail itself is a lower limit.
        return Math.min(1, Math.max(smallest, 1 - within(lower, upper)));
    }

    /** Returns the probability that lower_i <= c_i <= upper_i for all i. */
    private double within(int[] lower, int[] upper) {
        double[] state = {1};
        int from = 0;
        double before = 0;
        for (int i = 0; i < z.length; i++) {
            double[] step = poisson(n * (z[i] - before), upper[i] - from);
            double[] next = new double[Math.max(0, upper[i] - lower[i] + 1)];
            for (int to = 0; to < next.length; to++) {
                int count = lower[i] + to;
                double sum = 0;
                for (int c = Math.min(state.length - 1, count - from); c >= 0; c--) {
                    sum += state[c] * step[count - from - c];
                }
                next[to] = sum;
            }
            state = next;
            from = lower[i];
            before = z[i];
        }
        double[] rest = poisson(n * (1 - before), n - from);
        double sum = 0;
        for (int c = 0; c < state.length; c++) {
            sum += state[c] * rest[n - from - c];
        }
        return sum / poisson(n, n)[n];
    }

    /** Returns the Poisson probabilities of 0 to {@code most}. */
    private static double[] poisson(double mean, int most) {
        double[] probabilities = new double[Math.max(0, most) + 1];
        for (int d = 0; d < probabilities.length; d++) {
            probabilities[d] =
                    Math.exp(d * Math.log(mean) - mean - GammaFunctions.logGamma(d + 1.0));
        }
        return probabilities;
    }
}
