// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.standard.SphereSettings;
import org.vaelab.framework.plugin.standard.VonMisesFisherFactory;
import org.vaelab.framework.posterior.PosteriorFamily;

/** The von Mises-Fisher variant. */
public final class VonMisesFisherVariant implements Variant<SphereSettings> {

    @Override
    public Class<SphereSettings> settingsType() {
        return SphereSettings.class;
    }

    @Override
    public String description() {
        return "von Mises-Fisher posterior, uniform prior on the sphere (Davidson et al. 2018)";
    }

    @Override
    public PosteriorFamily posterior(SphereSettings settings, PartContext context) {
        return new VonMisesFisherFactory().create(settings, context);
    }
}
