// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.tokens;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.network.Embedding;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.TemporalConvolutions;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Blocks of dilated causal convolutions (Yang et al. 2017). The context is added inside of each
 * block, the same at every step, as van den Oord et al. (2016) condition WaveNet.
 */
@Internal
public final class ConvolvedTokens implements TokenNetwork {

    private final Embedding embedding;
    private final TemporalConvolutions convolutions;
    private final List<Integer> channels;
    private final boolean conditioned;

    /**
     * Creates the layers with drawn weights.
     *
     * @param part its key is split by {@code embedding} and {@code convolutions}
     * @param inputs how many tokens there are as inputs
     * @param embedding numbers of the vector of a token
     * @param channels of the blocks, at least one
     * @param kernel taps of each convolution
     * @param conditioned whether there is a context
     */
    public ConvolvedTokens(
            PartContext part,
            int inputs,
            int embedding,
            List<Integer> channels,
            int kernel,
            boolean conditioned) {
        this.embedding =
                new Embedding(part.runtime(), part.key().split("embedding"), inputs, embedding);
        this.convolutions =
                new TemporalConvolutions(
                        part.runtime(),
                        part.key().split("convolutions"),
                        embedding,
                        channels,
                        kernel,
                        Activation.RELU,
                        Initializer.FAN_IN);
        this.channels = List.copyOf(channels);
        this.conditioned = conditioned;
    }

    @Override
    public List<Head.Output> contextOutputs() {
        int all = channels.stream().mapToInt(Integer::intValue).sum();
        return conditioned ? List.of(Head.real("context", all)) : List.of();
    }

    @Override
    public int width() {
        return channels.get(channels.size() - 1);
    }

    @Override
    public int heldPerToken() {
        // The taps of both convolutions, and what lies between them.
        return channels.stream().mapToInt(width -> 10 * width).sum();
    }

    @Override
    public Tensor features(Tensor inputs, int steps, Tensor context) {
        int draws = context.shape().extent(0);
        int texts = context.shape().extent(1);
        Tensor embedded = embedding.of(inputs).reshape(steps, 1, texts, embedding.width());
        Tensor rows =
                embedded.broadcastTo(Shape.of(steps, draws, texts, embedding.width()))
                        .reshape(steps, draws * texts, embedding.width());
        return convolutions.apply(
                rows, contexts(context.reshape(draws * texts, context.shape().extent(2))));
    }

    /** Returns what is added in each block, [R, channels] each. */
    private List<Tensor> contexts(Tensor context) {
        List<Tensor> contexts = new ArrayList<>();
        int at = 0;
        for (int width : conditioned ? channels : List.<Integer>of()) {
            contexts.add(context.slice(1, at, at + width));
            at += width;
        }
        return contexts;
    }

    @Override
    public Memory start(Tensor context) {
        return new Inputs(context, convolutions.start());
    }

    private final class Inputs implements Memory {

        private final Tensor context;
        private final TemporalConvolutions.Past past;

        Inputs(Tensor context, TemporalConvolutions.Past past) {
            this.context = context;
            this.past = past;
        }

        @Override
        public Step next(Tensor inputs) {
            TemporalConvolutions.Step step =
                    convolutions.next(past, embedding.of(inputs), contexts(context));
            return new Step(step.output(), new Inputs(context, step.past()));
        }

        @Override
        public Memory select(Tensor rows) {
            return new Inputs(context.gather(0, rows), past.select(rows));
        }
    }

    @Override
    public List<Parameter> parameters() {
        Map<String, Component> parts = new LinkedHashMap<>();
        parts.put("embedding", embedding);
        parts.put("convolutions", convolutions);
        return Component.named(parts);
    }
}
