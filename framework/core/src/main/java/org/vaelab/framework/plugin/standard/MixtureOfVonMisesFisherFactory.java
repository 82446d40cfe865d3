// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.prior.MixtureOfVonMisesFisher;
import org.vaelab.framework.prior.Prior;

/** Makes {@link MixtureOfVonMisesFisher}. */
public final class MixtureOfVonMisesFisherFactory
        implements PriorFactory<MixtureOfVonMisesFisherFactory.Settings> {

    /**
     * Settings.
     *
     * @param components K, the number of components, default 10
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
        return "a mixture of K von Mises-Fisher distributions on the sphere, all of them learned";
    }

    @Override
    public Prior create(Settings settings, PartContext context) {
        return new MixtureOfVonMisesFisher(
                context.runtime(),
                context.key(),
                context.space(Sphere.class, "prior mixture-of-von-mises-fisher"),
                settings.components());
    }
}
