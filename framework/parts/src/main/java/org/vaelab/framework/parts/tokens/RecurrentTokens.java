// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.tokens;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.network.Embedding;
import org.vaelab.framework.network.GatedRecurrentLayer;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.parts.tokens.TokenNetwork.TokenContext;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Layers of gated recurrent units (Bowman et al. 2016 use them, or LSTM units). The context is the
 * initial state of each layer, {@code h_0 = tanh(c)}, and, if it enters at every step, what is
 * added to the gates of the first layer.
 */
@Internal
public final class RecurrentTokens implements TokenNetwork {

    private static final int GATES = 3;

    private final Embedding embedding;
    private final List<GatedRecurrentLayer> layers = new ArrayList<>();
    private final TokenContext use;

    /**
     * Creates the layers with drawn weights.
     *
     * @param part its key is split for the embedding, and for each
     *     layer
     * @param inputs how many tokens there are as inputs
     * @param embedding numbers of the vector of a token
     * @param widths of the layers, at least one
     */
    public RecurrentTokens(
            PartContext part, int inputs, int embedding, List<Integer> widths, TokenContext use) {
        this.embedding =
                new Embedding(part.runtime(), part.key().split("embedding"), inputs, embedding);
        this.use = use;
        int before = embedding;
        for (int width : widths) {
            layers.add(
                    new GatedRecurrentLayer(
                            part.runtime(),
                            part.key().split("recurrent").fold(layers.size()),
                            before,
                            width,
                            Initializer.FAN_IN));
            before = width;
        }
    }

    @Override
    public List<Head.Output> contextOutputs() {
        int states = layers.stream().mapToInt(GatedRecurrentLayer::width).sum();
        return switch (use) {
            case NONE -> List.of();
            case START -> List.of(Head.real("initial state", states));
            case EVERY_STEP ->
                    List.of(
                            Head.real("initial state", states),
                            Head.real("gates", GATES * layers.get(0).width()));
        };
    }

    @Override
    public int width() {
        return layers.get(layers.size() - 1).width();
    }

    @Override
    public int heldPerToken() {
        int widest = layers.stream().mapToInt(GatedRecurrentLayer::width).max().orElseThrow();
        // The gates of one layer, and the states of two.
        return (GATES + 2) * widest;
    }

    @Override
    public Tensor features(Tensor inputs, int steps, Tensor context) {
        int draws = context.shape().extent(0);
        int texts = context.shape().extent(1);
        int rows = draws * texts;
        Tensor flat = context.reshape(rows, context.shape().extent(2));
        GatedRecurrentLayer first = layers.get(0);
        Tensor tokens = first.gates(embedding, inputs, inputs.shape().size());
        int width = tokens.shape().extent(1);
        Tensor gates = tokens.reshape(steps, 1, texts, width);
        if (use == TokenContext.EVERY_STEP) {
            gates = gates.add(stepContext(context));
        } else {
            gates = gates.broadcastTo(Shape.of(steps, draws, texts, width));
        }
        List<Tensor> starts = starts(flat);
        Tensor states = first.states(gates.reshape(steps, rows, width), starts.get(0));
        for (int i = 1; i < layers.size(); i++) {
            states = layers.get(i).states(layers.get(i).gates(states), starts.get(i));
        }
        return states;
    }

    /** Returns what the context adds to the gates of the first layer, from [..., context]. */
    private Tensor stepContext(Tensor context) {
        int end = context.shape().extent(-1);
        return context.slice(-1, end - GATES * layers.get(0).width(), end);
    }

    /** Returns the initial states of the layers, [R, H] each. */
    private List<Tensor> starts(Tensor context) {
        List<Tensor> starts = new ArrayList<>();
        int at = 0;
        for (GatedRecurrentLayer layer : layers) {
            Shape shape = Shape.of(context.shape().extent(0), layer.width());
            starts.add(
                    use == TokenContext.NONE
                            ? context.runtime().zeros(shape, context.dtype())
                            : context.slice(1, at, at + layer.width()).tanh());
            at += layer.width();
        }
        return starts;
    }

    @Override
    public Memory start(Tensor context) {
        return new States(context, starts(context));
    }

    private final class States implements Memory {

        private final Tensor context;
        private final List<Tensor> states;

        States(Tensor context, List<Tensor> states) {
            this.context = context;
            this.states = states;
        }

        @Override
        public Step next(Tensor inputs) {
            Tensor gates = layers.get(0).gates(embedding, inputs, inputs.shape().size());
            if (use == TokenContext.EVERY_STEP) {
                gates = gates.add(stepContext(context));
            }
            List<Tensor> after = new ArrayList<>();
            for (int i = 0; i < layers.size(); i++) {
                Tensor in = i == 0 ? gates : layers.get(i).gates(after.get(i - 1));
                after.add(layers.get(i).states(in.expandDims(0), states.get(i)).sum(0));
            }
            return new Step(after.get(after.size() - 1), new States(context, after));
        }

        @Override
        public Memory select(Tensor rows) {
            return new States(
                    context.gather(0, rows), states.stream().map(h -> h.gather(0, rows)).toList());
        }
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        embedding.parameters().forEach(p -> all.add(p.within("embedding")));
        Component.numbered(layers).forEach(p -> all.add(p.within("recurrent")));
        return all;
    }
}
