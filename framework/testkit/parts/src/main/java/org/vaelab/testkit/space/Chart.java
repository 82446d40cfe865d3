// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * A map from one space onto another, up to a set of measure 0.
 *
 * @param width the number of coordinates of an image
 * @param map of a point
 * @param inverse of the map
 * @param volume the factor by which the map changes volumes at a point: the determinant of its
 *     Jacobian, or what it is in the measure of the other space
 */
public record Chart(
        int width,
        UnaryOperator<double[]> map,
        UnaryOperator<double[]> inverse,
        ToDoubleFunction<double[]> volume) {

    /** Maps rows of numbers of a width. */
    static double[] rows(double[] rows, int width, UnaryOperator<double[]> function) {
        double[][] mapped = new double[rows.length / width][];
        Arrays.setAll(
                mapped, i -> function.apply(Arrays.copyOfRange(rows, i * width, (i + 1) * width)));
        return Arrays.stream(mapped).flatMapToDouble(Arrays::stream).toArray();
    }
}
