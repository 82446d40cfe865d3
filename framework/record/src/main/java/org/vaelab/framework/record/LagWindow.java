// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;

/**
 * Test examples that are windows of longer series, which share steps, and the standard error of a
 * ratio of sums over them (Parzen 1961). With r the ratio of sum_i l_i and sum_i n_i:
 *
 * <pre>
 *   e_i = l_i - r n_i,   k_ij = k(|first_i - first_j| / B) in one series, otherwise 0
 *   k(u) = 1 - 6 u^2 + 6 u^3 up to 1/2,   2 (1 - u)^3 up to 1,   then 0
 *   se^2 = sum_ij k_ij e_i e_j / (1 - share) / (sum_i n_i)^2
 *   share = sum_ij k_ij n_i n_j / (sum_i n_i)^2
 * </pre>
 *
 * <p>B is three times the steps of a window. The kernel is positive definite, so a variance is not
 * negative. The share is that of a block in all of them, so 1 - share corrects for the mean. NaN if
 * the share is over a half: then there are no two blocks. Where windows begin one step apart and
 * steps are independent, the kernel leaves out 6 % of the variance of the mean, and more where
 * there are few blocks.
 *
 * @param series of each window
 * @param first the first step of each window
 * @param block B, above 0
 */
@Internal
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record LagWindow(int[] series, int[] first, int block) {

    /** The windows of a block. */
    public static final int WINDOWS = 3;

    private static final double LARGEST_SHARE = 0.5;

    /** 2 ∫ k / ∫ k^2 of the kernel, over the line: {@code 1.5 / 0.5393}. */
    private static final double FREEDOM = 2.78;

    private static final String SERIES = "windowSeries";
    private static final String FIRST = "windowFirst";
    private static final String STEPS = "windowSteps";

    /** Returns the windows of the columns of a file of test examples; empty if they are none. */
    public static Optional<LagWindow> of(Map<String, double[]> columns) {
        double[] series = columns.get(SERIES);
        if (series == null) {
            return Optional.empty();
        }
        double[] first = Objects.requireNonNull(columns.get(FIRST), FIRST);
        double[] steps = Objects.requireNonNull(columns.get(STEPS), STEPS);
        return Optional.of(
                new LagWindow(
                        whole(series),
                        whole(first),
                        WINDOWS * (int) Arrays.stream(steps).max().orElseThrow()));
    }

    private static int[] whole(double[] numbers) {
        return Arrays.stream(numbers).mapToInt(x -> (int) x).toArray();
    }

    /** Returns the columns of a file, of the same windows. */
    public Map<String, int[]> columns() {
        int[] steps = new int[series.length];
        Arrays.fill(steps, block / WINDOWS);
        Map<String, int[]> columns = new LinkedHashMap<>();
        columns.put(SERIES, series);
        columns.put(FIRST, first);
        columns.put(STEPS, steps);
        return columns;
    }

    /** Returns chosen windows. */
    public LagWindow select(int... chosen) {
        return new LagWindow(
                IntStream.of(chosen).map(i -> series[i]).toArray(),
                IntStream.of(chosen).map(i -> first[i]).toArray(),
                block);
    }

    /**
     * Returns the standard error of a ratio of sums; NaN if there are no two blocks.
     *
     * @param residuals e_i
     * @param weights n_i; windows without a part in the ratio have 0
     */
    public double standardError(double[] residuals, double[] weights) {
        double share = share(weights);
        double squares = sum(residuals, weights);
        double total = Arrays.stream(weights).sum();
        // Written so that NaN is NaN. The sum is that of a positive kernel, up to rounding.
        return share <= LARGEST_SHARE
                ? Math.sqrt(Math.max(0, squares) / (1 - share)) / total
                : Double.NaN;
    }

    /** Returns the standard error of the mean of a number of each window; NaN likewise. */
    public double ofMean(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        return standardError(Arrays.stream(values).map(x -> x - mean).toArray(), ones());
    }

    /**
     * Returns the degrees of freedom of the estimate of a variance of a mean, as if steps were
     * Normal and independent: {@code 2.78 / share}.
     */
    public double freedom() {
        return FREEDOM / share(ones());
    }

    private double[] ones() {
        double[] ones = new double[series.length];
        Arrays.fill(ones, 1);
        return ones;
    }

    private double share(double[] weights) {
        double total = Arrays.stream(weights).sum();
        return sum(weights, weights) / total / total;
    }

    /** Returns {@code sum_ij k_ij v_i v_j} over the windows with a weight. */
    private double sum(double[] values, double[] weights) {
        List<Integer> order =
                IntStream.range(0, series.length)
                        .filter(i -> weights[i] != 0)
                        .boxed()
                        .sorted(
                                Comparator.comparingInt((Integer i) -> series[i])
                                        .thenComparingInt(i -> first[i]))
                        .toList();
        int[] sorted = order.stream().mapToInt(i -> i).toArray();
        double sum = 0;
        for (int a = 0; a < sorted.length; a++) {
            int i = sorted[a];
            for (int b = a; b < sorted.length && together(i, sorted[b]); b++) {
                int j = sorted[b];
                double weight = kernel((double) (first[j] - first[i]) / block);
                sum += (a == b ? weight : 2 * weight) * values[i] * values[j];
            }
        }
        return sum;
    }

    private static double kernel(double u) {
        return u <= 0.5 ? 1 - 6 * u * u * (1 - u) : 2 * Math.pow(1 - u, 3);
    }

    private boolean together(int i, int j) {
        return series[i] == series[j] && first[j] - first[i] < block;
    }
}
