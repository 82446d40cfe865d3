// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A learned p(z given c): a network chooses a distribution of a family for each c (Sohn, Lee and
 * Yan 2015, equation 4).
 *
 * @param condition c
 * @param network from c to the head of the family
 * @param family of p(z given c)
 */
public record LearnedConditional(Conditioning condition, Network network, PosteriorFamily family)
        implements ConditionalPrior {

    @Cites("sohn2015")
    @Part(
            value = "conditional",
            description = "learned p(z given c), of a model with a condition",
            paper = "Sohn et al. (2015)")
    public record Settings(
            @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Setting(
                            "family of p(z given c): a posterior by name, or a mapping with its type and settings;"
                                    + " absent: that of the posterior of the model")
                    @Nullable JsonNode of,
            @Setting(
                            value = "widths of the hidden tanh layers of the network",
                            defaultValue = "[200, 200]")
                    List<Integer> hidden)
            implements PriorPart {

        public Settings {
            of = of == null || of.isNull() ? null : of;
            hidden = Counts.widths("hidden", hidden);
        }

        @Override
        public ConditionalPrior create(PriorContext context) {
            if (context.condition().isNone()) {
                throw new IllegalArgumentException(
                        "prior conditional is p(z given c), and this model is given nothing; set"
                                + " condition, or take learned-normal or another prior");
            }
            PosteriorFamily family = of == null ? ofPosterior(context) : named(of, context);
            Mlp network =
                    new Mlp(
                            context.runtime(),
                            context.key(),
                            context.condition().width(),
                            hidden,
                            family.head().width(),
                            Activation.TANH,
                            Initializer.FAN_IN);
            return new LearnedConditional(context.condition(), network, family);
        }

        private static PosteriorFamily ofPosterior(PriorContext context) {
            if (isPointMass(context)) {
                throw new IllegalArgumentException(
                        "prior conditional takes the family of the posterior, which here is a point mass;"
                                + " name another with of, such as {type: categorical, variables: n,"
                                + " categories: k}");
            }
            return context.posterior();
        }

        private static PosteriorFamily named(JsonNode of, PriorContext context) {
            PosteriorPart chosen;
            try {
                chosen = context.part().parts().of(PosteriorPart.class).create(of, Map.of());
            } catch (IllegalArgumentException e) {
                // Without its cause: who explains a refusal looks for the innermost message.
                throw SettingException.about("of", "" + e.getMessage());
            }
            return chosen.create(context.part().forPart("family"));
        }

        private static boolean isPointMass(PriorContext context) {
            try (TensorScope scope = context.runtime().scope()) {
                Tensor head =
                        context.runtime().zeros(Shape.of(1, context.posterior().head().width()));
                return context.posterior().of(head, Phase.evaluation()).isPointMass();
            }
        }
    }

    @Override
    public LatentSpace space() {
        return family.space();
    }

    @Override
    public boolean isConditional() {
        return true;
    }

    @Override
    public Posterior given(Map<String, Tensor> given) {
        return family.of(network.apply(condition.vector(given)), Phase.evaluation());
    }

    @Override
    public Tensor sample(RandomKey key, int n, Map<String, Tensor> given) {
        Tensor drawn = given(given).draw(key, 1).z();
        return drawn.reshape(drawn.shape().from(1));
    }

    /** Returns the parameters of the network, and of the family within {@code family}. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(network.parameters());
        family.parameters().forEach(p -> all.add(p.within("family")));
        return all;
    }
}
