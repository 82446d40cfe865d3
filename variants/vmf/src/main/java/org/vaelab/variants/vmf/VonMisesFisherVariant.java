// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.PartChoice;

/** The von Mises-Fisher variant. */
public final class VonMisesFisherVariant implements Variant<VonMisesFisherVariant.Settings> {

    /**
     * Settings.
     *
     * @param latent the dimension of the sphere; absent where the model names a posterior
     */
    public record Settings(@LatentDimension @Nullable Integer latent) {
        /** Checks the dimension. */
        public Settings {
            if (latent != null) {
                new SphereSettings(latent);
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
    public Optional<PartChoice> posterior(Settings settings) {
        return Optional.ofNullable(settings.latent())
                .map(d -> PartChoice.of("von-mises-fisher", new SphereSettings(d)));
    }
}
