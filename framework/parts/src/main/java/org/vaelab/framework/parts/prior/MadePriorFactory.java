// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Activation;

/** Makes {@link MadePrior}. */
public final class MadePriorFactory implements PriorFactory<MadePriorFactory.Settings> {

    /**
     * Settings.
     *
     * @param hidden widths of the hidden layers, default [512, 512]
     * @param activation of the hidden layers, default relu
     * @param direct whether the logits also see the variables themselves, default false
     */
    public record Settings(List<Integer> hidden, Activation activation, Boolean direct) {

        /** Fills in defaults, and checks the widths. */
        public Settings(
                @Nullable List<Integer> hidden,
                @Nullable Activation activation,
                @Nullable Boolean direct) {
            this.hidden = Counts.widths("hidden", hidden == null ? List.of(512, 512) : hidden);
            this.activation = activation == null ? Activation.RELU : activation;
            this.direct = direct != null && direct;
            if (this.hidden.isEmpty()) {
                throw new IllegalArgumentException("hidden: needs one width at least");
            }
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "each categorical variable given those before it, by a masked autoencoder (MADE)";
    }

    @Override
    public Prior create(Settings settings, PriorContext context) {
        return new MadePrior(
                context.runtime(),
                context.key(),
                context.space(OneHot.class, "prior made"),
                settings.hidden(),
                settings.activation(),
                settings.direct());
    }
}
