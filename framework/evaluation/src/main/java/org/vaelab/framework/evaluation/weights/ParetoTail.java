// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.weights;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The shape of the upper tail of importance weights, by the procedure of Pareto-smoothed importance
 * sampling (Vehtari et al. 2024, section 2). Exceedances over a threshold are fitted by a
 * generalised Pareto distribution,
 *
 * <pre>
 *   P(X > x) = (1 + k x / sigma)^(-1/k)
 * </pre>
 *
 * The estimator is that of Zhang and Stephens (2009, Technometrics 51), a posterior mean over a
 * grid. A weak prior moves k towards 0.5 by the weight of ten observations.
 */
public final class ParetoTail {

    private static final int SHORTEST = 5;

    /** The scale of the prior of Zhang and Stephens on theta = k / sigma. */
    private static final double PRIOR_SCALE = 3;

    private static final int GRID_OFFSET = 30;
    private static final double PRIOR_WEIGHT = 10;
    private static final double PRIOR_SHAPE = 0.5;

    private ParetoTail() {}

    /** Returns M of K draws. */
    static int length(int draws) {
        return (int) Math.ceil(Math.min(draws / 5.0, 3 * Math.sqrt(draws)));
    }

    /** Returns the standard error of k-hat of K draws if the shape is k. */
    static double error(double k, int draws) {
        int n = length(draws);
        return (1 + k) * Math.sqrt(n) / (n + PRIOR_WEIGHT);
    }

    /**
     * Returns whether the tail of K draws is long enough to be fitted, of at least 5: K is 21 or
     * more.
     */
    public static boolean isDefined(int draws) {
        return length(draws) >= SHORTEST;
    }

    /**
     * Returns whether a distribution can be fitted to the {@code length} largest: there are 5 or
     * more, and fewer than a quarter of them equal the next largest. Weights of few values tie in
     * this way, and a tail of ties is no tail of a continuous distribution. Weights of 0 do not
     * count as ties: beside few others they are what a heavy tail looks like.
     *
     * @param logWeights as for {@link #shape}
     */
    static boolean isFitted(double[] logWeights, int length) {
        Arrays.sort(logWeights);
        int n = logWeights.length;
        if (length < SHORTEST || n <= length) {
            return false;
        }
        double threshold = logWeights[n - length - 1];
        return threshold == Double.NEGATIVE_INFINITY
                || logWeights[n - length + quartile(length)] > threshold;
    }

    private static int quartile(int n) {
        return (int) Math.floor(n / 4.0 + 0.5) - 1;
    }

    /**
     * Returns k-hat of the {@code length} largest, of which those that equal the next largest are
     * in the tail.
     *
     * @param logWeights at least the largest {@code length + 1}; sorted by this call
     * @return +infinity if the tail has fewer than 5, or its lower quarter is 0 beside the largest
     */
    static double shape(double[] logWeights, int length) {
        Arrays.sort(logWeights);
        int n = logWeights.length;
        if (length < SHORTEST || n <= length) {
            return Double.POSITIVE_INFINITY;
        }
        return fit(exceedances(logWeights, length)).shape();
    }

    /**
     * Returns log-weights whose tail is replaced, in order of rank, by quantiles of the fitted
     * distribution, none of them above the largest weight (Vehtari et al. 2024, section 2.2).
     *
     * @return the same log-weights if no tail can be fitted
     */
    public static double[] smoothed(double[] logWeights) {
        int n = logWeights.length;
        int length = length(n);
        double[] smoothed = logWeights.clone();
        double[] sorted = logWeights.clone();
        Arrays.sort(sorted);
        if (length < SHORTEST || sorted[0] == sorted[n - 1]) {
            return smoothed;
        }
        Fit fit = fit(exceedances(sorted, length));
        if (!Double.isFinite(fit.shape())) {
            return smoothed;
        }
        int[] order =
                IntStream.range(0, n)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> logWeights[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double maximum = sorted[n - 1];
        double threshold = Math.exp(sorted[n - length - 1] - maximum);
        for (int z = 0; z < length; z++) {
            double quantile = fit.quantile((z + 0.5) / length);
            smoothed[order[n - length + z]] = maximum + Math.min(0, Math.log(threshold + quantile));
        }
        return smoothed;
    }

    /**
     * Returns the share of the total weight that is expected beyond the largest of K weights, by
     * the fitted tail, minus that of one among equal weights. No draw stands for it: what a q that
     * is too narrow leaves out.
     *
     * <pre>
     *   t      = u + sigma (M^k - 1) / k                  (1 of K weights is larger, in the mean)
     *   unseen = (t + (sigma + k (t - u)) / (1 - k)) / sum_j w_j - 1/K
     * </pre>
     *
     * <p>u is the largest weight outside of the tail, M the length of the tail.
     *
     * @return from 0 to 1; 0 if no tail can be fitted, as with weights of few values, and 1 if k is
     *     1 or more, where not even the mean of the weights exists
     */
    public static double unseen(double[] logWeights) {
        double[] sorted = logWeights.clone();
        int n = sorted.length;
        int length = length(n);
        if (!isFitted(sorted, length)) {
            return 0;
        }
        Fit fit = fit(exceedances(sorted, length));
        if (!(fit.shape() < 1)) {
            return 1;
        }
        double maximum = sorted[n - 1];
        double above = fit.quantile(1 - 1.0 / length);
        double beyond =
                Math.exp(sorted[n - length - 1] - maximum)
                        + above
                        + (fit.scale() + fit.shape() * above) / (1 - fit.shape());
        double total = Arrays.stream(sorted).map(w -> Math.exp(w - maximum)).sum();
        return Math.min(1, Math.max(0, beyond / total - 1.0 / n));
    }

    /** Returns by how much the largest weights exceed the next largest, over the largest. */
    private static double[] exceedances(double[] sorted, int length) {
        int n = sorted.length;
        double threshold = sorted[n - length - 1];
        double maximum = sorted[n - 1];
        return Arrays.stream(sorted, n - length, n)
                // e^w - e^threshold over the largest weight, without cancellation.
                .map(w -> w > threshold ? Math.exp(w - maximum) * -Math.expm1(threshold - w) : 0)
                .toArray();
    }

    /**
     * A generalised Pareto distribution.
     *
     * @param shape k-hat
     * @param scale sigma of exceedances over the largest weight; NaN if k-hat is infinite
     */
    private record Fit(double shape, double scale) {

        double quantile(double p) {
            double logRest = Math.log1p(-p);
            return shape == 0 ? -scale * logRest : scale * Math.expm1(-shape * logRest) / shape;
        }
    }

    /**
     * Fits exceedances.
     *
     * @param x not negative, ascending
     * @return k-hat +infinity if the lower quarter of them is 0 beside the largest in double
     *     precision
     */
    private static Fit fit(double[] x) {
        int n = x.length;
        double quartile = x[quartile(n)];
        if (quartile == 0) {
            return new Fit(Double.POSITIVE_INFINITY, Double.NaN);
        }
        int grid = GRID_OFFSET + (int) Math.floor(Math.sqrt(n));
        double[] theta = new double[grid];
        double[] logLikelihood = new double[grid];
        for (int j = 0; j < grid; j++) {
            theta[j] = 1 / x[n - 1] + (1 - Math.sqrt(grid / (j + 0.5))) / (PRIOR_SCALE * quartile);
            double k = meanLog(-theta[j], x);
            logLikelihood[j] = n * (Math.log(-theta[j] / k) - k - 1);
        }
        double largest = Arrays.stream(logLikelihood).max().orElseThrow();
        double weights = 0;
        double weighted = 0;
        for (int j = 0; j < grid; j++) {
            double weight = Math.exp(logLikelihood[j] - largest);
            weights += weight;
            weighted += weight * theta[j];
        }
        double k = meanLog(-weighted / weights, x);
        double scale = -k / (weighted / weights);
        return new Fit((n * k + PRIOR_WEIGHT * PRIOR_SHAPE) / (n + PRIOR_WEIGHT), scale);
    }

    /** Returns the shape that maximises the likelihood given theta: 1/n sum log(1 + theta x). */
    private static double meanLog(double theta, double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += Math.log1p(theta * value);
        }
        return sum / x.length;
    }
}
