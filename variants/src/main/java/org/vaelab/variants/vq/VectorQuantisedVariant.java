// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.posterior.PosteriorFamily;

/** The vector-quantised variant. */
public final class VectorQuantisedVariant implements Variant<VectorQuantisedFactory.Settings> {

    private final VectorQuantisedFactory factory = new VectorQuantisedFactory();

    @Override
    public Class<VectorQuantisedFactory.Settings> settingsType() {
        return factory.settingsType();
    }

    @Override
    public String description() {
        return "nearest codes of a learned codebook, uniform prior (van den Oord et al. 2017)";
    }

    @Override
    public PosteriorFamily posterior(
            VectorQuantisedFactory.Settings settings, PartContext context) {
        return factory.create(settings, context);
    }
}
