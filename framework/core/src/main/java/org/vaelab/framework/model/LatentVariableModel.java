// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.Observation;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * p(x, z) = p(x given z) p(z) with an approximate posterior q(z given x).
 *
 * @param runtime computes with all parts
 * @param shape of one datum
 * @param encoder from x to the head of q
 * @param posterior the family of q
 * @param prior p(z)
 * @param decoder from z to the head of the likelihood
 * @param likelihood the family of p(x given z)
 * @param kl KL(q || p(z))
 */
public record LatentVariableModel(
        TensorRuntime runtime,
        DataShape shape,
        Network encoder,
        PosteriorFamily posterior,
        Prior prior,
        Network decoder,
        Likelihood likelihood,
        KlDivergence kl)
        implements Component {

    /** What the names of the prior's parameters begin with. */
    private static final String PRIOR = "prior";

    /** Checks that posterior and prior live on one space. */
    public LatentVariableModel {
        if (!posterior.space().equals(prior.space())) {
            throw new IllegalArgumentException(
                    "the posterior lives on "
                            + posterior.space()
                            + ", the prior on "
                            + prior.space());
        }
    }

    /**
     * Returns q(z given x).
     *
     * @param x [B, D]
     */
    public Posterior encode(Tensor x, Phase phase) {
        return posterior.of(encoder.apply(x), phase);
    }

    /**
     * Returns p(x given z).
     *
     * @param z [..., event]
     */
    public Observation decode(Tensor z) {
        return likelihood.of(decoder.apply(posterior.embed(z)));
    }

    /** Returns p(x given z) of draws, [K, B, ...]. */
    public Observation decode(Draw draw) {
        return likelihood.of(decoder.apply(draw.embedded(posterior)));
    }

    /**
     * Returns this model under another prior; all other parts are shared.
     *
     * @param other p(z)
     * @param divergence KL(q || p(z)) from this posterior to that prior
     */
    public LatentVariableModel under(Prior other, KlDivergence divergence) {
        return new LatentVariableModel(
                runtime, shape, encoder, posterior, other, decoder, likelihood, divergence);
    }

    /** Returns all parameters, named {@code encoder.0.weight} and so on, in a fixed order. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        collect("encoder", encoder, all);
        collect("posterior", posterior, all);
        collect(PRIOR, prior, all);
        collect("decoder", decoder, all);
        collect("likelihood", likelihood, all);
        return all;
    }

    /** Returns the parameters of the prior, under the names that they have among all. */
    public List<Parameter> priorParameters() {
        List<Parameter> ofPrior = new ArrayList<>();
        collect(PRIOR, prior, ofPrior);
        return ofPrior;
    }

    private static void collect(String prefix, Component part, List<Parameter> all) {
        part.parameters().forEach(parameter -> all.add(parameter.within(prefix)));
    }

    @Override
    public void afterStep(Clock clock) {
        for (Component part : List.of(encoder, posterior, prior, decoder, likelihood)) {
            part.afterStep(clock);
        }
    }
}
