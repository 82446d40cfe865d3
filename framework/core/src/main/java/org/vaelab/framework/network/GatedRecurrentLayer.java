// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.InitialWeights.WeightAndBias;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A layer of gated recurrent units ({@link Fused#gatedRecurrence}). Weights are those of PyTorch's
 * GRU, transposed, and start as there if {@link Initializer#FAN_IN} draws them: uniform on
 * +-1/sqrt(H).
 */
public final class GatedRecurrentLayer implements Component {

    private static final int GATES = 3;

    private final WeightAndBias input;
    private final WeightAndBias state;

    /**
     * Creates a layer with drawn weights.
     *
     * @param key split for the weights of the input and those of the state
     * @param inputs numbers that it sees at each step
     * @param width H, numbers of its state
     */
    public GatedRecurrentLayer(
            TensorRuntime runtime, RandomKey key, int inputs, int width, Initializer initializer) {
        InitialWeights weights = new InitialWeights(runtime, key, initializer);
        int gates = Math.multiplyExact(GATES, width);
        this.input = weights.split("input").affine(Shape.of(inputs, gates), gates, width, width);
        this.state = weights.split("state").affine(Shape.of(width, gates), gates, width, width);
    }

    /** Returns H, the numbers of the state. */
    public int width() {
        return state.weight().value().shape().extent(0);
    }

    /**
     * Returns what inputs add to the gates.
     *
     * @param x [..., inputs]
     * @return [..., 3H]
     */
    public Tensor gates(Tensor x) {
        return Fused.dense(x, input.weight().value(), input.bias().value(), Activation.IDENTITY);
    }

    /**
     * Returns what embedded tokens add to the gates.
     *
     * @param tokens [n], INT32
     * @param typical the usual n, which decides what is computed first; results agree up to
     *     rounding
     * @return [n, 3H]
     */
    public Tensor gates(Embedding embedding, Tensor tokens, int typical) {
        return embedding.mapped(tokens, typical, input.weight().value(), input.bias().value());
    }

    /**
     * Returns the state after each step.
     *
     * @param gates what the input adds to the gates at each step, [T, R, 3H]
     * @param start the state before the first step, [R, H]
     * @return [T, R, H]
     */
    public Tensor states(Tensor gates, Tensor start) {
        return Fused.gatedRecurrence(gates, start, state.weight().value(), state.bias().value());
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        input.parameters().forEach(p -> all.add(p.within("input")));
        state.parameters().forEach(p -> all.add(p.within("state")));
        return all;
    }
}
