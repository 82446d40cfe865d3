// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.prior.MixtureOfGaussians;
import org.vaelab.framework.prior.Prior;

/** Makes {@link MixtureOfGaussians}. */
public final class MixtureOfGaussiansFactory
        implements PriorFactory<MixtureOfGaussiansFactory.Settings> {

    /**
     * Settings.
     *
     * @param components K, the number of Normals, default 10
     */
    public record Settings(Integer components) {

        /** Fills in the default, and checks it. */
        public Settings(@Nullable Integer components) {
            this.components = components == null ? 10 : components;
            if (this.components < 1) {
                throw new IllegalArgumentException(
                        "components must be at least 1, is " + components);
            }
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "a mixture of K Normals on R^d with learned weights, means and variances";
    }

    @Override
    public Prior create(Settings settings, PartContext context) {
        return new MixtureOfGaussians(
                context.runtime(),
                context.key(),
                context.space(Euclidean.class, "prior mixture-of-gaussians"),
                settings.components());
    }
}
