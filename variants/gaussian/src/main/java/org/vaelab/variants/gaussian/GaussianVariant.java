// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.PartChoice;

/** The Gaussian variant. */
public final class GaussianVariant implements Variant<GaussianVariant.Settings> {

    /**
     * Settings.
     *
     * @param latent the dimension of the diagonal Normal; absent where the model names a posterior
     */
    public record Settings(@LatentDimension @Nullable Integer latent) {
        /** Checks the dimension. */
        public Settings {
            if (latent != null) {
                new EuclideanSettings(latent);
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
    public Optional<PartChoice> posterior(Settings settings) {
        return Optional.ofNullable(settings.latent())
                .map(d -> PartChoice.of("diagonal-normal", new DiagonalNormalSettings(d, null)));
    }
}
