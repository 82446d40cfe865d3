// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link RealNvp}. */
public final class RealNvpFactory implements PriorFactory<RealNvpFactory.Settings> {

    /**
     * Settings.
     *
     * @param layers the number of couplings, default 4
     * @param hidden widths of the hidden layers of each perceptron, default [64, 64]
     */
    public record Settings(Integer layers, List<Integer> hidden) {

        /** Fills in defaults, and checks the numbers. */
        public Settings(@Nullable Integer layers, @Nullable List<Integer> hidden) {
            this.layers = Counts.atLeastOne("layers", layers == null ? 4 : layers);
            this.hidden = Counts.widths("hidden", hidden == null ? List.of(64, 64) : hidden);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "a flow of affine couplings from N(0, I) on R^d (RealNVP)";
    }

    @Override
    public Prior create(Settings settings, PriorContext context) {
        return new RealNvp(
                context.runtime(),
                context.key(),
                context.space(Euclidean.class, "prior real-nvp"),
                settings.layers(),
                settings.hidden());
    }
}
