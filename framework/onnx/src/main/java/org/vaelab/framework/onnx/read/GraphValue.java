// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/** A value in a graph: numbers that do not depend on values of the input, or a tensor. */
sealed interface GraphValue permits Numbers, GraphValue.Computed {

    Shape shape();

    GraphValue reshape(Shape target);

    /** Axis i of the result is axis {@code order[i]} of this value. */
    GraphValue permute(int... order);

    GraphValue broadcastTo(Shape target);

    /** Takes entries of an axis, by their indices. */
    GraphValue take(int axis, int[] indices);

    Tensor tensor(TensorRuntime runtime);

    /** Takes {@code [from, to)} of an axis. */
    default GraphValue slice(int axis, int from, int to) {
        return take(axis, IntStream.range(from, to).toArray());
    }

    /** Joins values along an axis; numbers stay numbers. */
    static GraphValue concatenated(List<GraphValue> parts, int axis, TensorRuntime runtime) {
        return parts.stream().allMatch(Numbers.class::isInstance)
                ? Numbers.concatenated(parts.stream().map(Numbers.class::cast).toList(), axis)
                : new Computed(
                        Tensor.concatenate(
                                parts.stream().map(part -> part.tensor(runtime)).toList(), axis));
    }

    /** A tensor of the dtype of the runtime, whatever the file says. */
    record Computed(Tensor tensor) implements GraphValue {

        @Override
        public Shape shape() {
            return tensor.shape();
        }

        @Override
        public GraphValue reshape(Shape target) {
            return new Computed(tensor.reshape(target));
        }

        @Override
        public GraphValue permute(int... order) {
            return new Computed(tensor.permute(order));
        }

        @Override
        public GraphValue broadcastTo(Shape target) {
            return new Computed(tensor.broadcastTo(target));
        }

        @Override
        public GraphValue take(int axis, int[] indices) {
            return new Computed(take(tensor, axis, indices));
        }

        @Override
        public Tensor tensor(TensorRuntime runtime) {
            return tensor;
        }

        static Tensor take(Tensor x, int axis, int[] indices) {
            int n = indices.length;
            boolean ascend =
                    n > 0 && IntStream.range(0, n).allMatch(i -> indices[i] == indices[0] + i);
            return ascend
                    ? x.slice(axis, indices[0], indices[0] + n)
                    : x.gather(axis, x.runtime().indices(indices, Shape.of(n)));
        }
    }
}
