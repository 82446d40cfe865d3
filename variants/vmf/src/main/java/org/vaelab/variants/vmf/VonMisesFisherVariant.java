// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;

/** The von Mises-Fisher variant. */
@Cites("davidson2018")
@Part(
        value = "vmf",
        description = "von Mises-Fisher posterior, uniform prior on the sphere",
        paper = "Davidson et al. (2018)")
public record VonMisesFisherVariant(
        @LatentDimension
                @Setting("the dimension of the sphere; leave it out if the model names a posterior")
                @Nullable Integer latent)
        implements Variant {

    public VonMisesFisherVariant {
        if (latent != null) {
            Counts.atLeastOne("latent", latent);
        }
    }

    @Override
    public Optional<PartChoice> posterior() {
        return Optional.ofNullable(latent)
                .map(d -> new PartChoice("von-mises-fisher", Map.of("latent", d)));
    }
}
