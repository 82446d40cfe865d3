// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

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
            List<Double> all = new ArrayList<>();
            List<Double> stretches = new ArrayList<>();
            for (int i = 0; i < numbers.size(); i++) {
                double[] part = column(numbers.get(i), training.applyAsInt(i), least.length, d);
                Arrays.stream(part).forEach(all::add);
                for (int end = steps; end <= part.length; end += steps) {
                    stretches.add(deviation(Arrays.copyOfRange(part, end - steps, end)));
                }
            }
            double spread =
                    areEqual
                            ? Math.sqrt(
                                    stretches.stream()
                                            .filter(x -> !x.isNaN())
                                            .mapToDouble(x -> x * x)
                                            .average()
                                            .orElse(0))
                            : FLOOR * deviation(all.stream().mapToDouble(x -> x).toArray());
            least[d] = spread > 0 ? spread : 1;
        }
        return new SeriesSpreads(least, areEqual);
    }

    private static double[] column(double[] numbers, int steps, int width, int d) {
        double[] column = new double[Math.min(steps, numbers.length / width)];
        Arrays.setAll(column, t -> numbers[t * width + d]);
        return column;
    }

    private static double deviation(double[] numbers) {
        return SeriesGiven.moments(numbers)[1];
    }

    /** Returns the spread of a variable, of which the steps before a window have a deviation. */
    double of(double deviation, int d) {
        return areEqual ? least[d] : Math.max(deviation, least[d]);
    }
}
