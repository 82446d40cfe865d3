// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Inject;
import com.google.inject.Provider;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.plugin.ConfiguredPart;
import org.vaelab.framework.plugin.FactorNames;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/** Makes {@link LearnedConditional}. */
public final class LearnedConditionalFactory
        implements PriorFactory<LearnedConditionalFactory.Settings> {

    /**
     * Settings.
     *
     * @param of the family of p(z given c), a posterior by name or as a mapping; by default that of the
     *     model's posterior
     * @param hidden widths of the hidden layers of the network, tanh, default [200, 200]
     */
    public record Settings(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode of,
            List<Integer> hidden) {

        /** Fills in defaults, and checks the widths. */
        public Settings(@Nullable JsonNode of, @Nullable List<Integer> hidden) {
            this.of = of == null || of.isNull() ? null : of;
            this.hidden = Counts.widths("hidden", hidden == null ? List.of(200, 200) : hidden);
        }
    }

    private static final String NAME = "conditional";

    // A provider: posteriors may have priors, as priors posteriors.
    private final Provider<Map<String, PosteriorFactory<?>>> posteriors;

    /** Creates the factory among all posteriors. */
    @Inject
    public LearnedConditionalFactory(Provider<Map<String, PosteriorFactory<?>>> posteriors) {
        this.posteriors = posteriors;
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "learned p(z given c), of a model with a condition (Sohn et al. 2015)";
    }

    @Override
    public ConditionalPrior create(Settings settings, PriorContext context) {
        if (context.condition().isNone()) {
            throw new IllegalArgumentException(
                    "prior "
                            + NAME
                            + " is p(z given c), and this model is given nothing; set condition, or"
                            + " take learned-normal or another prior");
        }
        PosteriorFamily family = family(settings, context);
        Mlp network =
                new Mlp(
                        context.runtime(),
                        context.key(),
                        context.condition().width(),
                        settings.hidden(),
                        family.head().width(),
                        Activation.TANH,
                        Initializer.FAN_IN);
        return new LearnedConditional(context.condition(), network, family);
    }

    private PosteriorFamily family(Settings settings, PriorContext context) {
        if (settings.of() == null) {
            if (isPointMass(context)) {
                throw new IllegalArgumentException(
                        "prior "
                                + NAME
                                + " takes the family of the posterior, which here is a point mass;"
                                + " name another with of, such as {type: categorical, variables: n,"
                                + " categories: k}");
            }
            return context.posterior();
        }
        ConfiguredPart<PosteriorFactory<?>> chosen;
        try {
            chosen = new FactorNames(posteriors.get()).choose(settings.of(), Map.of());
        } catch (IllegalArgumentException e) {
            // Without its cause: who explains a refusal looks for the innermost message.
            throw new IllegalArgumentException("of: " + e.getMessage());
        }
        return ConfiguredPart.make(chosen, context.part().forPart("family"));
    }

    private static boolean isPointMass(PriorContext context) {
        try (TensorScope scope = context.runtime().scope()) {
            Tensor head = context.runtime().zeros(Shape.of(1, context.posterior().head().width()));
            return context.posterior().of(head, Phase.evaluation()).isPointMass();
        }
    }
}
