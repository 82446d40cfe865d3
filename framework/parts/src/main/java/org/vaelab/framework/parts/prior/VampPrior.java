// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.PairwiseLogDensity;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Prior.MixturePrior;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.ViewedNetwork;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The variational mixture of posteriors (Tomczak and Welling 2018, equation 10): {@code p(z) = 1/K
 * sum_k q(z given u_k)}, with the model's own encoder and K learned pseudo-inputs u.
 *
 * <p>Data in [0, 1] have pseudo-inputs {@code sigmoid(v)}, where the paper's code clips. Other data
 * have {@code v} itself. A pseudo-input is what the encoder sees of an example ({@link
 * org.vaelab.framework.network.DataView}), so it can lie between two categories. The encoder's
 * parameters stay the encoder's: they are learned through the prior as well, but named and saved
 * once.
 *
 * @param encoder of the model, from what it sees of x
 * @param family of the model's posteriors
 * @param squashed whether the encoder is given the sigmoid of the pseudo-inputs
 * @param pseudoInputs v, [K, inputs of the encoder]
 */
public record VampPrior(
        Network encoder, PosteriorFamily family, boolean squashed, Parameter pseudoInputs)
        implements MixturePrior {

    @Cites("tomczak2018")
    @Part(
            value = "vamp",
            description = "the mixture of the posteriors of K learned pseudo-inputs (VampPrior)",
            paper = "Tomczak and Welling (2018)")
    public record Settings(
            @Setting(value = "K, the number of pseudo-inputs", defaultValue = "500") int components)
            implements PriorPart {

        public Settings {
            Counts.atLeastOne("components", components);
        }

        @Override
        public Prior create(PriorContext context) {
            ViewedNetwork encoder = context.encoder("prior vamp");
            if (context.data().domain() == ValueDomain.TOKENS) {
                throw new IllegalArgumentException(
                        "prior vamp learns inputs of the encoder, which cannot be texts; choose"
                                + " another prior");
            }
            return VampPrior.of(
                    context.key().split("noise"),
                    encoder.network(),
                    context.posterior(),
                    context.data().domain(),
                    start(context, encoder.view()));
        }

        /** What the encoder sees of K training examples, which repeat if there are fewer. */
        private Tensor start(PriorContext context, DataView view) {
            Examples examples =
                    context.data().trainingSample(components, context.key().split("examples"));
            int width = examples.width();
            float[] rows = new float[Math.multiplyExact(components, width)];
            for (int i = 0; i < components; i++) {
                examples.read(i % examples.size(), rows, i * width);
            }
            return view.of(context.runtime().tensor(rows, Shape.of(components, width)));
        }
    }

    /** Keeps the start of a value that is 0 or 1 away from the flat ends of the sigmoid. */
    private static final double MARGIN = 0.05;

    /** Noise on the scale of v. Equal pseudo-inputs would have equal gradients, and stay equal. */
    private static final double NOISE = 0.01;

    /**
     * Checks the family.
     *
     * @throws IllegalArgumentException if posteriors have no density, so that those of training and
     *     of evaluation may differ
     */
    public VampPrior {
        if (family.space().measure().countsPoints()) {
            throw new IllegalArgumentException(
                    "prior vamp needs posteriors with a density, not on " + family.space());
        }
    }

    /**
     * Creates the prior with pseudo-inputs that start near given points.
     *
     * @param key for the noise that sets equal points apart
     * @param domain of the data
     * @param start where the pseudo-inputs start, [K, inputs of the encoder]; those of data in [0,
     *     1] at 0.05 + 0.9 times the values given, where the sigmoid moves
     */
    static VampPrior of(
            RandomKey key,
            Network encoder,
            PosteriorFamily family,
            ValueDomain domain,
            Tensor start) {
        boolean squashed = domain.isWithinUnitInterval();
        Tensor noise = start.runtime().normal(key, start.shape()).mul(NOISE);
        Tensor raw = (squashed ? logits(start) : start).add(noise);
        return new VampPrior(encoder, family, squashed, Parameter.learned("pseudoInputs", raw));
    }

    private static Tensor logits(Tensor start) {
        Tensor inside = start.mul(1 - 2 * MARGIN).add(MARGIN);
        return inside.log().sub(inside.neg().log1p());
    }

    private Tensor headOutputs() {
        Tensor raw = pseudoInputs.value();
        return encoder.apply(squashed ? raw.sigmoid() : raw);
    }

    private Posterior posterior(Tensor headOutputs) {
        return family.of(headOutputs, Phase.evaluation());
    }

    @Override
    public LatentSpace space() {
        return family.space();
    }

    @Override
    public double tailIndex() {
        return posterior(headOutputs()).tailIndex();
    }

    @Override
    public double decay() {
        return posterior(headOutputs()).decay();
    }

    @Override
    public int components() {
        return pseudoInputs.value().shape().extent(0);
    }

    @Override
    public Optional<Tensor> logits() {
        return Optional.empty();
    }

    @Override
    public PairwiseLogDensity densities() {
        return posterior(headOutputs()).pairwise();
    }

    @Override
    public Tensor drawFrom(int[] chosen, RandomKey key) {
        int n = chosen.length;
        Tensor all = headOutputs();
        Tensor rows = all.gather(0, all.runtime().indices(chosen, Shape.of(n)));
        return posterior(rows).draw(key, 1).z().reshape(space().eventShape().prepend(n));
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(pseudoInputs);
    }
}
