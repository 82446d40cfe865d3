// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.product;

import com.google.inject.Inject;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.product.ProductFactory;
import org.vaelab.framework.posterior.PosteriorFamily;

/** The variant with several latent variables of different kinds. */
public final class ProductVariant implements Variant<ProductFactory.Settings> {

    private final ProductFactory factory;

    /** Creates the variant. */
    @Inject
    public ProductVariant(ProductFactory factory) {
        this.factory = factory;
    }

    @Override
    public Class<ProductFactory.Settings> settingsType() {
        return ProductFactory.Settings.class;
    }

    @Override
    public String description() {
        return "independent latents of different kinds, each under its standard prior";
    }

    @Override
    public void check(ProductFactory.Settings settings) {
        factory.check(settings);
    }

    @Override
    public PosteriorFamily posterior(ProductFactory.Settings settings, PartContext context) {
        return factory.create(settings, context);
    }
}
