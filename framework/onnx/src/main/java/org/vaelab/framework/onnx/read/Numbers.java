// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Numbers in Java: constants of a graph, and what follows from shapes. Truth values are 0 and 1. An
 * integer above 2^53 stands for an end of an axis, so it may be rounded.
 */
final class Numbers implements GraphValue {

    private final double[] values;
    private final Shape shape;
    private final boolean integers;

    /** Whether the file holds them, so that their tensor is made once. */
    private final boolean lasting;

    private @Nullable Tensor kept;

    private Numbers(double[] values, Shape shape, boolean integers, boolean lasting) {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    values.length + " values do not fill shape " + shape);
        }
        this.values = values;
        this.shape = shape;
        this.integers = integers;
        this.lasting = lasting;
    }

    static Numbers of(double[] values, Shape shape, boolean integers) {
        return new Numbers(values, shape, integers, false);
    }

    /** Returns constants of a file, whose tensor is kept. */
    static Numbers lasting(double[] values, Shape shape, boolean integers) {
        return new Numbers(values, shape, integers, true);
    }

    static Numbers vector(int... values) {
        return of(Arrays.stream(values).asDoubleStream().toArray(), Shape.of(values.length), true);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    boolean areIntegers() {
        return integers;
    }

    double[] values() {
        return values;
    }

    /** Returns the numbers as integers; those beyond the range of int are its ends. */
    int[] toInts() {
        return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
    }

    @Override
    public Tensor tensor(TensorRuntime runtime) {
        if (!lasting) {
            return runtime.tensor(values, shape);
        }
        if (kept == null) {
            kept = runtime.keep(runtime.tensor(values, shape), false);
        }
        return kept;
    }

    @Override
    public Numbers reshape(Shape target) {
        return of(values, target, integers);
    }

    @Override
    public Numbers permute(int... order) {
        int[] strides = strides();
        return strided(
                Shape.of(Arrays.stream(order).map(shape::extent).toArray()),
                Arrays.stream(order).map(axis -> strides[axis]).toArray());
    }

    @Override
    public Numbers broadcastTo(Shape target) {
        int lacking = target.rank() - shape.rank();
        int[] strides = new int[target.rank()];
        for (int i = 0; i < shape.rank(); i++) {
            strides[lacking + i] = shape.extent(i) == 1 ? 0 : strides()[i];
        }
        return strided(target, strides);
    }

    @Override
    public Numbers take(int axis, int[] indices) {
        int inner = shape.from(axis + 1).size();
        int block = indices.length * inner;
        Shape target = shape.with(axis, indices.length);
        double[] taken = new double[target.size()];
        Arrays.setAll(
                taken,
                i ->
                        values[
                                (i / block * shape.extent(axis)
                                                        + indices[i / inner % indices.length])
                                                * inner
                                        + i % inner]);
        return of(taken, target, integers);
    }

    static Numbers concatenated(List<Numbers> parts, int axis) {
        Numbers first = parts.get(0);
        int inner = first.shape.from(axis + 1).size();
        int outer = first.shape.range(0, axis).size();
        int extent = parts.stream().mapToInt(part -> part.shape.extent(axis)).sum();
        double[] joined = new double[outer * extent * inner];
        int to = 0;
        for (int row = 0; row < outer; row++) {
            for (Numbers part : parts) {
                int length = part.shape.extent(axis) * inner;
                System.arraycopy(part.values, row * length, joined, to, length);
                to += length;
            }
        }
        return of(joined, first.shape.with(axis, extent), first.integers);
    }

    /** Applies a function to each; of integers the result is rounded towards 0 to one. */
    Numbers map(DoubleUnaryOperator function) {
        return of(
                Arrays.stream(values).map(x -> whole(function.applyAsDouble(x))).toArray(),
                shape,
                integers);
    }

    Numbers with(Numbers other, DoubleBinaryOperator function) {
        Shape common = shape.broadcast(other.shape);
        double[] a = broadcastTo(common).values;
        double[] b = other.broadcastTo(common).values;
        double[] result = new double[a.length];
        Arrays.setAll(result, i -> whole(function.applyAsDouble(a[i], b[i])));
        return of(result, common, integers);
    }

    private double whole(double x) {
        return integers ? (x < 0 ? Math.ceil(x) : Math.floor(x)) : x;
    }

    /** Returns these numbers as integers, rounded towards 0, or as real numbers. */
    Numbers cast(boolean toIntegers) {
        return of(values, shape, toIntegers).map(x -> x);
    }

    private int[] strides() {
        int[] strides = new int[shape.rank()];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = shape.from(i + 1).size();
        }
        return strides;
    }

    /** Returns numbers whose neighbours along each axis are so many places apart. */
    private Numbers strided(Shape target, int[] strides) {
        double[] result = new double[target.size()];
        for (int i = 0; i < result.length; i++) {
            int place = 0;
            int rest = i;
            for (int axis = strides.length - 1; axis >= 0; axis--) {
                place += rest % target.extent(axis) * strides[axis];
                rest /= target.extent(axis);
            }
            result[i] = values[place];
        }
        return of(result, target, integers);
    }
}
