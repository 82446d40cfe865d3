// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** The parameters of an affine layer: its matrix or kernels, and one bias for each output channel. */
record WeightAndBias(Parameter weight, Parameter bias) {

    static WeightAndBias of(Tensor weight, Tensor bias) {
        return new WeightAndBias(
                Parameter.learned("weight", weight), Parameter.learned("bias", bias));
    }

    /**
     * Draws them.
     *
     * @param key split by {@code weight} and {@code bias}
     * @param shape of the weight
     * @param biases how many
     * @param inputs numbers that a unit of the output sees
     * @param outputs numbers that one of the input reaches
     */
    static WeightAndBias drawn(
            TensorRuntime runtime,
            RandomKey key,
            Initializer initializer,
            Shape shape,
            int biases,
            int inputs,
            int outputs) {
        return of(
                initializer.weights(runtime, key.split("weight"), shape, inputs, outputs),
                initializer.biases(runtime, key.split("bias"), biases, inputs));
    }

    /** Overwrites the bias, so that the layer starts from a known output. */
    void startAt(double[] values) {
        bias.assign(bias.value().runtime().tensor(values, bias.value().shape()));
    }

    void scale(double factor) {
        weight.assign(weight.value().stopGradient().mul(factor));
        bias.assign(bias.value().stopGradient().mul(factor));
    }

    List<Parameter> parameters() {
        return List.of(weight, bias);
    }
}
