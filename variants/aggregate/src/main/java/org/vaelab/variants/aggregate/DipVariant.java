// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.PartChoice;

/** The variant that draws a covariance towards the identity, beside the KL. */
public final class DipVariant implements Variant<DipVariant.Settings> {

    /** The name of the variant. */
    static final String NAME = "dip";

    /**
     * Settings.
     *
     * @param latent the dimension of the diagonal Normal; absent where the model names a posterior
     * @param covariance of what, default means (DIP-VAE-I)
     * @param offDiagonal lambda_od, the weight of the squares beside the diagonal
     * @param diagonal lambda_d, the weight of the squares of what the diagonal misses 1 by; by default
     *     as published, 10 lambda_od for means and lambda_od for the aggregate
     */
    public record Settings(
            @LatentDimension @Nullable Integer latent,
            PenalisedCovariance covariance,
            @JsonProperty(required = true) double offDiagonal,
            Double diagonal) {

        /** Fills in defaults, and checks the values. */
        public Settings(
                @Nullable Integer latent,
                @Nullable PenalisedCovariance covariance,
                @JsonProperty(required = true) double offDiagonal,
                @Nullable Double diagonal) {
            Around.requireDimension(latent);
            this.latent = latent;
            this.covariance = covariance == null ? PenalisedCovariance.MEANS : covariance;
            this.offDiagonal = Around.weight("offDiagonal", offDiagonal);
            this.diagonal =
                    Around.weight(
                            "diagonal",
                            diagonal == null
                                    ? this.covariance.publishedRatio() * offDiagonal
                                    : diagonal);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "a penalty on the covariance of the posterior means, or of q(z), beside the KL (Kumar"
                + " et al. 2018)";
    }

    @Override
    public Optional<PartChoice> posterior(Settings settings) {
        return Around.posterior(settings.latent());
    }

    @Override
    public KlRegularizer regularizer(Settings settings, EstimatorContext context) {
        context.space(Euclidean.class, "variant '" + NAME + "'");
        return new CovariancePenalty(
                new KlWeight(context.klWeight()),
                settings.covariance(),
                settings.offDiagonal(),
                settings.diagonal());
    }
}
