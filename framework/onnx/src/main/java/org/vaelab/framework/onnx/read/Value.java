// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/** A value in a graph: numbers that do not depend on values of the input, or a tensor. */
sealed interface Value permits Numbers, Value.Computed {

    Shape shape();

    Value reshape(Shape target);

    /** Axis i of the result is axis {@code order[i]} of this value. */
    Value permute(int... order);

    Value broadcastTo(Shape target);

    /** Takes entries of an axis, by their indices. */
    Value take(int axis, int[] indices);

    Tensor tensor(TensorRuntime runtime);

    /** Takes {@code [from, to)} of an axis. */
    default Value slice(int axis, int from, int to) {
        return take(axis, IntStream.range(from, to).toArray());
    }

    /** Joins values along an axis; numbers stay numbers. */
    static Value concatenated(List<Value> parts, int axis, TensorRuntime runtime) {
        return parts.stream().allMatch(Numbers.class::isInstance)
                ? Numbers.concatenated(parts.stream().map(Numbers.class::cast).toList(), axis)
                : new Computed(
                        Tensor.concatenate(
                                parts.stream().map(part -> part.tensor(runtime)).toList(), axis));
    }

    /** A tensor of the dtype of the runtime, whatever the file says. */
    record Computed(Tensor tensor) implements Value {

        @Override
        public Shape shape() {
            return tensor.shape();
        }

        @Override
        public Value reshape(Shape target) {
            return new Computed(tensor.reshape(target));
        }

        @Override
        public Value permute(int... order) {
            return new Computed(tensor.permute(order));
        }

        @Override
        public Value broadcastTo(Shape target) {
            return new Computed(tensor.broadcastTo(target));
        }

        @Override
        public Value take(int axis, int[] indices) {
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
