// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * A multi-layer perceptron: dense layers with one activation, gated if asked for, and a last layer
 * that is affine unless another activation is asked for.
 */
public final class Mlp implements Decoder {

    private final Sequential layers;
    private final Linear last;

    /**
     * Creates a perceptron with drawn weights.
     *
     * @param key folded by the number of the layer
     * @param hidden widths of the hidden layers; none makes an affine map
     */
    public Mlp(
            TensorRuntime runtime,
            RandomKey key,
            int inputs,
            List<Integer> hidden,
            int outputs,
            Activation activation,
            Initializer initializer) {
        this(
                new InitialWeights(runtime, key, initializer),
                inputs,
                hidden,
                outputs,
                activation,
                Activation.IDENTITY,
                false);
    }

    /**
     * Creates a perceptron whose hidden layers may be gated.
     *
     * @param gated whether they are: {@code activation(x W + b) * sigmoid(x V + c)} (Dauphin et al.
     *     2017)
     */
    public Mlp(
            InitialWeights weights,
            int inputs,
            List<Integer> hidden,
            int outputs,
            Activation activation,
            Activation lastActivation,
            boolean gated) {
        List<Network> built = new ArrayList<>();
        int width = inputs;
        for (int next : hidden) {
            InitialWeights own = weights.fold(built.size());
            built.add(
                    gated
                            ? new GatedLinear(own, width, next, activation)
                            : new Linear(own, width, next, activation));
            width = next;
        }
        this.last = new Linear(weights.fold(built.size()), width, outputs, lastActivation);
        built.add(this.last);
        this.layers = new Sequential(built);
    }

    /** Scales the last layer's weights and biases to what they would be if it had more inputs. */
    public void startBeside(int others) {
        if (others > 0) {
            last.startBeside(others);
        }
    }

    /** Sets the bias of the last layer, so that training starts from a known output. */
    public void startAt(double[] output) {
        last.startAt(output);
    }

    @Override
    public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
        startAt(headOutput.apply(mean));
    }

    @Override
    public Tensor apply(Tensor x) {
        return layers.apply(x);
    }

    @Override
    public List<Parameter> parameters() {
        return layers.parameters();
    }

    /**
     * A gated dense layer: {@code y = activation(x W + b) * sigmoid(x V + c)}, with x [..., I], W
     * and V [I, O], b and c [O], y [..., O] (Dauphin et al. 2017, equation 1). The identity as
     * activation gives the layers of Tomczak and Welling (2018).
     */
    private static final class GatedLinear implements Network {

        private final Linear value;
        private final Linear gate;

        /**
         * Creates a layer with drawn weights.
         *
         * @param weights their key is split by {@code value} and {@code gate}
         */
        GatedLinear(InitialWeights weights, int inputs, int outputs, Activation activation) {
            value = new Linear(weights.split("value"), inputs, outputs, activation);
            gate = new Linear(weights.split("gate"), inputs, outputs, Activation.SIGMOID);
        }

        @Override
        public Tensor apply(Tensor x) {
            return value.apply(x).mul(gate.apply(x));
        }

        @Override
        public List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>();
            value.parameters().forEach(p -> all.add(p.within("value")));
            gate.parameters().forEach(p -> all.add(p.within("gate")));
            return all;
        }
    }
}
