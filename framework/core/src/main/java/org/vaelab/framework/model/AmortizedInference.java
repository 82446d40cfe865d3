// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Inference by networks that are learned with the model (Kingma and Welling 2014). The encoder maps
 * x and c to the posterior parameters of one latent variable. A further network maps each variable
 * to those of the next above it.
 *
 * @param layers upwards from the encoder's variable
 */
public record AmortizedInference(Encoder encoder, List<AmortizedInference.Layer> layers)
        implements Inference {

    /**
     * The encoder of x.
     *
     * @param latent the name of the variable whose posterior it gives
     * @param network from x and c, concatenated, to the head of the family
     */
    public record Encoder(String latent, Network network, PosteriorFamily family) {}

    /**
     * The posterior of a variable given the one drawn before it.
     *
     * @param below the name of the one before
     * @param input how values of the one before are laid out for the network
     * @param network from there to the head of the family
     */
    public record Layer(
            String latent,
            String below,
            NetworkInput input,
            Network network,
            PosteriorFamily family) {

        Posterior given(Latents values, Phase phase) {
            Tensor rows = values.networkInput(below, input).reshape(-1, input.width());
            return family.of(network.apply(rows), phase);
        }
    }

    public AmortizedInference {
        layers = List.copyOf(layers);
    }

    /** Creates the inference of a model with one latent variable. */
    public AmortizedInference(Encoder encoder) {
        this(encoder, List.of());
    }

    /** Returns the encoder's output for a batch, [B, head width]. */
    public Tensor headOutput(GenerativeModel p, Batch batch) {
        return encoder.network().apply(p.condition().seen(batch));
    }

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        Posterior first = encoder.family().of(headOutput(p, batch), phase);
        List<SequentialPosterior.Step> steps = new ArrayList<>();
        for (Layer layer : layers) {
            steps.add(
                    new SequentialPosterior.Step(
                            layer.latent(), values -> layer.given(values, phase)));
        }
        return new SequentialPosterior(encoder.latent(), first, steps);
    }

    @Override
    public Optional<AmortizedInference> amortized() {
        return Optional.of(this);
    }

    @Override
    public String name() {
        return "amortized";
    }

    /**
     * Returns the parameters, {@code encoder.0.weight} and so on; of several variables under their
     * names, {@code encoder.z1.0.weight}.
     */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        collect("encoder", encoder.latent(), encoder.network(), all);
        layers.forEach(layer -> collect("encoder", layer.latent(), layer.network(), all));
        collect("posterior", encoder.latent(), encoder.family(), all);
        layers.forEach(layer -> collect("posterior", layer.latent(), layer.family(), all));
        return all;
    }

    private void collect(String kind, String latent, Component part, List<Parameter> all) {
        String prefix = layers.isEmpty() ? kind : kind + "." + latent;
        part.parameters().forEach(parameter -> all.add(parameter.within(prefix)));
    }
}
