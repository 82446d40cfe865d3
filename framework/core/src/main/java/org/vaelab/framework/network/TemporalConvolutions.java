// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Residual blocks of dilated causal convolutions over time, as decoders of text have them (Yang et
 * al. 2017; the blocks of Bai et al. 2018):
 *
 * <pre>
 *   y = a(x S + a(V * a(W * x + c)))
 * </pre>
 *
 * <p>Both convolutions of block i have dilation 2^i, so that step t sees {@code 1 + 2 (k - 1) (2^n
 * - 1)} steps of n blocks. S is the identity if the block keeps the number of channels. c is what a
 * context adds, the same at each step.
 */
public final class TemporalConvolutions implements Component {

    private final List<Block> blocks = new ArrayList<>();
    private final Activation activation;

    /**
     * Creates blocks with drawn weights.
     *
     * @param inputs numbers of each step
     * @param channels of each block
     * @param kernel k, the number of taps
     */
    public TemporalConvolutions(
            TensorRuntime runtime,
            RandomKey key,
            int inputs,
            List<Integer> channels,
            int kernel,
            Activation activation,
            Initializer initializer) {
        InitialWeights weights = new InitialWeights(runtime, key, initializer);
        int before = inputs;
        int dilation = 1;
        for (int next : channels) {
            InitialWeights own = weights.fold(blocks.size());
            Optional<Linear> skip =
                    before == next
                            ? Optional.empty()
                            : Optional.of(
                                    new Linear(
                                            own.split("skip"), before, next, Activation.IDENTITY));
            blocks.add(
                    new Block(
                            new CausalConvolution(
                                    own.split("first"), before, next, kernel, dilation),
                            new CausalConvolution(
                                    own.split("second"), next, next, kernel, dilation),
                            skip));
            before = next;
            dilation = Math.multiplyExact(dilation, 2);
        }
        this.activation = activation;
    }

    private record Block(CausalConvolution first, CausalConvolution second, Optional<Linear> skip)
            implements Component {

        Tensor skipped(Tensor x) {
            return skip.map(map -> map.apply(x)).orElse(x);
        }

        @Override
        public List<Parameter> parameters() {
            Map<String, Component> parts = new LinkedHashMap<>();
            parts.put("first", first);
            parts.put("second", second);
            skip.ifPresent(map -> parts.put("skip", map));
            return Component.named(parts);
        }
    }

    /**
     * Returns the outputs of all steps.
     *
     * @param x [T, R, inputs]
     * @param contexts what is added in each block, [R, channels] each; none adds nothing
     * @return [T, R, channels of the last block]
     */
    public Tensor apply(Tensor x, List<Tensor> contexts) {
        Tensor y = x;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            Tensor h = with(contexts, i, block.first().apply(y));
            y = joined(block, y, block.second().apply(Fused.activate(activation, h)));
        }
        return y;
    }

    private static Tensor with(List<Tensor> contexts, int block, Tensor h) {
        return contexts.isEmpty() ? h : h.add(contexts.get(block));
    }

    private Tensor joined(Block block, Tensor x, Tensor y) {
        return Fused.activate(activation, block.skipped(x).add(Fused.activate(activation, y)));
    }

    /** Returns what is known before the first step. */
    public Past start() {
        List<List<Tensor>> none = new ArrayList<>();
        blocks.forEach(
                block -> {
                    none.add(List.of());
                    none.add(List.of());
                });
        return new Past(none);
    }

    /**
     * What is known of earlier steps: the last inputs of each convolution. Immutable.
     *
     * @param inputs of each convolution, [R, width] for each step
     */
    public record Past(List<List<Tensor>> inputs) {

        /** Returns the same, with some rows only, or rows that occur often. */
        public Past select(Tensor rows) {
            return new Past(
                    inputs.stream()
                            .map(all -> all.stream().map(x -> x.gather(0, rows)).toList())
                            .toList());
        }
    }

    /** One step: its output, and what is known after it. */
    public record Step(Tensor output, Past past) {}

    /**
     * Computes the next step.
     *
     * @param x its input, [R, inputs]
     * @param contexts as in {@link #apply}
     */
    public Step next(Past past, Tensor x, List<Tensor> contexts) {
        List<List<Tensor>> known = new ArrayList<>();
        Tensor y = x;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            known.add(appended(past.inputs().get(2 * i), y, block.first().reach()));
            Tensor h =
                    Fused.activate(
                            activation, with(contexts, i, block.first().last(known.get(2 * i))));
            known.add(appended(past.inputs().get(2 * i + 1), h, block.second().reach()));
            y = joined(block, y, block.second().last(known.get(2 * i + 1)));
        }
        return new Step(y, new Past(known));
    }

    private static List<Tensor> appended(List<Tensor> known, Tensor x, int reach) {
        List<Tensor> all =
                new ArrayList<>(known.subList(Math.max(0, known.size() - reach), known.size()));
        all.add(x);
        return all;
    }

    @Override
    public List<Parameter> parameters() {
        return Component.numbered(blocks);
    }
}
