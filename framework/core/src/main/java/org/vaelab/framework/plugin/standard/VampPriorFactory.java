// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.plugin.EncoderContext;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.VampPrior;

/** Makes {@link VampPrior}. */
public final class VampPriorFactory implements PriorFactory<VampPriorFactory.Settings> {

    /**
     * Settings.
     *
     * @param components K, the number of pseudo-inputs, default 500
     */
    public record Settings(Integer components) {

        /** Fills in the default, and checks it. */
        public Settings(@Nullable Integer components) {
            this.components = components == null ? 500 : components;
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
        return "the mixture of the posteriors of K learned pseudo-inputs (VampPrior)";
    }

    @Override
    public Prior create(Settings settings, PartContext context) {
        EncoderContext encoder = context.encoder();
        return new VampPrior(
                context.runtime(),
                context.key(),
                encoder.network(),
                encoder.posterior(),
                encoder.domain(),
                encoder.trainingMean(),
                settings.components());
    }
}
