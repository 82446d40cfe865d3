// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * An array of doubles with a shape, row-major: what {@link ReferenceOperations} compute with.
 *
 * <p>Its elements are addressed by index vectors, so that a reference reads like the definition.
 */
public final class ReferenceArray {

    private final Shape shape;
    private final int[] extents;
    private final double[] values;

    private ReferenceArray(Shape shape, double[] values) {
        this.shape = shape;
        this.extents = shape.toArray();
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

    /**
     * Returns an array whose element at an index vector is a function of it, which may not keep the
     * vector.
     */
    public static ReferenceArray generate(Shape shape, ToDoubleFunction<int[]> element) {
        ReferenceArray made = zeros(shape);
        int[] index = new int[made.extents.length];
        for (int i = 0; i < made.values.length; i++) {
            made.values[i] = element.applyAsDouble(index);
            made.advance(index);
        }
        return made;
    }

    static ReferenceArray filled(Shape shape, double value) {
        double[] values = new double[shape.size()];
        Arrays.fill(values, value);
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

    /**
     * Makes an index vector that of the next element, and that of the last one that of the first.
     */
    void advance(int[] index) {
        for (int axis = index.length - 1; axis >= 0 && ++index[axis] == extents[axis]; axis--) {
            index[axis] = 0;
        }
    }

    private int position(int... index) {
        int position = 0;
        for (int axis = 0; axis < extents.length; axis++) {
            position = position * extents[axis] + index[axis];
        }
        return position;
    }

    /** Returns how far apart neighbours along each axis are, 0 along an axis of extent 1. */
    int[] steps() {
        int[] steps = new int[extents.length];
        int size = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            steps[axis] = extents[axis] == 1 ? 0 : size;
            size *= extents[axis];
        }
        return steps;
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
        double[] mapped = new double[values.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = function.applyAsDouble(values[i]);
        }
        return new ReferenceArray(shape, mapped);
    }

    public ReferenceArray reshape(Shape target) {
        return of(target, values);
    }

    @Override
    public String toString() {
        return shape + Arrays.toString(values);
    }
}
