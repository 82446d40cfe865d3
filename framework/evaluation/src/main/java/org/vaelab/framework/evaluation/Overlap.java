// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;

/**
 * The ratio of two means over test series, {@code r = sum_i l_i / sum_i n_i}. Where series are
 * windows of longer ones, which share steps, its standard error is that of lag windows (Parzen
 * 1961), up to the ends of a series:
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
 * there are few blocks. Of whole series it is {@link RatioOfMeans}.
 *
 * @param series of each window
 * @param first the first step of each window
 * @param block B; 0 of whole series
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record Overlap(int[] series, int[] first, int block) {

    private static final double LARGEST_SHARE = 0.5;

    /** The windows of a block. */
    private static final int WINDOWS = 3;

    /** Returns which of some series overlap. */
    public static Overlap of(Examples examples) {
        Origin origin = examples.origin();
        if (origin.windows().isEmpty()) {
            return none(examples.size());
        }
        List<Origin.Window> all =
                IntStream.range(0, examples.size()).mapToObj(origin::window).toList();
        return new Overlap(
                all.stream().mapToInt(Origin.Window::series).toArray(),
                all.stream().mapToInt(Origin.Window::first).toArray(),
                WINDOWS * all.stream().mapToInt(Origin.Window::steps).max().orElse(0));
    }

    /** Returns whether these are windows of longer series. */
    public boolean isOfWindows() {
        return block > 0;
    }

    /** Returns that of series of which none overlap. */
    public static Overlap none(int size) {
        return new Overlap(IntStream.range(0, size).toArray(), new int[size], 0);
    }

    /**
     * Returns what a reader must know if a ratio has no standard error, as a clause. It names a test
     * part that has one, of one series whose windows begin one step apart.
     */
    public Optional<String> caveat(double standardError) {
        return isOfWindows() && Double.isNaN(standardError)
                ? Optional.of(
                        ("no standard error: %s test windows of %s steps are fewer than two blocks; test from an"
                                        + " earlier time, or take shorter windows: of one series, a test part of"
                                        + " %s steps has one")
                                .formatted(series.length, block / WINDOWS, enough()))
                : Optional.empty();
    }

    /**
     * Returns a number of steps whose windows have a share below a half. A series of T steps has
     * one of 0.75 B / n - 0.175 (B / n)^2 with n = T - B / 3, so that 4.64 windows suffice.
     */
    private int enough() {
        return (14 * block + 8) / 9;
    }

    /** Returns the ratio of sums of two numbers of each series. */
    public RatioOfMeans ratio(double[] numerators, double[] denominators) {
        if (!isOfWindows()) {
            return RatioOfMeans.of(numerators, denominators);
        }
        double total = Arrays.stream(denominators).sum();
        double ratio = Arrays.stream(numerators).sum() / total;
        int[] order =
                IntStream.range(0, series.length)
                        .filter(i -> denominators[i] != 0)
                        .boxed()
                        .sorted(
                                Comparator.comparingInt((Integer i) -> series[i])
                                        .thenComparingInt(i -> first[i]))
                        .mapToInt(i -> i)
                        .toArray();
        double squares = 0;
        double share = 0;
        for (int a = 0; a < order.length; a++) {
            int i = order[a];
            for (int b = a; b < order.length && together(i, order[b]); b++) {
                int j = order[b];
                double weight = kernel((double) (first[j] - first[i]) / block);
                double both = a == b ? weight : 2 * weight;
                squares +=
                        both
                                * (numerators[i] - ratio * denominators[i])
                                * (numerators[j] - ratio * denominators[j]);
                share += both * (denominators[i] / total) * (denominators[j] / total);
            }
        }
        boolean areFew = !(share <= LARGEST_SHARE);
        // The sum is that of a positive kernel, up to rounding.
        double variance = Math.max(0, squares) / (1 - share);
        return new RatioOfMeans(ratio, areFew ? Double.NaN : Math.sqrt(variance) / total);
    }

    /** Returns the mean of a number of each series. */
    public RatioOfMeans mean(double[] values) {
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return ratio(values, ones);
    }

    private static double kernel(double u) {
        return u <= 0.5 ? 1 - 6 * u * u * (1 - u) : 2 * Math.pow(1 - u, 3);
    }

    private boolean together(int i, int j) {
        return series[i] == series[j] && first[j] - first[i] < block;
    }
}
