// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.record.LagWindow;

/**
 * The ratio of two means over test series, {@code r = sum_i l_i / sum_i n_i}. Where series are
 * windows of longer ones, which share steps, its standard error is that of {@link LagWindow}. Of
 * whole series it is {@link RatioOfMeans}.
 *
 * @param series of each window
 * @param first the first step of each window
 * @param block B; 0 of whole series
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record Overlap(int[] series, int[] first, int block) {

    /** Returns which of some series overlap. */
    public static Overlap of(Examples examples) {
        return of(examples.size(), examples.origin());
    }

    /** Returns which of some series with a common origin overlap. */
    public static Overlap of(int size, Origin origin) {
        if (origin.windows().isEmpty()) {
            return none(size);
        }
        List<Origin.Window> all = IntStream.range(0, size).mapToObj(origin::window).toList();
        return new Overlap(
                all.stream().mapToInt(Origin.Window::series).toArray(),
                all.stream().mapToInt(Origin.Window::first).toArray(),
                LagWindow.WINDOWS * all.stream().mapToInt(Origin.Window::steps).max().orElse(0));
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
                                .formatted(series.length, block / LagWindow.WINDOWS, enough()))
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
        double[] residuals = new double[numerators.length];
        Arrays.setAll(residuals, i -> numerators[i] - ratio * denominators[i]);
        return new RatioOfMeans(
                ratio, new LagWindow(series, first, block).standardError(residuals, denominators));
    }

    /** Returns the mean of a number of each series. */
    public RatioOfMeans mean(double[] values) {
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return ratio(values, ones);
    }
}
