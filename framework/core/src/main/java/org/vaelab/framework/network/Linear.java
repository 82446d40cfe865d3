// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * A dense layer: {@code y = activation(x W + b)}, with x [..., I], W [I, O], b [O], y [..., O].
 */
public final class Linear implements Network {

    private final Parameter weight;
    private final Parameter bias;
    private final Activation activation;

    /**
     * Creates a layer with drawn weights.
     *
     * @param key split by {@code weight} and {@code bias}
     */
    public Linear(
            TensorRuntime runtime,
            RandomKey key,
            int inputs,
            int outputs,
            Activation activation,
            Initializer initializer) {
        this.weight =
                Parameter.learned(
                        "weight",
                        initializer.weights(
                                runtime,
                                key.split("weight"),
                                Shape.of(inputs, outputs),
                                inputs,
                                outputs));
        this.bias =
                Parameter.learned(
                        "bias", initializer.biases(runtime, key.split("bias"), outputs, inputs));
        this.activation = activation;
    }

    /**
     * Overwrites the bias, so that the layer starts from a known output.
     *
     * @param values one per output
     */
    public void startAt(double[] values) {
        bias.assign(bias.value().runtime().tensor(values, bias.value().shape()));
    }

    @Override
    public Tensor apply(Tensor x) {
        return Fused.linear(x, weight.value(), bias.value(), activation);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }
}
