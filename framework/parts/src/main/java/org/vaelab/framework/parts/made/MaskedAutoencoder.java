// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.made;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * A masked autoencoder (MADE; Germain et al. 2015). The logits of each of n ordered variables are a
 * function of the earlier variables and of an optional context c:
 *
 * <pre>
 *   l_i = f_i(x_1, ..., x_{i-1}, c)
 * </pre>
 *
 * <p>Logits are the outputs for a variable, whatever their meaning. One pass gives those of all
 * variables. A hidden unit of degree m sees the variables up to the m-th, and l_i sees the units of
 * degrees below i. The degrees of a hidden layer are spread evenly over 1, ..., n - 1, in order.
 * They start at 0 if there is a context, so that the logits of the first variable see it too.
 * Without a context, those logits are a bias.
 *
 * <p>The context is added, unmasked, to the pre-activations of the first hidden layer, and
 * optionally to the logits.
 */
public final class MaskedAutoencoder implements Component {

    /**
     * The layout of the network.
     *
     * @param variables n
     * @param width numbers of a variable, k: any number if it is 1, a vector of one 1 and zeros
     *     otherwise
     * @param outputs logits of a variable, m
     * @param hidden widths of the hidden layers, at least one
     * @param direct whether the logits also see the variables themselves, by n k n m weights
     * @param conditional whether there is a context
     */
    public record Layout(
            int variables,
            int width,
            int outputs,
            List<Integer> hidden,
            Activation activation,
            boolean direct,
            boolean conditional) {

        public Layout {
            hidden = List.copyOf(hidden);
            if (hidden.isEmpty()) {
                throw new IllegalArgumentException("hidden needs a width at least");
            }
        }

        /** A layout with as many logits of a variable as it has numbers. */
        public Layout(
                int variables,
                int width,
                List<Integer> hidden,
                Activation activation,
                boolean direct,
                boolean conditional) {
            this(variables, width, width, hidden, activation, direct, conditional);
        }

        /** The degrees of the numbers of all variables, where the first has the one given. */
        private int[] repeated(int first, int each) {
            return IntStream.range(0, Math.multiplyExact(variables, each))
                    .map(at -> first + at / each)
                    .toArray();
        }

        /** Up to n - 1; for n = 1 without a context all are 1, and nothing sees them. */
        private int[] degrees(int units) {
            int least = conditional ? 0 : 1;
            int count = Math.max(1, variables - least);
            return IntStream.range(0, units)
                    .map(unit -> least + (int) ((long) unit * count / units))
                    .toArray();
        }
    }

    /**
     * The terms that are added to the pre-activations. Leading axes are of draws that share x.
     *
     * @param hidden to those of the first hidden layer, [..., B, its width]
     * @param output to the logits, [..., B, n m], if anything
     */
    public record Context(Tensor hidden, Optional<Tensor> output) {}

    /** Chooses the values of a variable. */
    @FunctionalInterface
    public interface Choice {

        /**
         * Returns what a variable is.
         *
         * @param logits its logits given those before it, [rows, m]
         * @return [rows, k]
         */
        Tensor choose(int variable, Tensor logits);
    }

    /**
     * Makes a layer between units of the degrees given, of whose inputs some are not 0 at a time.
     */
    @FunctionalInterface
    private interface Making {
        MaskedLinear layer(RandomKey key, int active, int[] inputDegrees, int[] outputDegrees);
    }

    private final TensorRuntime runtime;
    final Layout layout;
    final List<MaskedLinear> hidden;
    final MaskedLinear output;
    final List<MaskedLinear> direct;

    private MaskedAutoencoder(
            TensorRuntime runtime, RandomKey key, Layout layout, Making inner, Making outer) {
        this.runtime = runtime;
        this.layout = layout;
        int k = layout.width();
        int[] inputs = layout.repeated(1, k);
        int[] outputs = layout.repeated(0, layout.outputs());
        int[] seen = inputs;
        List<MaskedLinear> layers = new ArrayList<>();
        for (int width : layout.hidden()) {
            int[] degrees = layout.degrees(width);
            int number = layers.size();
            layers.add(inner.layer(key.fold(number), number == 0 ? k : 1, seen, degrees));
            seen = degrees;
        }
        this.hidden = List.copyOf(layers);
        this.output = outer.layer(key.split("output"), 1, seen, outputs);
        this.direct =
                layout.direct()
                        ? List.of(outer.layer(key.split("direct"), k, inputs, outputs))
                        : List.of();
    }

    /**
     * Creates an autoencoder whose logits are 0, because the weights of its last layer are 0. The
     * hidden layers are drawn by {@link Initializer#HE}, with a fan-in that counts only unmasked
     * inputs that are not 0.
     *
     * @param key folded by the number of the hidden layer
     */
    public static MaskedAutoencoder zero(TensorRuntime runtime, RandomKey key, Layout layout) {
        return new MaskedAutoencoder(
                runtime,
                key,
                layout,
                (own, active, inputs, outputs) ->
                        MaskedLinear.drawn(
                                runtime,
                                own,
                                inputs,
                                outputs,
                                active,
                                layout.activation(),
                                Initializer.HE),
                (own, active, inputs, outputs) -> MaskedLinear.zero(runtime, inputs, outputs));
    }

    /**
     * Creates an autoencoder whose layers all start as dense ones do.
     *
     * @param key folded by the number of the hidden layer, split by {@code output} and {@code
     *     direct}
     */
    public static MaskedAutoencoder dense(
            TensorRuntime runtime, RandomKey key, Layout layout, Initializer initializer) {
        return new MaskedAutoencoder(
                runtime,
                key,
                layout,
                dense(runtime, layout.activation(), initializer),
                dense(runtime, Activation.IDENTITY, initializer));
    }

    private static Making dense(
            TensorRuntime runtime, Activation activation, Initializer initializer) {
        return (own, active, inputs, outputs) ->
                MaskedLinear.dense(runtime, own, inputs, outputs, activation, initializer);
    }

    public Layout layout() {
        return layout;
    }

    /**
     * Overwrites the biases of the logits.
     *
     * @param logits n m numbers
     */
    public void startAt(double[] logits) {
        output.startAt(logits);
        direct.forEach(layer -> layer.startAt(new double[logits.length]));
    }

    /**
     * Returns the logits of all variables, each given those before it.
     *
     * @param x [..., B, n k]
     * @param context present where the layout is conditional
     * @return [..., B, n m], with the leading axes of x and context
     * @throws IllegalArgumentException if a context is present and the layout is not conditional,
     *     or missing and it is
     */
    public Tensor logits(Tensor x, Optional<Context> context) {
        requireLayout(context);
        Tensor y =
                context.isPresent()
                        ? withContext(x, context.get().hidden())
                        : hidden.get(0).apply(x);
        for (MaskedLinear layer : hidden.subList(1, hidden.size())) {
            y = layer.apply(y);
        }
        y = output.apply(y);
        for (MaskedLinear layer : direct) {
            y = y.add(layer.apply(x));
        }
        Optional<Tensor> added = context.flatMap(Context::output);
        return added.isPresent() ? y.add(added.get()) : y;
    }

    /** The product with x is computed once for all draws of the context. */
    private Tensor withContext(Tensor x, Tensor context) {
        MaskedLinear first = hidden.get(0);
        return Fused.activate(first.activation(), context.add(first.preActivation(x)));
    }

    /**
     * Chooses the variables one after another, unrecorded. A pass computes the units of the first
     * layer from those of the pass before, and of the logits those of one variable. What it takes
     * in memory does not grow with the passes, but for the values themselves.
     *
     * @param rows how many values are chosen side by side
     * @param context of each row, [rows, ...], present where the layout is conditional
     * @return [rows, n, k]
     * @throws IllegalArgumentException if a context is present and the layout is not conditional,
     *     or missing and it is
     */
    public Tensor sample(int rows, Optional<Context> context, Choice choice) {
        requireLayout(context);
        return runtime.unrecorded(
                () -> {
                    try (TensorScope scope = runtime.scope()) {
                        return scope.detach(
                                new MaskedSampler(this, context).draw(runtime, rows, choice));
                    }
                });
    }

    /**
     * Chooses the variables one after another, each as a differentiable function of its logits.
     * Where a tape records, all n passes are recorded and held; where none does, this is {@link
     * #sample}.
     *
     * @param rows how many values are chosen side by side
     * @param context of each row, [rows, ...], present where the layout is conditional
     * @return [rows, n, k]
     * @throws IllegalArgumentException if a context is present and the layout is not conditional,
     *     or missing and it is
     */
    public Tensor solve(int rows, Optional<Context> context, Choice choice) {
        requireLayout(context);
        return runtime.isRecording()
                ? new MaskedSampler(this, context).recorded(rows, choice)
                : sample(rows, context, choice);
    }

    private void requireLayout(Optional<Context> context) {
        if (context.isPresent() != layout.conditional()) {
            throw new IllegalArgumentException(
                    layout.conditional()
                            ? "a conditional autoencoder needs a context"
                            : "an autoencoder that is not conditional takes no context");
        }
    }

    /**
     * Returns the parameters, within the number of a hidden layer, {@code output}, {@code direct}.
     */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(Component.numbered(hidden));
        output.parameters().forEach(p -> all.add(p.within("output")));
        direct.forEach(layer -> layer.parameters().forEach(p -> all.add(p.within("direct"))));
        return all;
    }
}
