// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants;

import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.variants.gaussian.GaussianVariant;
import org.vaelab.variants.gumbel.GumbelVariant;
import org.vaelab.variants.product.ProductVariant;
import org.vaelab.variants.vmf.VonMisesFisherVariant;

/** Announces the variants of this module. */
public final class VariantsModule extends VaeLabModule {

    @Override
    protected void announce() {
        variant("gaussian", GaussianVariant.class);
        variant("gumbel", GumbelVariant.class);
        variant("product", ProductVariant.class);
        variant("vmf", VonMisesFisherVariant.class);
    }
}
