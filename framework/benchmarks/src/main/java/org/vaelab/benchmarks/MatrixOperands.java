// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** The operands of the matrix products of a step: inputs, weights and outputs of each layer. */
final class MatrixOperands {

    private final TensorRuntime runtime;
    private final Tensor[] inputs;
    private final Tensor[] weights;
    private final Tensor[] outputs;

    /**
     * Draws them, in the scope that is open.
     *
     * @param layers inputs and outputs of each layer, the one that sees the data first
     */
    MatrixOperands(TensorRuntime runtime, RandomKey key, int[][] layers, int batch) {
        this.runtime = runtime;
        inputs = new Tensor[layers.length];
        weights = new Tensor[layers.length];
        outputs = new Tensor[layers.length];
        for (int i = 0; i < layers.length; i++) {
            RandomKey layer = key.fold(i);
            inputs[i] = runtime.normal(layer.split("x"), Shape.of(batch, layers[i][0]));
            weights[i] = runtime.normal(layer.split("w"), Shape.of(layers[i][0], layers[i][1]));
            outputs[i] = runtime.normal(layer.split("y"), Shape.of(batch, layers[i][1]));
        }
    }

    /** Returns the weights of the first layer. */
    Tensor firstWeights() {
        return weights[0];
    }

    /** Multiplies all, forward and backward, and returns how many numbers came out. */
    int multiply() {
        try (TensorScope scope = runtime.scope()) {
            int size = 0;
            for (int i = 0; i < inputs.length; i++) {
                size += inputs[i].matmul(weights[i]).shape().size();
                size += inputs[i].transpose().matmul(outputs[i]).shape().size();
                // The gradient in the data is not needed.
                size += i == 0 ? 0 : outputs[i].matmul(weights[i].transpose()).shape().size();
            }
            return size;
        }
    }
}
