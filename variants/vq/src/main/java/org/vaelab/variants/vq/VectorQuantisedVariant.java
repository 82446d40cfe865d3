// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.Optional;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.PartChoice;

/** The vector-quantised variant. */
public final class VectorQuantisedVariant implements Variant<VectorQuantisedFactory.Settings> {

    @Override
    public Class<VectorQuantisedFactory.Settings> settingsType() {
        return VectorQuantisedFactory.Settings.class;
    }

    @Override
    public String description() {
        return "nearest codes of a learned codebook, uniform prior (van den Oord et al. 2017)";
    }

    @Override
    public Optional<PartChoice> posterior(VectorQuantisedFactory.Settings settings) {
        return Optional.of(PartChoice.of("vector-quantised", settings));
    }
}
