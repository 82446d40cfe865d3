// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.VonMisesFisherFamily;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.UniformSphere;

/** The von Mises-Fisher variant. */
public final class VonMisesFisherVariant implements Variant<VonMisesFisherVariant.Settings> {

    /**
     * Settings.
     *
     * @param latent the dimension of the sphere; z has one coordinate more
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
        return "von Mises-Fisher posterior, uniform prior on the sphere (Davidson et al. 2018)";
    }

    @Override
    public PosteriorFamily posterior(Settings settings, PartContext context) {
        return new VonMisesFisherFamily(Sphere.ofDimension(settings.latent()));
    }

    @Override
    public Prior prior(Settings settings, PartContext context) {
        return new UniformSphere(context.runtime(), context.space(Sphere.class, "variant vmf"));
    }
}
