// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.FullNormalFamily;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Makes {@link FullNormalFamily}. */
public final class FullNormalFactory implements PosteriorFactory<FullNormalFactory.Settings> {

    /**
     * Settings.
     *
     * @param latent the dimension d
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
        return "Normals on R^d with any covariance, exact pathwise gradient";
    }

    @Override
    public PosteriorFamily create(Settings settings, PartContext context) {
        return new FullNormalFamily(new Euclidean(settings.latent()));
    }
}
