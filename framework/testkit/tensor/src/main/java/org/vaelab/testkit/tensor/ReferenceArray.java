// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.tensor.Shape;

/**
 * An array of doubles with a shape, row-major: what {@link ReferenceOperations} compute with.
 *
 * <p>Its elements are addressed by index vectors, so that a reference reads like the definition.
 */
public final class ReferenceArray {

    private final Shape shape;
    private final double[] values;

    private ReferenceArray(Shape shape, double[] values) {
        this.shape = shape;
        this.values = values;
    }

    /**
     * Returns an array with the values, row-major.
     *
     * @throws IllegalArgumentException if their number is not the size of the shape
     */
    public static ReferenceArray of(Shape shape, double... values) {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(values.length + " values do not fill " + shape);
        }
        return new ReferenceArray(shape, values.clone());
    }

    /** Returns an array with the integers, row-major. */
    public static ReferenceArray of(Shape shape, int[] values) {
        return of(shape, Arrays.stream(values).asDoubleStream().toArray());
    }

    /** Returns an array whose element at an index vector is a function of it. */
    public static ReferenceArray generate(Shape shape, ToDoubleFunction<int[]> element) {
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = element.applyAsDouble(index(shape, i));
        }
        return new ReferenceArray(shape, values);
    }

    public static ReferenceArray zeros(Shape shape) {
        return new ReferenceArray(shape, new double[shape.size()]);
    }

    /** Returns the index vector of the element at a row-major position. */
    static int[] index(Shape shape, int position) {
        int[] index = new int[shape.rank()];
        int rest = position;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            index[axis] = rest % shape.extent(axis);
            rest /= shape.extent(axis);
        }
        return index;
    }

    private int position(int... index) {
        int position = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            position = position * shape.extent(axis) + index[axis];
        }
        return position;
    }

    public Shape shape() {
        return shape;
    }

    /** Returns the elements, row-major, as a new array. */
    public double[] values() {
        return values.clone();
    }

    public double at(int... index) {
        return values[position(index)];
    }

    double value(int position) {
        return values[position];
    }

    /** Adds to the element at an index vector; only for an array that nobody else has seen. */
    void accumulate(double term, int... index) {
        values[position(index)] += term;
    }

    public ReferenceArray map(DoubleUnaryOperator function) {
        return new ReferenceArray(shape, Arrays.stream(values).map(function).toArray());
    }

    public ReferenceArray reshape(Shape target) {
        return of(target, values);
    }

    @Override
    public String toString() {
        return shape + Arrays.toString(values);
    }
}
