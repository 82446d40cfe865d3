// SPDX-License-Identifier: Apache-2.0
package org.example.ciplugin;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;

/** A variant with a posterior of another module. */
@Part(value = "ci-normal", description = "diagonal Normal posterior, standard Normal prior")
public record NormalVariant(@Setting("the dimension of z, at least 1") int latent)
        implements Variant {

    @Override
    public Optional<PartChoice> posterior() {
        return Optional.of(new PartChoice("diagonal-normal", Map.of("latent", latent)));
    }
}
