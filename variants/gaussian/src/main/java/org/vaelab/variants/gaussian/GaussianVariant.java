// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

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

/** The Gaussian variant. */
@Cites("kingma2014")
@Part(
        value = "gaussian",
        description = "diagonal Normal posterior, standard Normal prior",
        paper = "Kingma and Welling (2014)")
public record GaussianVariant(
        @LatentDimension @Setting("the dimension of z; leave it out if the model names a posterior")
                @Nullable Integer latent)
        implements Variant {

    public GaussianVariant {
        if (latent != null) {
            Counts.atLeastOne("latent", latent);
        }
    }

    @Override
    public Optional<PartChoice> posterior() {
        return Optional.ofNullable(latent)
                .map(d -> new PartChoice("diagonal-normal", Map.of("latent", d)));
    }
}
