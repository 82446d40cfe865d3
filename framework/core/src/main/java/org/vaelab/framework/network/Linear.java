// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.InitialWeights.WeightAndBias;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/** A dense layer: {@code y = activation(x W + b)}, with x [..., I], W [I, O], b [O], y [..., O]. */
public final class Linear implements Network {

    private final WeightAndBias affine;
    private final Activation activation;
    private final int inputs;

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
        this(new InitialWeights(runtime, key, initializer), inputs, outputs, activation);
    }

    public Linear(InitialWeights weights, int inputs, int outputs, Activation activation) {
        this.affine = weights.affine(Shape.of(inputs, outputs), outputs, inputs, outputs);
        this.activation = activation;
        this.inputs = inputs;
    }

    /** Overwrites the bias, so that the layer starts from a known output. */
    public void startAt(double[] values) {
        affine.startAt(values);
    }

    /** Scales weights and biases to a start by fan-in with that many more inputs. */
    public void startBeside(int others) {
        affine.scale(Math.sqrt((double) inputs / (inputs + others)));
    }

    @Override
    public Tensor apply(Tensor x) {
        return Fused.dense(x, affine.weight().value(), affine.bias().value(), activation);
    }

    @Override
    public List<Parameter> parameters() {
        return affine.parameters();
    }
}
