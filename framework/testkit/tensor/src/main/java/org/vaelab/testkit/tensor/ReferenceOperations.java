// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * The definition of each primitive operation, as loops over doubles: slow, and short enough to be
 * believed on sight. Arguments are those of {@link
 * org.vaelab.framework.tensor.spi.TensorBackend}.
 */
public final class ReferenceOperations {

    private ReferenceOperations() {}

    // ---------------------------------------------------------------------------- element by
    // element

    public static ReferenceArray unary(Unary function, ReferenceArray a) {
        return a.map(x -> ReferenceFunctions.unary(function, x));
    }

    public static ReferenceArray binary(Binary function, ReferenceArray a, ReferenceArray b) {
        Shape shape = a.shape().broadcast(b.shape());
        ReferenceArray x = broadcastTo(a, shape);
        ReferenceArray y = broadcastTo(b, shape);
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ReferenceFunctions.binary(function, x.value(i), y.value(i));
        }
        return ReferenceArray.of(shape, values);
    }

    /** Takes a where the condition is not 0, else b. */
    public static ReferenceArray where(
            ReferenceArray condition, ReferenceArray a, ReferenceArray b) {
        Shape shape = condition.shape().broadcast(a.shape()).broadcast(b.shape());
        ReferenceArray c = broadcastTo(condition, shape);
        ReferenceArray x = broadcastTo(a, shape);
        ReferenceArray y = broadcastTo(b, shape);
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = c.value(i) != 0 ? x.value(i) : y.value(i);
        }
        return ReferenceArray.of(shape, values);
    }

    // ------------------------------------------------------------------------------------
    // reductions

    /** Folds the axes; with {@code keepAxes} they stay with extent 1. */
    public static ReferenceArray reduce(
            Reduction function, ReferenceArray a, int[] axes, boolean keepAxes) {
        Shape kept = a.shape().reduce(axes, true);
        int[] steps = ReferenceArray.zeros(kept).steps();
        int terms = kept.size() == 0 ? 0 : a.shape().size() / kept.size();
        double[][] groups = new double[kept.size()][terms];
        int[] filled = new int[groups.length];
        int[] index = new int[steps.length];
        for (int position = 0; position < a.shape().size(); position++) {
            int group = 0;
            for (int axis = 0; axis < steps.length; axis++) {
                group += steps[axis] * index[axis];
            }
            groups[group][filled[group]++] = a.value(position);
            a.advance(index);
        }
        double[] folded =
                Arrays.stream(groups)
                        .mapToDouble(group -> ReferenceFunctions.fold(function, group))
                        .toArray();
        return ReferenceArray.of(a.shape().reduce(axes, keepAxes), folded);
    }

    /** Returns e^x / sum e^x along an axis. */
    public static ReferenceArray softmax(ReferenceArray a, int axis) {
        return unary(Unary.EXP, logSoftmax(a, axis));
    }

    /** Returns x - ln sum e^x along an axis. */
    public static ReferenceArray logSoftmax(ReferenceArray a, int axis) {
        ReferenceArray total = reduce(Reduction.LOG_SUM_EXP, a, new int[] {axis}, true);
        return binary(Binary.SUBTRACT, a, total);
    }

    /**
     * Returns the positions of the elements of each row, ascending, by the ranks of all elements.
     */
    public static ReferenceArray sortOrder(ReferenceArray matrix) {
        int columns = matrix.shape().extent(1);
        double[] order = new double[matrix.shape().size()];
        for (int row = 0; row < matrix.shape().extent(0); row++) {
            for (int i = 0; i < columns; i++) {
                int rank = 0;
                for (int j = 0; j < columns; j++) {
                    boolean before = comesBefore(matrix.at(row, j), matrix.at(row, i));
                    boolean after = comesBefore(matrix.at(row, i), matrix.at(row, j));
                    if (before || (!after && j < i)) {
                        rank++;
                    }
                }
                order[row * columns + rank] = row * columns + i;
            }
        }
        return ReferenceArray.of(Shape.of(order.length), order);
    }

    private static boolean comesBefore(double a, double b) {
        return a < b || (!Double.isNaN(a) && Double.isNaN(b));
    }

    /** Returns the index of the first largest element along an axis, which is dropped. */
    public static ReferenceArray argMax(ReferenceArray a, int axis) {
        return ReferenceArray.generate(
                a.shape().reduce(new int[] {axis}, false),
                index -> {
                    int best = 0;
                    for (int i = 1; i < a.shape().extent(axis); i++) {
                        if (a.at(insert(index, axis, i)) > a.at(insert(index, axis, best))) {
                            best = i;
                        }
                    }
                    return best;
                });
    }

    // -----------------------------------------------------------------------------------------
    // shape

    /** Axis i of the result is axis {@code order[i]} of a. */
    public static ReferenceArray permute(ReferenceArray a, int... order) {
        int[] extents = Arrays.stream(order).map(a.shape()::extent).toArray();
        return ReferenceArray.generate(
                Shape.of(extents),
                index -> {
                    int[] source = new int[order.length];
                    for (int i = 0; i < order.length; i++) {
                        source[order[i]] = index[i];
                    }
                    return a.at(source);
                });
    }

    /** Repeats a along the axes it lacks or has with extent 1. */
    public static ReferenceArray broadcastTo(ReferenceArray a, Shape shape) {
        if (a.shape().equals(shape)) {
            return a;
        }
        if (a.shape().size() == 1) {
            return ReferenceArray.filled(shape, a.value(0));
        }
        int[] steps = a.steps();
        int missing = shape.rank() - steps.length;
        return ReferenceArray.generate(
                shape,
                index -> {
                    int source = 0;
                    for (int i = 0; i < steps.length; i++) {
                        source += steps[i] * index[missing + i];
                    }
                    return a.value(source);
                });
    }

    /** Takes {@code [from, to)} of an axis. */
    public static ReferenceArray slice(ReferenceArray a, int axis, int from, int to) {
        return ReferenceArray.generate(
                a.shape().with(axis, to - from), i -> a.at(replace(i, axis, i[axis] + from)));
    }

    /** Adds zeros before and after an axis. */
    public static ReferenceArray pad(ReferenceArray a, int axis, int before, int after) {
        int extent = a.shape().extent(axis);
        return ReferenceArray.generate(
                a.shape().with(axis, before + extent + after),
                i -> {
                    int source = i[axis] - before;
                    return source < 0 || source >= extent ? 0 : a.at(replace(i, axis, source));
                });
    }

    /** Joins arrays that agree in all other axes. */
    public static ReferenceArray concatenate(List<ReferenceArray> parts, int axis) {
        int extent = parts.stream().mapToInt(part -> part.shape().extent(axis)).sum();
        return ReferenceArray.generate(
                parts.get(0).shape().with(axis, extent),
                index -> {
                    int offset = index[axis];
                    int part = 0;
                    while (offset >= parts.get(part).shape().extent(axis)) {
                        offset -= parts.get(part).shape().extent(axis);
                        part++;
                    }
                    return parts.get(part).at(replace(index, axis, offset));
                });
    }

    /** Takes the entries of an axis that the indices name. */
    public static ReferenceArray gather(ReferenceArray a, int axis, ReferenceArray indices) {
        return ReferenceArray.generate(
                a.shape().with(axis, indices.shape().size()),
                i -> a.at(replace(i, axis, (int) indices.at(i[axis]))));
    }

    /** Adds each entry of an axis to the entry that an index names, in an array of zeros. */
    public static ReferenceArray scatterAdd(
            ReferenceArray a, int axis, ReferenceArray indices, int extent) {
        ReferenceArray sums = ReferenceArray.zeros(a.shape().with(axis, extent));
        for (int position = 0; position < a.shape().size(); position++) {
            int[] index = ReferenceArray.index(a.shape(), position);
            int target = (int) indices.at(index[axis]);
            sums.accumulate(a.value(position), replace(index, axis, target));
        }
        return sums;
    }

    /** Appends an axis of {@code depth} zeros with a one where the index says. */
    public static ReferenceArray oneHot(ReferenceArray indices, int depth) {
        int rank = indices.shape().rank();
        return ReferenceArray.generate(
                indices.shape().append(depth),
                i -> indices.at(Arrays.copyOf(i, rank)) == i[rank] ? 1 : 0);
    }

    // -------------------------------------------------------------------------------- linear
    // algebra

    /** Multiplies the matrices of the last two axes; the axes before them broadcast. */
    public static ReferenceArray matmul(
            ReferenceArray a, boolean transposeA, ReferenceArray b, boolean transposeB) {
        ReferenceArray left = transposeA ? swapLastAxes(a) : a;
        ReferenceArray right = transposeB ? swapLastAxes(b) : b;
        int rows = left.shape().extent(-2);
        int inner = left.shape().extent(-1);
        int columns = right.shape().extent(-1);
        Shape batch = left.shape().range(0, -2).broadcast(right.shape().range(0, -2));
        ReferenceArray x = broadcastTo(left, batch.append(rows, inner));
        ReferenceArray y = broadcastTo(right, batch.append(inner, columns));
        double[] products = new double[batch.size() * rows * columns];
        for (int i = 0; i < products.length; i++) {
            int matrix = i / (rows * columns);
            int row = i / columns % rows;
            int column = i % columns;
            for (int k = 0; k < inner; k++) {
                products[i] +=
                        x.value((matrix * rows + row) * inner + k)
                                * y.value((matrix * inner + k) * columns + column);
            }
        }
        return ReferenceArray.of(batch.append(rows, columns), products);
    }

    private static ReferenceArray swapLastAxes(ReferenceArray a) {
        int[] order = IntStream.range(0, a.shape().rank()).toArray();
        order[order.length - 1] = order.length - 2;
        order[order.length - 2] = order.length - 1;
        return permute(a, order);
    }

    /** Cross-correlates x [N, C, H, W] with kernels w [F, C, R, S]. */
    public static ReferenceArray convolve(
            ReferenceArray x, ReferenceArray w, ConvolutionGeometry geometry) {
        ReferenceArray y = ReferenceArray.zeros(geometry.output(x.shape(), w.shape()));
        eachTap(
                x.shape(),
                w.shape(),
                y.shape(),
                geometry,
                (i, k, o) -> y.accumulate(x.at(i) * w.at(k), o));
        return y;
    }

    /** The gradient of {@link #convolve} in x, given that of y: also the transposed convolution. */
    public static ReferenceArray convolveInputGradient(
            ReferenceArray dy, ReferenceArray w, Shape x, ConvolutionGeometry geometry) {
        ReferenceArray dx = ReferenceArray.zeros(x);
        eachTap(
                x,
                w.shape(),
                dy.shape(),
                geometry,
                (i, k, o) -> dx.accumulate(dy.at(o) * w.at(k), i));
        return dx;
    }

    /** The gradient of {@link #convolve} in w, given that of y. */
    public static ReferenceArray convolveKernelGradient(
            ReferenceArray x, ReferenceArray dy, Shape w, ConvolutionGeometry geometry) {
        ReferenceArray dw = ReferenceArray.zeros(w);
        eachTap(
                x.shape(),
                w,
                dy.shape(),
                geometry,
                (i, k, o) -> dw.accumulate(x.at(i) * dy.at(o), k));
        return dw;
    }

    /** One product x[input] w[kernel] that is a term of y[output]. */
    @FunctionalInterface
    private interface Tap {
        void visit(int[] input, int[] kernel, int[] output);
    }

    private static void eachTap(Shape x, Shape w, Shape y, ConvolutionGeometry geometry, Tap tap) {
        for (int position = 0; position < y.size(); position++) {
            int[] o = ReferenceArray.index(y, position);
            for (int c = 0; c < w.extent(1); c++) {
                for (int r = 0; r < w.extent(2); r++) {
                    for (int s = 0; s < w.extent(3); s++) {
                        int row = o[2] * geometry.stride() - geometry.padding() + r;
                        int column = o[3] * geometry.stride() - geometry.padding() + s;
                        boolean inside =
                                row >= 0
                                        && row < x.extent(2)
                                        && column >= 0
                                        && column < x.extent(3);
                        if (inside) {
                            int[] input = {o[0], c, row, column};
                            int[] kernel = {o[1], c, r, s};
                            tap.visit(input, kernel, o);
                        }
                    }
                }
            }
        }
    }

    private static int[] replace(int[] index, int axis, int value) {
        int[] changed = index.clone();
        changed[axis] = value;
        return changed;
    }

    private static int[] insert(int[] index, int axis, int value) {
        int[] longer = new int[index.length + 1];
        System.arraycopy(index, 0, longer, 0, axis);
        longer[axis] = value;
        System.arraycopy(index, axis, longer, axis + 1, index.length - axis);
        return longer;
    }
}
