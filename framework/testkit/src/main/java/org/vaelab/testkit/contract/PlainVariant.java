// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.posterior.DiagonalNormalFamily;
import org.vaelab.framework.posterior.PosteriorFamily;

/** The Gaussian variational auto-encoder with two latent dimensions, around a part under test. */
final class PlainVariant implements Variant<PlainVariant.Settings> {

    /** There are none. */
    record Settings() {}

    private static final Euclidean PLANE = new Euclidean(2);

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "Normal posterior and prior on R^2";
    }

    @Override
    public PosteriorFamily posterior(Settings settings, PartContext context) {
        return new DiagonalNormalFamily(PLANE);
    }
}
