// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Network.RowNetwork;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * An encoder of texts: layers over time read the embedded tokens, and dense layers map what is
 * known at the last token, and the numbers beside the text, to the head. Steps after the end of a
 * text have no influence.
 */
public final class TextEncoder implements RowNetwork {

    /** Layers over time. */
    public interface Reader extends Component {

        /** Returns the numbers that it says of a text. */
        int width();

        /** Returns how many numbers it holds for each token. */
        int heldPerToken();

        /** Returns what is known of each text at its end, [R, width]. */
        Tensor read(Texts texts);
    }

    /**
     * The tokens of a batch, by step and then by text.
     *
     * @param forward [T R] as INT32: tokens in order, and some token after the end
     * @param backward the same with the tokens of each text in reverse order
     * @param last 1 at the last token of each text, 0 elsewhere, [T, R]
     */
    public record Texts(int steps, int rows, Tensor forward, Tensor backward, Tensor last) {

        /** Returns what a layer says at the end of each text: [T, R, H] to [R, H]. */
        Tensor atEnd(Tensor states) {
            return states.mul(last.expandDims(-1)).sum(0);
        }

        /** Returns numbers of all tokens by step: [T R, ...] to [T, R, ...]. */
        Tensor bySteps(Tensor flat) {
            return flat.reshape(flat.shape().from(1).prepend(steps, rows));
        }
    }

    /** Texts of a batch. */
    private static final int TYPICAL_TEXTS = 32;

    private final int length;
    private final int vocabulary;
    private final int beside;
    private final Reader reader;
    private final Mlp dense;

    /**
     * Creates an encoder.
     *
     * @param length T, the width of the data
     * @param dense from what the reader says, and what is beside the text, to the head
     */
    public TextEncoder(int length, int vocabulary, int beside, Reader reader, Mlp dense) {
        this.length = length;
        this.vocabulary = vocabulary;
        this.beside = beside;
        this.reader = reader;
        this.dense = dense;
    }

    /**
     * {@inheritDoc}
     *
     * @param rows tokens, NaN after the end of a text, and what is beside them
     */
    @Override
    public Tensor ofRows(Tensor rows) {
        Texts texts = texts(rows.slice(-1, 0, length), rows.shape().extent(0));
        return dense.apply(RowNetwork.joined(reader.read(texts), rows, length));
    }

    @Override
    public int inputs() {
        return length + beside;
    }

    private Texts texts(Tensor x, int rows) {
        Tensor known = x.eq(x);
        Tensor filled = x.where(known, x.runtime().zeros(Shape.scalar(), x.dtype()));
        Tensor tokens = tokens(filled, vocabulary);
        // No number depends on the rows, so that the program is the same for any.
        Tensor steps = counted(x.runtime(), length, x.dtype());
        Tensor end = known.sum(-1).maximum(1).sub(1).expandDims(-1);
        // Step t of a reversed text is step end - t; steps after the end read step 0.
        Tensor places = end.sub(steps).maximum(0).expandDims(-1);
        Tensor reversed = tokens.expandDims(1).mul(places.eq(steps)).sum(-1);
        return new Texts(length, rows, byStep(tokens), byStep(reversed), steps.eq(end).transpose());
    }

    /**
     * Returns the tokens 0 to V - 1 of values that word dropout has added V to where only the
     * decoder is not shown them. Compares, since a device may divide by multiplying with 1/V: 41
     * times 1/41 is below 1.
     */
    static Tensor tokens(Tensor values, int vocabulary) {
        return values.sub(values.gt(vocabulary - 1).mul(vocabulary));
    }

    private static Tensor counted(TensorRuntime runtime, int n, DType dtype) {
        double[] numbers = new double[n];
        Arrays.setAll(numbers, i -> i);
        return runtime.tensor(numbers, Shape.of(n), dtype);
    }

    private static Tensor byStep(Tensor tokens) {
        return index(tokens.transpose());
    }

    private static Tensor index(Tensor values) {
        return values.reshape(values.shape().size()).cast(DType.INT32);
    }

    @Override
    public int heldPerRow() {
        return Math.multiplyExact(length, reader.heldPerToken());
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(reader.parameters());
        dense.parameters().forEach(p -> all.add(p.within("dense")));
        return all;
    }

    /** Layers of gated recurrent units, from the first token to the last, or in both directions. */
    public record Recurrent(
            Embedding embedding,
            List<GatedRecurrentLayer> forward,
            List<GatedRecurrentLayer> backward)
            implements Reader {

        @Override
        public int width() {
            int one = forward.get(forward.size() - 1).width();
            return backward.isEmpty() ? one : 2 * one;
        }

        @Override
        public int heldPerToken() {
            int widest = forward.stream().mapToInt(GatedRecurrentLayer::width).max().orElseThrow();
            return 8 * widest * (backward.isEmpty() ? 1 : 2);
        }

        @Override
        public Tensor read(Texts texts) {
            Tensor end = texts.atEnd(states(forward, texts, texts.forward()));
            return backward.isEmpty()
                    ? end
                    : Tensor.concatenate(
                            List.of(end, texts.atEnd(states(backward, texts, texts.backward()))),
                            -1);
        }

        private Tensor states(List<GatedRecurrentLayer> layers, Texts texts, Tensor tokens) {
            TensorRuntime runtime = tokens.runtime();
            // Not the number of rows: an exported program is the same for any.
            int typical = Math.multiplyExact(TYPICAL_TEXTS, texts.steps());
            Tensor gates = texts.bySteps(layers.get(0).gates(embedding, tokens, typical));
            Tensor states = gates;
            for (GatedRecurrentLayer layer : layers) {
                gates = layer == layers.get(0) ? gates : layer.gates(states);
                Shape start = Shape.of(texts.rows(), layer.width());
                states = layer.states(gates, runtime.zeros(start, gates.dtype()));
            }
            return states;
        }

        @Override
        public List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>();
            embedding.parameters().forEach(p -> all.add(p.within("embedding")));
            Component.numbered(forward).forEach(p -> all.add(p.within("forward")));
            Component.numbered(backward).forEach(p -> all.add(p.within("backward")));
            return all;
        }
    }

    /** Dilated causal convolutions: what the last block says at the last token. */
    public record Convolved(
            Embedding embedding, TemporalConvolutions convolutions, int channels, int blocks)
            implements Reader {

        @Override
        public int width() {
            return channels;
        }

        @Override
        public int heldPerToken() {
            return 4 * channels * blocks;
        }

        @Override
        public Tensor read(Texts texts) {
            Tensor embedded = texts.bySteps(embedding.of(texts.forward()));
            return texts.atEnd(convolutions.apply(embedded, List.of()));
        }

        @Override
        public List<Parameter> parameters() {
            Map<String, Component> parts = new LinkedHashMap<>();
            parts.put("embedding", embedding);
            parts.put("convolutions", convolutions);
            return Component.named(parts);
        }
    }
}
