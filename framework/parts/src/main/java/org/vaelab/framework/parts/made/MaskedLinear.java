// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.made;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A dense layer in which inputs and outputs have degrees, and an input reaches the outputs of its
 * own degree and above (Germain et al. 2015, equations 12 and 13):
 *
 * <pre>
 *   y = activation(x (M * W) + b),   M_ab = 1 if degree(a) &lt;= degree(b), else 0
 * </pre>
 *
 * <p>The mask is applied to the weights in the graph, so that what it removes has the gradient 0.
 */
final class MaskedLinear implements Network {

    private final Parameter weight;
    private final Parameter bias;
    private final Tensor mask;
    private final Activation activation;

    private MaskedLinear(Tensor weight, Tensor bias, Tensor mask, Activation activation) {
        this.weight = Parameter.learned("weight", weight);
        this.bias = Parameter.learned("bias", bias);
        this.mask = mask.runtime().keep(mask, false);
        this.activation = activation;
    }

    /**
     * Creates a layer with drawn weights and biases 0.
     *
     * @param inputDegrees one for each input
     * @param outputDegrees one for each output
     * @param active of how many inputs that reach a unit one is not 0 at a time: 1, or k where the
     *     input is made of one-hot vectors of k categories. Units start as if they had as many
     *     inputs only.
     */
    public static MaskedLinear drawn(
            TensorRuntime runtime,
            RandomKey key,
            int[] inputDegrees,
            int[] outputDegrees,
            int active,
            Activation activation,
            Initializer initializer) {
        int outputs = outputDegrees.length;
        double[] bounds =
                Arrays.stream(outputDegrees)
                        .mapToDouble(
                                degree -> {
                                    int reaching = reaching(inputDegrees, degree) / active;
                                    return initializer.bound(Math.max(1, reaching), outputs);
                                })
                        .toArray();
        Tensor mask = mask(runtime, inputDegrees, outputDegrees);
        Tensor uniform = runtime.uniform(key, mask.shape()).mul(2).sub(1);
        Tensor weight = uniform.mul(runtime.vector(bounds)).mul(mask);
        return new MaskedLinear(weight, runtime.zeros(Shape.of(outputs)), mask, activation);
    }

    /**
     * Creates a layer that starts as a dense one of as many inputs, those that the mask keeps from
     * a unit counted too.
     *
     * @param key split by {@code weight} and {@code bias}
     * @param inputDegrees one for each input
     * @param outputDegrees one for each output
     */
    public static MaskedLinear dense(
            TensorRuntime runtime,
            RandomKey key,
            int[] inputDegrees,
            int[] outputDegrees,
            Activation activation,
            Initializer initializer) {
        int inputs = inputDegrees.length;
        int outputs = outputDegrees.length;
        Tensor mask = mask(runtime, inputDegrees, outputDegrees);
        Tensor weight =
                initializer.weights(runtime, key.split("weight"), mask.shape(), inputs, outputs);
        Tensor bias = initializer.biases(runtime, key.split("bias"), outputs, inputs);
        return new MaskedLinear(weight.mul(mask), bias, mask, activation);
    }

    /** Creates a layer without an activation whose weights and biases are 0. */
    public static MaskedLinear zero(
            TensorRuntime runtime, int[] inputDegrees, int[] outputDegrees) {
        Tensor mask = mask(runtime, inputDegrees, outputDegrees);
        return new MaskedLinear(
                runtime.zeros(mask.shape()),
                runtime.zeros(Shape.of(outputDegrees.length)),
                mask,
                Activation.IDENTITY);
    }

    private static int reaching(int[] inputDegrees, int degree) {
        return (int) Arrays.stream(inputDegrees).filter(input -> input <= degree).count();
    }

    private static Tensor mask(TensorRuntime runtime, int[] inputDegrees, int[] outputDegrees) {
        int outputs = outputDegrees.length;
        float[] mask = new float[Math.multiplyExact(inputDegrees.length, outputs)];
        for (int a = 0; a < inputDegrees.length; a++) {
            for (int b = 0; b < outputs; b++) {
                mask[a * outputs + b] = inputDegrees[a] <= outputDegrees[b] ? 1 : 0;
            }
        }
        return runtime.tensor(mask, Shape.of(inputDegrees.length, outputs));
    }

    /** Returns M * W, [inputs, outputs]. */
    public Tensor maskedWeight() {
        return weight.value().mul(mask);
    }

    /** Returns b, [outputs]. */
    public Tensor bias() {
        return bias.value();
    }

    public Activation activation() {
        return activation;
    }

    /**
     * Overwrites the bias.
     *
     * @param values one per output
     */
    public void startAt(double[] values) {
        bias.assign(bias.value().runtime().tensor(values, bias.value().shape()));
    }

    /** Returns x (M * W) + b, to which the activation is not applied. */
    public Tensor preActivation(Tensor x) {
        return Fused.dense(x, maskedWeight(), bias(), Activation.IDENTITY);
    }

    @Override
    public Tensor apply(Tensor x) {
        return Fused.dense(x, maskedWeight(), bias.value(), activation);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }
}
