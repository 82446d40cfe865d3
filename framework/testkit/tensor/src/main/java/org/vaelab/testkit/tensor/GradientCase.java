// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A differentiable function of tensors and the point at which it is checked.
 *
 * @param method the signature of the method that it is a case of, such as {@code add(Tensor)}
 * @param detail what tells it from the other cases of the method
 * @param inputs how its arguments are drawn
 */
record GradientCase(
        String method, String detail, Function<List<Tensor>, Tensor> function, List<Input> inputs) {

    /** An argument: its shape, and its elements as a function of standard Normals. */
    record Input(Shape shape, DoubleUnaryOperator ofNormal) {

        static Input real(int... extents) {
            return new Input(Shape.of(extents), z -> z);
        }
    }

    String name() {
        return method + " " + detail;
    }

    RandomKey key() {
        return RandomKey.of(21).split(name());
    }

    Tensor[] draw(TensorRuntime runtime) {
        Tensor[] tensors = new Tensor[inputs.size()];
        for (int i = 0; i < tensors.length; i++) {
            Input input = inputs.get(i);
            double[] normals = key().fold(i).normal(input.shape().size());
            ReferenceArray values = ReferenceArray.of(input.shape(), normals).map(input.ofNormal());
            tensors[i] = runtime.tensor(values.values(), input.shape());
        }
        return tensors;
    }
}
