// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.vaelab.framework.onnx.OperatorNames;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** Products, reductions, normalisations, pooling and resizing. */
final class LayerOperators {

    private static final double USUAL_EPSILON = 1e-5;

    private LayerOperators() {}

    static void addTo(Map<String, Operator> table) {
        table.put("MatMul", Operator.ofTensor(x -> x.tensor(0).matmul(x.tensor(1))));
        table.put("Gemm", Operator.ofTensor(LayerOperators::gemm));
        table.put("Conv", Operator.ofTensor(Windows::convolve));
        table.put("ConvTranspose", Operator.ofTensor(Windows::transposed));
        table.put("MaxPool", Operator.ofTensor(Windows::maximum));
        table.put("AveragePool", Operator.ofTensor(Windows::average));
        table.put(
                "GlobalAveragePool",
                Operator.ofTensor(
                        x -> kept(x.tensor(0), axesFrom(x, 2), t -> t.mean(axesFrom(x, 2)))));
        OperatorNames.REDUCTIONS.forEach(
                (function, name) ->
                        table.put(name, reduction((t, axes) -> t.reduce(function, axes))));
        table.put("Softmax", Operator.ofTensor(x -> along(x, (t, axis) -> t.softmax(axis))));
        table.put("LogSoftmax", Operator.ofTensor(x -> along(x, (t, axis) -> t.logSoftmax(axis))));
        table.put("ArgMax", Operator.ofTensor(LayerOperators::argMax));
        table.put("BatchNormalization", Operator.ofTensor(LayerOperators::batchNormalization));
        table.put("LayerNormalization", Operator.ofTensor(LayerOperators::layerNormalization));
        table.put(
                "InstanceNormalization", Operator.ofTensor(LayerOperators::instanceNormalization));
        table.put("GroupNormalization", Operator.ofTensor(LayerOperators::groupNormalization));
        table.put("Resize", Operator.ofTensor(Resizing::resize));
    }

    /** A function of a tensor and of axes. */
    private interface OfAxes<A> {
        Tensor apply(Tensor x, A axes);
    }

    private static Tensor gemm(Operands x) {
        Tensor a = x.integer("transA", 0) == 0 ? x.tensor(0) : x.tensor(0).transpose();
        Tensor b = x.integer("transB", 0) == 0 ? x.tensor(1) : x.tensor(1).transpose();
        Tensor product = scaled(a.matmul(b), x.number("alpha", 1));
        return x.has(2) ? product.add(scaled(x.tensor(2), x.number("beta", 1))) : product;
    }

    private static Tensor scaled(Tensor x, double factor) {
        return factor == 1 ? x : x.mul(factor);
    }

    private static int[] axesFrom(Operands x, int first) {
        return IntStream.range(first, x.shape(0).rank()).toArray();
    }

    /** Folds axes, which stay with extent 1. */
    private static Tensor kept(Tensor x, int[] axes, UnaryOperator<Tensor> fold) {
        return fold.apply(x).reshape(x.shape().reduce(axes, true));
    }

    private static Operator reduction(OfAxes<int[]> fold) {
        return Operator.ofTensor(
                x -> {
                    Tensor t = x.tensor(0);
                    boolean none = x.integers(1, "axes").map(axes -> axes.length == 0).orElse(true);
                    if (none && x.integer("noop_with_empty_axes", 0) != 0) {
                        return t;
                    }
                    int[] axes = x.axes(1);
                    Tensor folded = fold.apply(t, axes);
                    return x.integer("keepdims", 1) == 0
                            ? folded
                            : folded.reshape(t.shape().reduce(axes, true));
                });
    }

    /** Before operator set 13 the axes from one on are together one distribution. */
    private static Tensor along(Operands x, OfAxes<Integer> function) {
        Tensor t = x.tensor(0);
        if (x.operatorSet() >= 13) {
            return function.apply(t, x.axis(-1));
        }
        int axis = x.axis(1);
        Tensor rows = t.reshape(t.shape().range(0, axis).size(), t.shape().from(axis).size());
        return function.apply(rows, 1).reshape(t.shape());
    }

    private static Tensor argMax(Operands x) {
        if (x.integer("select_last_index", 0) != 0) {
            throw new IllegalArgumentException(
                    "takes the last of equal elements; expected the first");
        }
        int axis = x.axis(0);
        Tensor index = x.tensor(0).argMax(axis).cast(x.runtime().dtype());
        return x.integer("keepdims", 1) == 0 ? index : index.expandDims(axis);
    }

    // --------------------------------------------------------------------- normalisations

    private static Tensor batchNormalization(Operands x) {
        if (x.integer("training_mode", 0) != 0) {
            throw new IllegalArgumentException(
                    "is in training mode, and mixes the rows of a batch\ncall model.eval() before the export");
        }
        int rank = x.shape(0).rank();
        Tensor deviation =
                ofChannels(x.tensor(4).add(x.number("epsilon", USUAL_EPSILON)).sqrt(), rank);
        Tensor centred = x.tensor(0).sub(ofChannels(x.tensor(3), rank));
        return affine(centred.div(deviation), x, rank);
    }

    /** Returns numbers of channels, [C], as [C, 1, ...], which broadcast over [N, C, ...]. */
    private static Tensor ofChannels(Tensor numbers, int rank) {
        int[] extents = new int[rank - 1];
        Arrays.fill(extents, 1);
        extents[0] = numbers.shape().size();
        return numbers.reshape(Shape.of(extents));
    }

    /** Multiplies by the second operand and adds the third, a number for each channel. */
    private static Tensor affine(Tensor t, Operands x, int rank) {
        return t.mul(ofChannels(x.tensor(1), rank)).add(ofChannels(x.tensor(2), rank));
    }

    private static Tensor normalized(Tensor t, int[] axes, double epsilon) {
        Tensor c = t.sub(kept(t, axes, each -> each.mean(axes)));
        return c.div(kept(c.square(), axes, each -> each.mean(axes)).add(epsilon).sqrt());
    }

    private static Tensor layerNormalization(Operands x) {
        int[] axes = axesFrom(x, x.axis(-1));
        double epsilon = x.number("epsilon", USUAL_EPSILON);
        Tensor scaled = normalized(x.tensor(0), axes, epsilon).mul(x.tensor(1));
        return x.has(2) ? scaled.add(x.tensor(2)) : scaled;
    }

    private static Tensor instanceNormalization(Operands x) {
        double epsilon = x.number("epsilon", USUAL_EPSILON);
        return affine(normalized(x.tensor(0), axesFrom(x, 2), epsilon), x, x.shape(0).rank());
    }

    /** Before operator set 21 scale and bias have a number for each group. */
    private static Tensor groupNormalization(Operands x) {
        Tensor t = x.tensor(0);
        int groups = x.integer("num_groups", 1);
        Shape rows = Shape.of(t.shape().extent(0), groups, t.shape().from(1).size() / groups);
        double epsilon = x.number("epsilon", USUAL_EPSILON);
        Tensor normal = normalized(t.reshape(rows), new int[] {2}, epsilon);
        if (x.operatorSet() >= 21) {
            return affine(normal.reshape(t.shape()), x, t.shape().rank());
        }
        return affine(normal, x, 3).reshape(t.shape());
    }
}
