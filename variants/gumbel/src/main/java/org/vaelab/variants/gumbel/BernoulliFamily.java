// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of n Bernoulli variables, relaxed to binary Concretes in training: the encoder chooses
 * one logit l for each, {@code P(z_i = (0, 1)) = 1 / (1 + e^-l_i)}.
 *
 * <p>A value is a pair in {@link OneHot}(n, 2) with logits (0, l). The difference of two Gumbels is
 * logistic, so the second coordinate of the pair is the binary Concrete {@code 1 / (1 + e^(-(l + L)
 * / t))}, L logistic, of Maddison et al. (2017, appendix B), and densities, priors and divergences
 * are those of categories. The price is a decoder with n more inputs.
 *
 * @param space n variables of 2 categories
 * @param temperature of the relaxation by global step, above 0
 * @param draw how values are drawn in training
 */
public record BernoulliFamily(OneHot space, Schedule temperature, CategoricalDraw draw)
        implements PosteriorFamily {

    /** Checks space and temperature. */
    public BernoulliFamily {
        if (space.categories() != 2) {
            throw new IllegalArgumentException(
                    "a Bernoulli variable has 2 categories, not " + space.categories());
        }
        CategoricalFamily.requirePositive(temperature);
    }

    @Override
    public Head head() {
        return Head.of(Head.real("logits", space.variables()));
    }

    @Override
    public Categorical of(Tensor headOutput, Phase phase) {
        Tensor logits = head().split(headOutput).get(0).expandDims(-1).pad(-1, 1, 0);
        return CategoricalFamily.of(logits, temperature, draw, phase);
    }
}
