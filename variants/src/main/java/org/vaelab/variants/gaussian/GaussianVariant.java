// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.standard.DiagonalNormalFactory;
import org.vaelab.framework.plugin.standard.EuclideanSettings;
import org.vaelab.framework.posterior.PosteriorFamily;

/** The Gaussian variant. */
public final class GaussianVariant implements Variant<EuclideanSettings> {

    @Override
    public Class<EuclideanSettings> settingsType() {
        return EuclideanSettings.class;
    }

    @Override
    public String description() {
        return "diagonal Normal posterior, standard Normal prior (Kingma and Welling 2014)";
    }

    @Override
    public PosteriorFamily posterior(EuclideanSettings settings, PartContext context) {
        return new DiagonalNormalFactory().create(settings, context);
    }
}
