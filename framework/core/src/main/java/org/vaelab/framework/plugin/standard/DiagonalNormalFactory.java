// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.DiagonalNormalFamily;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Makes {@link DiagonalNormalFamily}. */
public final class DiagonalNormalFactory
        implements PosteriorFactory<DiagonalNormalFactory.Settings> {

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
        return "independent Normals on R^d, exact pathwise gradient";
    }

    /** Returns {@code normal}. */
    @Override
    public Optional<String> shortName() {
        return Optional.of("normal");
    }

    @Override
    public PosteriorFamily create(Settings settings, PartContext context) {
        return new DiagonalNormalFamily(new Euclidean(settings.latent()));
    }
}
