// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Draws the initial weights of a layer, or of the layers of a network under keys split from its
 * own.
 */
public record InitialWeights(TensorRuntime runtime, RandomKey key, Initializer initializer) {

    public InitialWeights split(String name) {
        return new InitialWeights(runtime, key.split(name), initializer);
    }

    public InitialWeights fold(int number) {
        return new InitialWeights(runtime, key.fold(number), initializer);
    }

    /**
     * Draws the parameters of an affine layer, under the key split by {@code weight} and {@code
     * bias}.
     *
     * @param shape of the weight
     * @param biases how many
     * @param inputs numbers that a unit of the output sees
     * @param outputs numbers that one of the input reaches
     */
    public WeightAndBias affine(Shape shape, int biases, int inputs, int outputs) {
        return new WeightAndBias(
                Parameter.learned(
                        "weight",
                        initializer.weights(runtime, key.split("weight"), shape, inputs, outputs)),
                Parameter.learned(
                        "bias", initializer.biases(runtime, key.split("bias"), biases, inputs)));
    }

    /**
     * The parameters of an affine layer: its matrix or kernels, and one bias for each output channel.
     */
    public record WeightAndBias(Parameter weight, Parameter bias) {

        /** Overwrites the bias, so that the layer starts from a known output. */
        public void startAt(double[] values) {
            bias.assign(bias.value().runtime().tensor(values, bias.value().shape()));
        }

        public void scale(double factor) {
            weight.assign(weight.value().stopGradient().mul(factor));
            bias.assign(bias.value().stopGradient().mul(factor));
        }

        public List<Parameter> parameters() {
            return List.of(weight, bias);
        }
    }
}
