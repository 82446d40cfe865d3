// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.posterior.DiagonalNormalFamily;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.StandardNormal;

/** The Gaussian variant. */
public final class GaussianVariant implements Variant<GaussianVariant.Settings> {

    /**
     * Settings.
     *
     * @param latent the dimension of z
     */
    public record Settings(@JsonProperty(required = true) int latent) {

        /** Checks the dimension. */
        public Settings {
            if (latent < 1) {
                throw new IllegalArgumentException("latent must be at least 1, is " + latent);
            }
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "diagonal Normal posterior, standard Normal prior (Kingma and Welling 2014)";
    }

    @Override
    public PosteriorFamily posterior(Settings settings, PartContext context) {
        return new DiagonalNormalFamily(new Euclidean(settings.latent()));
    }

    @Override
    public Prior prior(Settings settings, PartContext context) {
        return new StandardNormal(
                context.runtime(), context.space(Euclidean.class, "variant gaussian"));
    }
}
