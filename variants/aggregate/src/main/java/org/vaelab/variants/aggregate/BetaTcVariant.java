// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.PartChoice;

/** The variant that weighs the parts of the KL, the total correlation above all. */
public final class BetaTcVariant implements Variant<BetaTcVariant.Settings> {

    /** The name of the variant. */
    static final String NAME = "beta-tc";

    /**
     * Settings.
     *
     * @param latent the dimension of the diagonal Normal; absent where the model names a posterior
     * @param alpha the weight of the mutual information of x and z, default 1
     * @param beta the weight of the total correlation
     * @param gamma the weight of the divergences of the units, default 1
     * @param estimate how log q(z) is estimated of a batch, default weighted
     */
    public record Settings(
            @LatentDimension @Nullable Integer latent,
            Double alpha,
            @JsonProperty(required = true) double beta,
            Double gamma,
            MinibatchEstimate estimate) {

        /** Fills in defaults, and checks the values. */
        public Settings(
                @Nullable Integer latent,
                @Nullable Double alpha,
                @JsonProperty(required = true) double beta,
                @Nullable Double gamma,
                @Nullable MinibatchEstimate estimate) {
            Around.requireDimension(latent);
            this.latent = latent;
            this.alpha = Around.weight("alpha", alpha == null ? 1 : alpha);
            this.beta = Around.weight("beta", beta);
            this.gamma = Around.weight("gamma", gamma == null ? 1 : gamma);
            this.estimate = estimate == null ? MinibatchEstimate.WEIGHTED : estimate;
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "weights on the parts of the KL: mutual information, total correlation and the"
                + " divergences of the units (Chen et al. 2018)";
    }

    @Override
    public Optional<PartChoice> posterior(Settings settings) {
        return Around.posterior(settings.latent());
    }

    @Override
    public KlRegularizer regularizer(Settings settings, EstimatorContext context) {
        Around.space(context, NAME);
        return new DecomposedKl(
                new DecomposedKl.Weights(settings.alpha(), settings.beta(), settings.gamma()),
                settings.estimate(),
                context.part().data().trainingSize(),
                context.klWeight());
    }
}
