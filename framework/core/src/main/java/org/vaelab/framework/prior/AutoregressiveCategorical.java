// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.prior;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.MaskedLinear;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Each variable given those before it, by a masked autoencoder (MADE; Germain et al. 2015) with
 * categorical conditionals:
 *
 * <pre>
 *   log p(z) = sum_i log p(z_i | z_1, ..., z_{i-1}) = sum_i sum_j z_ij log softmax(l_i)_j
 * </pre>
 *
 * <p>One pass gives the logits l_i of all positions: a hidden unit of degree m sees the variables up
 * to the m-th, and l_i sees the units of degrees below i. The degrees of a hidden layer are spread
 * evenly over 1, ..., n - 1, in their order. The logits of the first variable are a bias. Drawing a
 * value takes n passes.
 *
 * <p>Uniform before it is trained: the weights towards the logits start at 0.
 */
public final class AutoregressiveCategorical implements Prior {

    private final TensorRuntime runtime;
    private final OneHot space;
    private final List<MaskedLinear> hidden;
    private final MaskedLinear output;
    private final List<MaskedLinear> direct;

    /**
     * Creates the prior.
     *
     * @param runtime where its parameters live
     * @param key folded by the number of the hidden layer
     * @param space n variables of k categories
     * @param hidden widths of the hidden layers, at least one
     * @param activation of the hidden layers
     * @param direct whether the logits also see the variables themselves, by (n k)^2 weights
     * @throws IllegalArgumentException if there is no hidden layer
     */
    public AutoregressiveCategorical(
            TensorRuntime runtime,
            RandomKey key,
            OneHot space,
            List<Integer> hidden,
            Activation activation,
            boolean direct) {
        if (hidden.isEmpty()) {
            throw new IllegalArgumentException("hidden needs a width at least");
        }
        this.runtime = runtime;
        this.space = space;
        int k = space.categories();
        int[] inputs = repeated(space, 1);
        int[] outputs = repeated(space, 0);
        int[] seen = inputs;
        List<MaskedLinear> layers = new ArrayList<>();
        for (int width : hidden) {
            int[] degrees = degrees(width);
            int active = layers.isEmpty() ? k : 1;
            layers.add(
                    MaskedLinear.drawn(
                            runtime,
                            key.fold(layers.size()),
                            seen,
                            degrees,
                            active,
                            activation,
                            Initializer.HE));
            seen = degrees;
        }
        this.hidden = List.copyOf(layers);
        this.output = MaskedLinear.zero(runtime, seen, outputs);
        this.direct = direct ? List.of(MaskedLinear.zero(runtime, inputs, outputs)) : List.of();
    }

    /** The degrees of the n k coordinates, where the first variable has the one given. */
    private static int[] repeated(OneHot space, int first) {
        return IntStream.range(0, space.embeddedWidth())
                .map(at -> first + at / space.categories())
                .toArray();
    }

    /** From 1 to n - 1; for n = 1 all are 1, and nothing sees them. */
    private int[] degrees(int width) {
        int most = Math.max(1, space.variables() - 1);
        return IntStream.range(0, width)
                .map(unit -> 1 + (int) ((long) unit * most / width))
                .toArray();
    }

    @Override
    public OneHot space() {
        return space;
    }

    /**
     * Returns l, up to a constant in each row.
     *
     * @param z [..., n, k]
     * @return [..., n, k]
     */
    public Tensor logits(Tensor z) {
        Tensor x = space.embed(z);
        Tensor y = x;
        for (MaskedLinear layer : hidden) {
            y = layer.apply(y);
        }
        y = output.apply(y);
        for (MaskedLinear layer : direct) {
            y = y.add(layer.apply(x));
        }
        return y.reshape(z.shape());
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return z.mul(logits(z).logSoftmax(-1)).sum(-2, -1);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The i-th variable is drawn under the key folded with i. A pass computes the units of the
     * first layer from those of the pass before, and of the logits those of one variable.
     */
    @Override
    public Tensor sample(RandomKey key, int n) {
        return runtime.unrecorded(() -> new Sampler(n).draw(key));
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; i < hidden.size(); i++) {
            collect(Integer.toString(i), hidden.get(i), all);
        }
        collect("output", output, all);
        direct.forEach(layer -> collect("direct", layer, all));
        return all;
    }

    private static void collect(String prefix, MaskedLinear layer, List<Parameter> all) {
        layer.parameters().forEach(p -> all.add(p.within(prefix)));
    }

    /** n values in the making. */
    private final class Sampler {

        private final int n;
        private final int k = space.categories();
        private final List<Tensor> weights =
                hidden.stream().map(MaskedLinear::maskedWeight).toList();
        private final Tensor outputWeight = output.maskedWeight();
        private final List<Tensor> directWeights =
                direct.stream().map(MaskedLinear::maskedWeight).toList();
        private final List<Tensor> drawn = new ArrayList<>();
        private Tensor first;

        Sampler(int n) {
            this.n = n;
            Tensor bias = hidden.get(0).bias();
            this.first = bias.broadcastTo(bias.shape().prepend(n));
        }

        Tensor draw(RandomKey key) {
            for (int i = 0; i < space.variables(); i++) {
                try (TensorScope scope = runtime.scope()) {
                    Tensor race = runtime.exponential(key.fold(i), Shape.of(n, k));
                    Tensor chosen = logits(i).sub(race.log()).argMax(-1);
                    Tensor rows = weights.get(0).slice(0, i * k, (i + 1) * k);
                    first = scope.detach(first.add(rows.gather(0, chosen)));
                    drawn.add(scope.detach(chosen.oneHot(k)));
                }
            }
            return Tensor.stack(drawn, 1);
        }

        /** The logits of the i-th variable, from 0, [n, k]. */
        private Tensor logits(int i) {
            Tensor y = hidden.get(0).activation().apply(first);
            for (int layer = 1; layer < weights.size(); layer++) {
                MaskedLinear dense = hidden.get(layer);
                y = Fused.linear(y, weights.get(layer), dense.bias(), dense.activation());
            }
            Tensor logits = y.matmul(columns(outputWeight, i)).add(columns(output.bias(), i));
            for (int d = 0; d < direct.size(); d++) {
                logits = logits.add(columns(direct.get(d).bias(), i));
                if (i > 0) {
                    Tensor rows = columns(directWeights.get(d), i).slice(0, 0, i * k);
                    logits = logits.add(Tensor.concatenate(drawn, -1).matmul(rows));
                }
            }
            return logits;
        }

        private Tensor columns(Tensor all, int i) {
            return all.slice(-1, i * k, (i + 1) * k);
        }
    }
}
