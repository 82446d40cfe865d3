// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;

/** Makes {@link AutoregressiveNormal}. */
public final class AutoregressiveNormalFactory
        implements PriorFactory<AutoregressiveNormalFactory.Settings> {

    /**
     * Settings.
     *
     * @param rate nats that no factorised posterior falls below, default 3
     */
    public record Settings(Double rate) {

        /** Fills in the default, and checks it. */
        public Settings(@Nullable Double rate) {
            this.rate = rate == null ? 3 : rate;
            if (!(this.rate > 0 && this.rate < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "rate must be finite and above 0, is " + this.rate);
            }
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "a Normal on R^d of correlated coordinates, which commits a rate of nats (delta-VAE)";
    }

    @Override
    public Prior create(Settings settings, PriorContext context) {
        return new AutoregressiveNormal(
                context.runtime(),
                context.space(Euclidean.class, "prior autoregressive-normal"),
                settings.rate());
    }
}
