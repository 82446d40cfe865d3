// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;

/** The variant that weights the parts of the KL, mainly the total correlation. */
@Part(
        value = BetaTcVariant.NAME,
        description =
                "weights on the parts of the KL: mutual information, total correlation and the"
                        + " divergences of the units",
        paper = "Chen et al. (2018)")
public record BetaTcVariant(
        @LatentDimension
                @Setting(
                        "the dimension of the diagonal Normal; leave it out if the model names a"
                                + " posterior")
                @Nullable Integer latent,
        @Setting(value = "the weight of the mutual information of x and z", defaultValue = "1")
                double alpha,
        @Setting("the weight of the total correlation") double beta,
        @Setting(value = "the weight of the divergences of the units", defaultValue = "1")
                double gamma,
        @Setting(
                        value = "how a batch estimates log q(z): weighted or stratified",
                        defaultValue = "weighted")
                DecomposedKl.MinibatchEstimate estimate)
        implements Variant {

    static final String NAME = "beta-tc";

    public BetaTcVariant {
        AggregateSettings.requireDimension(latent);
        AggregateSettings.weight("alpha", alpha);
        AggregateSettings.weight("beta", beta);
        AggregateSettings.weight("gamma", gamma);
    }

    @Override
    public Optional<PartChoice> posterior() {
        return AggregateSettings.posterior(latent);
    }

    @Override
    public KlRegularizer regularizer(EstimatorContext context) {
        AggregateSettings.space(context, NAME);
        return new DecomposedKl(
                new DecomposedKl.Weights(alpha, beta, gamma),
                estimate,
                context.part().data().trainingSize(),
                context.klWeight());
    }
}
