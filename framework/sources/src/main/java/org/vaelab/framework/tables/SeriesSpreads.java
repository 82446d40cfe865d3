// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The spreads by which windows of T steps are standardised, {@link SeriesGiven}: each by that of the
 * steps before it, or all by one.
 *
 * @param least of each variable, above 0
 * @param areEqual whether all windows have the least ones
 */
@SuppressWarnings("ArrayRecordComponent")
record SeriesSpreads(double[] least, boolean areEqual) {

    /** The scale whose windows have one spread. */
    static final String LEVEL = "level";

    static final double FLOOR = 1e-3;

    /**
     * Returns those of a training part.
     *
     * @param training from a series to the step after its last one of training
     */
    static SeriesSpreads of(
            SeriesTable table, TimeGrid grid, IntUnaryOperator training, int steps, String scale) {
        boolean areEqual = scale.equals(LEVEL);
        List<double[]> numbers = table.dense(grid);
        double[] least = new double[table.width()];
        for (int d = 0; d < least.length; d++) {
            List<double[]> parts = new ArrayList<>();
            for (int i = 0; i < numbers.size(); i++) {
                parts.add(column(numbers.get(i), training.applyAsInt(i), least.length, d));
            }
            double spread =
                    areEqual
                            ? ofStretches(parts, steps)
                            : FLOOR * deviation(parts.stream().flatMapToDouble(Arrays::stream));
            least[d] = spread > 0 ? spread : 1;
        }
        return new SeriesSpreads(least, areEqual);
    }

    /** Returns the root mean square of the deviations of stretches of T steps; 0 without any. */
    private static double ofStretches(List<double[]> parts, int steps) {
        return Math.sqrt(
                parts.stream()
                        .flatMapToDouble(
                                part ->
                                        IntStream.range(0, part.length / steps)
                                                .mapToDouble(
                                                        n ->
                                                                deviation(
                                                                        Arrays.stream(
                                                                                part,
                                                                                n * steps,
                                                                                (n + 1) * steps))))
                        .filter(deviation -> !Double.isNaN(deviation))
                        .map(deviation -> deviation * deviation)
                        .average()
                        .orElse(0));
    }

    private static double[] column(double[] numbers, int steps, int width, int d) {
        double[] column = new double[Math.min(steps, numbers.length / width)];
        Arrays.setAll(column, t -> numbers[t * width + d]);
        return column;
    }

    private static double deviation(DoubleStream numbers) {
        return SeriesGiven.moments(numbers.toArray())[1];
    }

    /** Returns the spread of a variable, of which the steps before a window have a deviation. */
    double of(double deviation, int d) {
        return areEqual ? least[d] : Math.max(deviation, least[d]);
    }
}
