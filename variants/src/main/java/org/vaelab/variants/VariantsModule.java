// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants;

import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.variants.beta.BetaVariant;
import org.vaelab.variants.gaussian.GaussianVariant;
import org.vaelab.variants.gumbel.GumbelVariant;
import org.vaelab.variants.product.ProductVariant;
import org.vaelab.variants.vmf.VonMisesFisherVariant;
import org.vaelab.variants.vq.VectorQuantisedFactory;
import org.vaelab.variants.vq.VectorQuantisedVariant;

/** Announces the variants of this module. */
public final class VariantsModule extends VaeLabModule {

    @Override
    protected void announce() {
        variant("beta", BetaVariant.class);
        variant("gaussian", GaussianVariant.class);
        variant("gumbel", GumbelVariant.class);
        variant("product", ProductVariant.class);
        variant("vmf", VonMisesFisherVariant.class);
        variant("vq", VectorQuantisedVariant.class);
        posterior("vector-quantised", VectorQuantisedFactory.class);
    }
}
