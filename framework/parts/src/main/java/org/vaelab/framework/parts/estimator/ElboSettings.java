// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** The settings of {@link Elbo}. */
@Cites("kingma2014")
@Part(
        value = "elbo",
        description = "the evidence lower bound, KL in closed form or by Monte Carlo",
        paper = "Kingma and Welling (2014)")
public record ElboSettings(
        @Setting(value = "draws per example", defaultValue = "1") int samples,
        @Setting(
                        value = "how the KL is computed: auto, analytic, monte-carlo or entropy",
                        defaultValue = "auto")
                KlMode kl,
        @Setting("nats of the KL that cost nothing; absent: none")
                FreeBits.@Nullable Settings freeBits)
        implements EstimatorPart {

    public ElboSettings {
        Counts.atLeastOne("samples", samples);
        boolean sampled = kl == KlMode.MONTE_CARLO || kl == KlMode.ENTROPY;
        if (sampled && freeBits != null && freeBits.per() == FreeBits.Per.UNIT) {
            throw new IllegalArgumentException(
                    "freeBits per unit takes the divergence of each unit in closed form, and kl is "
                            + (kl == KlMode.ENTROPY ? "entropy" : "monte-carlo"));
        }
    }

    @Override
    public Estimator create(EstimatorContext context) {
        KlRegularizer regularizer =
                freeBits == null
                        ? context.regularizer()
                        : new FreeBits(
                                new KlWeight(context.klWeight()), freeBits.nats(), freeBits.per());
        return new Elbo(samples, kl, regularizer);
    }
}
