// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Activation;

/** Makes {@link MaskedBernoulli}. */
public final class MaskedBernoulliFactory
        implements LikelihoodFactory<MaskedBernoulliFactory.Settings> {

    /** Where what the decoder produces enters the masked autoencoder. */
    public enum Context {
        /** The first hidden layer. */
        @JsonProperty("hidden")
        HIDDEN,
        /** The first hidden layer and the logits. */
        @JsonProperty("hidden-and-output")
        HIDDEN_AND_OUTPUT
    }

    /**
     * Settings.
     *
     * @param hidden widths of the hidden layers, default [500]
     * @param activation of the hidden layers, default relu
     * @param context where what the decoder produces enters, default hidden
     * @param direct whether the logits also see the pixels themselves, default false
     * @param joint whether the weights of what the decoder produces start as if decoder and pixels
     *     were one layer, and so smaller by far; default false
     */
    public record Settings(
            List<Integer> hidden,
            Activation activation,
            Context context,
            Boolean direct,
            Boolean joint) {

        /** Fills in defaults, and checks the widths. */
        public Settings(
                @Nullable List<Integer> hidden,
                @Nullable Activation activation,
                @Nullable Context context,
                @Nullable Boolean direct,
                @Nullable Boolean joint) {
            this.hidden = Counts.widths("hidden", hidden == null ? List.of(500) : hidden);
            this.activation = activation == null ? Activation.RELU : activation;
            this.context = context == null ? Context.HIDDEN : context;
            this.direct = direct != null && direct;
            this.joint = joint != null && joint;
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
        return "each binary pixel given those before it, by a masked autoencoder (MADE)";
    }

    @Override
    public Likelihood create(Settings settings, PartContext context) {
        return new MaskedBernoulli(
                context.runtime(),
                context.key(),
                context.shape().size(),
                settings.hidden(),
                settings.activation(),
                settings.context() == Context.HIDDEN_AND_OUTPUT,
                settings.direct(),
                settings.joint());
    }
}
