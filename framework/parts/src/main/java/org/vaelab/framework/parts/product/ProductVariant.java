// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import java.util.Optional;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;

/** The variant with several latent variables of different kinds. */
@Part(
        value = "product",
        description = "independent latents of different kinds, each under its standard prior")
public record ProductVariant(
        @Setting("the factors, each with its settings: normal(8) x sphere(16)") String latent)
        implements Variant {

    public ProductVariant {
        new ProductFamily.Settings(latent);
    }

    @Override
    public Optional<PartChoice> posterior() {
        return Optional.of(PartChoice.of("product", new ProductFamily.Settings(latent)));
    }
}
