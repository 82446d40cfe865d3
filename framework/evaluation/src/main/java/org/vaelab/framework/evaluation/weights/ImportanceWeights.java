// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.weights;

import java.util.Arrays;
import org.vaelab.framework.settings.Counts;

/**
 * The importance weights of one datum, of which only sums and the largest are kept, all in log
 * space.
 *
 * <pre>
 *   logMean             = log 1/K sum_k w_k          (Burda et al. 2016, equation 8)
 *   effectiveSampleSize = (sum_k w_k)^2 / sum_k w_k^2            (Kong 1992)
 *   paretoK             = shape of the generalised Pareto distribution that fits the
 *                         M = ceil(min(K/5, 3 sqrt K)) largest weights (Vehtari et al. 2024)
 *   standardError       = sqrt( (K / effectiveSampleSize - 1) / (K - 1) )    (delta method)
 *   k_0                 = min(1 - 1/log10 K, 0.7)                      (ibidem, section 3.2.4)
 *   e                   = (1 + k_0) sqrt(M) / (M + 10)
 *   reliable            : paretoK &lt;= k_0, or paretoK &lt;= min(k_0 + e, 0.7) and standardError &lt;= 0.2
 * </pre>
 *
 * <p>e is the standard error of k-hat at k_0: that of M exceedances (Smith 1987), drawn to 0.5 with
 * the weight of ten. At K = 50, M is 10 and k_0 is 0.41, so weights without a heavy tail often have
 * a larger k-hat. They count as reliable if the log-mean has a small error too.
 *
 * <p>A tail is not judged if K is at least 21 and the drawn weights are close to each other:
 *
 * <pre>
 *   max w - min w &lt;= mean w / 10
 * </pre>
 *
 * <p>Then their variance is at most mean(w)^2 / 400 (Popoviciu 1935), so what they add to the
 * bound, about half of that share, is at most 0.0013 nats, and the standard error of the log-mean
 * at most 0.05 / sqrt(K - 1). Both would change if larger weights than these were still to come, of
 * which no draw tells.
 *
 * <p>A constant added to all log-weights moves the log-mean by as much, and nothing else. A weight
 * of 0 (log-weight -infinity) counts. If a log-weight is NaN, all results are NaN; if one is
 * +infinity, the log-mean is, and the rest is NaN. Memory: O(sqrt K).
 */
public final class ImportanceWeights {

    private static final double LARGEST_RELIABLE_PARETO_K = 0.7;

    /** The standard error of a log-mean, in nats, above which k_0 alone counts. */
    private static final double LARGE_ERROR = 0.2;

    /** The spread of weights, relative to their mean, up to which a tail is not judged. */
    private static final double CLOSE = 0.1;

    private final int tail;
    private final double[] largest;
    private int held;
    private double least = Double.NEGATIVE_INFINITY;
    private long count;
    private boolean undefined;
    private double maximum = Double.NEGATIVE_INFINITY;
    private double minimum = Double.POSITIVE_INFINITY;
    private double sum;
    private double sumOfSquares;

    /**
     * Creates an empty collection.
     *
     * @param draws K, the number of weights to come, at least 1
     * @throws IllegalArgumentException if K is less than 1
     */
    public ImportanceWeights(int draws) {
        Counts.atLeastOne("draws", draws);
        tail = ParetoTail.length(draws);
        // One more than the tail is needed, its threshold; the rest is room to gather.
        largest = new double[2 * (tail + 1)];
    }

    /** Adds the weight {@code e^logWeight}. */
    public void add(double logWeight) {
        count++;
        if (Double.isNaN(logWeight)) {
            undefined = true;
            return;
        }
        keep(logWeight);
        minimum = Math.min(minimum, logWeight);
        if (logWeight == Double.NEGATIVE_INFINITY) {
            return;
        }
        if (logWeight > maximum) {
            double shrink = Math.exp(maximum - logWeight);
            sum = sum * shrink + 1;
            sumOfSquares = sumOfSquares * shrink * shrink + 1;
            maximum = logWeight;
        } else {
            double weight = Math.exp(logWeight - maximum);
            sum += weight;
            sumOfSquares += weight * weight;
        }
    }

    /** Gathers what may be among the largest, with which equal ones change nothing. */
    private void keep(double logWeight) {
        if (held > tail && logWeight <= least) {
            return;
        }
        if (held == largest.length) {
            Arrays.sort(largest);
            held = tail + 1;
            System.arraycopy(largest, largest.length - held, largest, 0, held);
            least = largest[0];
        }
        largest[held++] = logWeight;
    }

    /**
     * Returns {@code log 1/K sum_k w_k} over the weights added: -infinity if all are 0, NaN if none
     * was added.
     */
    public double logMean() {
        if (undefined || count == 0) {
            return Double.NaN;
        }
        return Double.isInfinite(maximum)
                ? maximum
                : maximum + Math.log(sum) - Math.log((double) count);
    }

    /** Returns {@code (sum w)^2 / sum w^2}, in [1, K]; 0 if all weights are 0. */
    public double effectiveSampleSize() {
        if (undefined || maximum == Double.POSITIVE_INFINITY) {
            return Double.NaN;
        }
        return sum == 0 ? 0 : sum * sum / sumOfSquares;
    }

    /**
     * Returns the standard error of {@link #logMean} in nats, {@code sd(w) / (mean(w) sqrt K)},
     * estimated from these weights. It is too small if larger weights are still to come; k-hat
     * warns of that.
     *
     * @return NaN if the weights are undefined or all 0, or there is one alone
     */
    public double standardError() {
        double size = effectiveSampleSize();
        if (count < 2 || !(size > 0)) {
            return Double.NaN;
        }
        // Equal weights: rounding may leave less than nothing.
        return Math.sqrt(Math.max(0, count / size - 1) / (count - 1));
    }

    /**
     * Returns how many draws bring the {@link #standardError} down to a value, if the weights to
     * come are as these: it falls as {@code 1 / sqrt K}.
     *
     * @param standardError in nats, above 0
     * @return at least 1; infinity where the error of these weights is not defined
     */
    public double drawsFor(double standardError) {
        double ratio = standardError() / standardError;
        return Double.isNaN(ratio)
                ? Double.POSITIVE_INFINITY
                : Math.max(1, Math.ceil(count * ratio * ratio));
    }

    /**
     * Returns whether {@link #paretoK} is of a tail that was fitted, or needs none. It is not where
     * K is below 21, or where the weights take few values: then k-hat says nothing, and the
     * effective sample size and the standard error are what is known.
     *
     * @return false where a quarter of the tail or more ties with the largest weight outside of it
     */
    public boolean isTailFitted() {
        return undefined
                || Double.isInfinite(maximum)
                || hasNoTail()
                || ParetoTail.isFitted(Arrays.copyOf(largest, held), tail);
    }

    private boolean hasNoTail() {
        double spread = -Math.expm1(minimum - maximum) * (double) count / sum;
        return minimum == maximum || (ParetoTail.isDefined((int) count) && spread <= CLOSE);
    }

    /**
     * Returns k-hat. Finite k-th moments of the weights exist for {@code k < 1 / k-hat}: from 0.5
     * on their variance does not, and from 1 on not even their mean exists.
     *
     * @return -infinity if the weights are equal, or so close that their tail is not judged. NaN if
     *     the weights are undefined or all 0. +infinity if a tail is not fitted ({@link
     *     #isTailFitted}), or too heavy for double precision. It is too heavy if, rounded to the
     *     precision of the largest weight, a quarter of the tail or more does not exceed the
     *     largest weight outside of it
     */
    public double paretoK() {
        if (undefined || Double.isInfinite(maximum)) {
            return Double.NaN;
        }
        return hasNoTail()
                ? Double.NEGATIVE_INFINITY
                : ParetoTail.shape(Arrays.copyOf(largest, held), tail);
    }

    /**
     * Returns k_0, the largest k with which a mean of K importance weights is reliable: {@code
     * min(1 - 1/log10 K, 0.7)} (Vehtari et al. 2024, equation 13). It is 0.5 for K = 100 and 0.7
     * from K = 2155 on. A larger k-hat needs more than K draws.
     *
     * @param draws K, at least 2
     */
    public static double reliableParetoK(int draws) {
        if (draws < 2) {
            throw new IllegalArgumentException("draws must be at least 2, is " + draws);
        }
        return Math.min(1 - 1 / Math.log10(draws), LARGEST_RELIABLE_PARETO_K);
    }

    /** Returns whether k-hat is too large, or NaN. */
    public boolean isUnreliable() {
        return isUnreliable(paretoK(), (int) count, standardError());
    }

    /**
     * Returns whether k-hat of K draws is too large, or NaN.
     *
     * @param standardError of their log-mean
     */
    public static boolean isUnreliable(double paretoK, int draws, double standardError) {
        double limit = reliableParetoK(draws);
        double withError =
                Math.min(limit + ParetoTail.error(limit, draws), LARGEST_RELIABLE_PARETO_K);
        return !(paretoK <= (standardError <= LARGE_ERROR ? withError : limit));
    }

    /** Returns the median of numbers; NaN if one is NaN. */
    public static double median(double[] values) {
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
