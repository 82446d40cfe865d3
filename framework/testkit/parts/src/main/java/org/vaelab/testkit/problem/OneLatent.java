// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** A model with one latent variable, an encoder and no condition, seen as its parts. */
public record OneLatent(LatentVariableModel model) {

    public static final String Z = "z";

    private static final RandomKey UNUSED = RandomKey.of(0);

    public static LatentVariableModel model(
            TensorRuntime runtime,
            DataShape shape,
            Network encoder,
            PosteriorFamily family,
            Prior prior,
            Network decoder,
            Likelihood likelihood,
            KlRegistry kl) {
        return new LatentVariableModel(
                new DeepGenerativeModel(
                        runtime,
                        shape,
                        Conditioning.NONE,
                        new DeepGenerativeModel.Root(Z, prior, family.networkInput()),
                        List.of(),
                        new DeepGenerativeModel.Output(decoder, likelihood)),
                new AmortizedInference(new AmortizedInference.Encoder(Z, encoder, family)),
                kl);
    }

    public DeepGenerativeModel generative() {
        return (DeepGenerativeModel) model.generative();
    }

    /** Returns the encoder with the family of q. */
    public AmortizedInference.Encoder encoder() {
        return ((AmortizedInference) model.inference()).encoder();
    }

    public PosteriorFamily family() {
        return encoder().family();
    }

    public Prior prior() {
        return (Prior) generative().rootPrior();
    }

    /** Returns the family of p(x given z). */
    public Likelihood likelihood() {
        return generative().likelihood();
    }

    public Posterior encode(Tensor x, Phase phase) {
        return model.infer(Batch.of(x), UNUSED, phase).first();
    }

    public OutputDistribution decode(Tensor z) {
        return generative().output(Latents.of(Z, z), Map.of());
    }

    public LatentVariableModel under(Prior prior) {
        return model.with(generative().under(prior));
    }
}
