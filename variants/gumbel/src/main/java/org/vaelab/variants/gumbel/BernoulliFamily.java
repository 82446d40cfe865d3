// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of n Bernoulli variables, relaxed to binary Concretes in training. The encoder outputs
 * one logit l for each, {@code P(z_i = (0, 1)) = 1 / (1 + e^-l_i)}.
 *
 * <p>A value is a pair in {@link OneHot}(n, 2) with logits (0, l). The difference of two Gumbels is
 * logistic. So the second coordinate is the binary Concrete {@code 1 / (1 + e^(-(l + L) / t))}, L
 * logistic, of Maddison et al. (2017, appendix B). Densities, priors and divergences are those of
 * categories. The price is n more inputs of the decoder.
 */
@Cites("maddison2017")
@Called("Bernoulli")
@Part(
        value = "bernoulli",
        shortName = "bits",
        description =
                "n Bernoulli variables, relaxed in training (binary Concrete), discrete in evaluation",
        paper = "Maddison et al. (2017), appendix B")
public record BernoulliFamily(
        @Setting("n, the number of variables") int variables,
        @Setting(
                        value = CategoricalFamily.TEMPERATURE,
                        defaultValue = CategoricalFamily.DEFAULT_TEMPERATURE)
                Schedule temperature,
        @Setting(value = CategoricalFamily.DRAW, defaultValue = "relaxed")
                CategoricalFamily.Drawing draw)
        implements PosteriorFamily {

    public BernoulliFamily {
        new OneHot(variables, 2);
        CategoricalFamily.requirePositive(temperature);
    }

    @Override
    public OneHot space() {
        return new OneHot(variables, 2);
    }

    @Override
    public Head head() {
        return Head.of(Head.real("logits", variables));
    }

    @Override
    public Categorical of(Tensor headOutput, Phase phase) {
        Tensor logits = head().split(headOutput).get(0).expandDims(-1).pad(-1, 1, 0);
        return CategoricalFamily.of(logits, temperature, draw, phase);
    }
}
