// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;

/** The variant that draws a covariance towards the identity, beside the KL. */
@Part(
        value = DipVariant.NAME,
        description =
                "a penalty on the covariance of the posterior means, or of q(z), beside the KL",
        paper = "Kumar et al. (2018)")
public record DipVariant(
        @LatentDimension
                @Setting(
                        "the dimension of the diagonal Normal; leave it out if the model names a"
                                + " posterior")
                @Nullable Integer latent,
        @Setting(
                        value =
                                "which covariance: means for that of the posterior means (DIP-VAE-I),"
                                        + " aggregate for that of q(z) (DIP-VAE-II)",
                        defaultValue = "means")
                CovariancePenalty.Covariance covariance,
        @Setting("lambda_od, the weight of the squares beside the diagonal") double offDiagonal,
        @Setting(
                        "lambda_d, the weight of the squares of the diagonal less 1; by default 10"
                                + " lambda_od for means, lambda_od for aggregate")
                @Nullable Double diagonal)
        implements Variant {

    /** The name of the variant. */
    static final String NAME = "dip";

    /** Fills in lambda_d, and checks the values. */
    public DipVariant {
        AggregateSettings.requireDimension(latent);
        AggregateSettings.weight("offDiagonal", offDiagonal);
        diagonal =
                AggregateSettings.weight(
                        "diagonal",
                        diagonal == null ? covariance.publishedRatio() * offDiagonal : diagonal);
    }

    @Override
    public Optional<PartChoice> posterior() {
        return AggregateSettings.posterior(latent);
    }

    @Override
    public KlRegularizer regularizer(EstimatorContext context) {
        context.space(Euclidean.class, "variant '" + NAME + "'");
        return new CovariancePenalty(
                new KlWeight(context.klWeight()),
                covariance,
                offDiagonal,
                Objects.requireNonNull(diagonal, "filled in"));
    }
}
