// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.decoding.DecodedText;
import org.vaelab.framework.decoding.Decoding;
import org.vaelab.framework.decoding.NextTokens;
import org.vaelab.framework.decoding.Sampling;
import org.vaelab.framework.latent.CategorySequence;
import org.vaelab.framework.likelihood.TextDistribution;
import org.vaelab.framework.parts.tokens.TokenNetwork;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Texts, each token given those before it.
 *
 * @param headOutput the decoder's output, [..., B, head width]
 */
record TokenOutput(Tokens likelihood, Tensor headOutput)
        implements TextDistribution, CategorySequence {

    @Override
    public Tensor logProbability(Tensor x) {
        return forEachDraw(bySteps(x).sum(0));
    }

    @Override
    public Tensor byToken(Tensor x) {
        Tensor each = bySteps(x).permute(1, 2, 0);
        return each.broadcastTo(each.shape().with(0, draws(x)))
                .reshape(headOutput.shape().range(0, -1).append(likelihood.length()));
    }

    private int draws(Tensor x) {
        return headOutput.shape().range(0, -1).size() / x.shape().extent(0);
    }

    /** Returns numbers of all draws: [K, B], or [1, B] where the draws share them, to [..., B]. */
    private Tensor forEachDraw(Tensor sums) {
        Shape leading = headOutput.shape().range(0, -1);
        int texts = sums.shape().extent(1);
        return sums.broadcastTo(Shape.of(leading.size() / texts, texts)).reshape(leading);
    }

    /**
     * Returns the log probabilities of the tokens, 0 after the end, [T, K, B] or without z [T, 1,
     * B].
     */
    private Tensor bySteps(Tensor x) {
        TokenNetwork network = likelihood.network();
        int texts = x.shape().extent(0);
        int steps = likelihood.length();
        boolean depends = !network.contextOutputs().isEmpty();
        int width = headOutput.shape().extent(-1);
        int draws = depends ? draws(x) : 1;
        Tensor context =
                depends
                        ? headOutput.reshape(draws, texts, width)
                        : headOutput.runtime().zeros(Shape.of(1, texts, 0), headOutput.dtype());
        TokenInputs tokens = TokenInputs.of(x, likelihood.vocabulary());
        Tensor features = network.features(tokens.inputs(), steps, context);
        Tensor logits = likelihood.output().apply(features);
        Shape each = Shape.of(steps, draws, texts);
        return chosen(logits, tokens.targets(), each)
                .sub(logits.logSumExp(-1).reshape(each))
                .mul(tokens.known().expandDims(1));
    }

    /** Looks the logits of tokens up. */
    private Tensor chosen(Tensor logits, Tensor targets, Shape each) {
        int vocabulary = likelihood.vocabulary();
        double[] first = new double[each.size()];
        Arrays.setAll(first, i -> (double) i * vocabulary);
        // Through doubles: float32 does not hold all integers above 2^24.
        Tensor places =
                logits.runtime()
                        .tensor(first, each, DType.FLOAT64)
                        .add(targets.cast(DType.FLOAT64).expandDims(1))
                        .cast(DType.INT32)
                        .reshape(first.length);
        return logits.reshape(logits.shape().size()).gather(0, places).reshape(each);
    }

    /** {@inheritDoc} It is the greedy text: the most probable token at each step. */
    @Override
    public Optional<Tensor> prediction() {
        return Optional.of(decoded(Sampling.GREEDY, RandomKey.of(0)));
    }

    /** {@inheritDoc} Token by token; NaN after the end of a text. */
    @Override
    public Tensor sample(RandomKey key) {
        return decoded(Sampling.OF_MODEL, key);
    }

    private Tensor decoded(Decoding decoding, RandomKey key) {
        TensorRuntime runtime = headOutput.runtime();
        float[] values;
        try (TensorScope scope = runtime.scope()) {
            values = DecodedText.values(decoding.decode(start(), key), likelihood.length());
        }
        return runtime.tensor(
                values, headOutput.shape().with(-1, likelihood.length()), headOutput.dtype());
    }

    @Override
    public int categories() {
        return likelihood.vocabulary();
    }

    @Override
    public void visit(int rows, CategorySequence.Choice choice) {
        NextTokens next = start();
        for (int t = 0; t < likelihood.length(); t++) {
            int[] chosen = choice.choose(t, next.logProbabilities());
            next = t + 1 < likelihood.length() ? next.append(chosen) : next;
        }
    }

    @Override
    public NextTokens start() {
        int rows = headOutput.shape().range(0, -1).size();
        Tensor context = headOutput.reshape(rows, headOutput.shape().extent(-1)).stopGradient();
        int[] inputs = new int[rows];
        Arrays.fill(inputs, TokenInputs.start(likelihood.vocabulary()));
        return new Next(likelihood, likelihood.network().start(context), inputs);
    }

    /** The next token of each text, computed when it is asked for. */
    private static final class Next implements NextTokens {

        private final Tokens likelihood;
        private final TokenNetwork.Memory before;
        private final int[] inputs;
        private Optional<TokenNetwork.Step> step = Optional.empty();

        Next(Tokens likelihood, TokenNetwork.Memory before, int[] inputs) {
            this.likelihood = likelihood;
            this.before = before;
            this.inputs = inputs;
        }

        private TensorRuntime runtime() {
            return likelihood.output().parameters().get(0).value().runtime();
        }

        private Tensor indices(int[] values) {
            return runtime().indices(values, Shape.of(values.length));
        }

        private TokenNetwork.Step step() {
            if (step.isEmpty()) {
                step = Optional.of(runtime().unrecorded(() -> before.next(indices(inputs))));
            }
            return step.get();
        }

        @Override
        public int rows() {
            return inputs.length;
        }

        @Override
        public int vocabulary() {
            return likelihood.vocabulary();
        }

        @Override
        public int length() {
            return likelihood.length();
        }

        @Override
        public double[] logProbabilities() {
            TokenNetwork.Step next = step();
            return runtime()
                    .unrecorded(() -> likelihood.output().apply(next.features()).logSoftmax(-1))
                    .readDoubles();
        }

        @Override
        public NextTokens append(int[] tokens) {
            return new Next(likelihood, step().memory(), tokens.clone());
        }

        @Override
        public NextTokens select(int[] rows) {
            int[] chosen = Arrays.stream(rows).map(row -> inputs[row]).toArray();
            Next selected = new Next(likelihood, before.select(indices(rows)), chosen);
            step.ifPresent(
                    known ->
                            selected.step =
                                    Optional.of(
                                            new TokenNetwork.Step(
                                                    known.features().gather(0, indices(rows)),
                                                    known.memory().select(indices(rows)))));
            return selected;
        }
    }
}
