// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import java.util.Optional;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.PartChoice;

/** The variant with several latent variables of different kinds. */
public final class ProductVariant implements Variant<ProductFactory.Settings> {

    @Override
    public Class<ProductFactory.Settings> settingsType() {
        return ProductFactory.Settings.class;
    }

    @Override
    public String description() {
        return "independent latents of different kinds, each under its standard prior";
    }

    @Override
    public Optional<PartChoice> posterior(ProductFactory.Settings settings) {
        return Optional.of(PartChoice.of("product", settings));
    }
}
