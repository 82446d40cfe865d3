// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.plugin.Shorthand;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.StrictMapper;

/**
 * {@code variant: gumbel}: a categorical posterior, and the KL that training takes. Without {@code
 * variables} and {@code categories} the model names a posterior.
 */
@Cites("jang2017")
@Part(
        value = "gumbel",
        description = "categorical posterior, relaxed in training, uniform prior",
        paper = "Jang et al. (2017)")
public record GumbelSoftmax(
        @Setting("n, the number of variables; leave it out if the model names a posterior")
                @Nullable Integer variables,
        @Setting("k, the number of categories of each variable") @Nullable Integer categories,
        @Setting(
                        "the temperature of the relaxation by global step; default as that of the posterior")
                @Nullable Schedule temperature,
        @Setting("how values are drawn in training; default as that of the posterior")
                CategoricalFamily.@Nullable Drawing draw,
        @Setting(
                        value =
                                "between which distributions training takes the KL: categorical or"
                                        + " relaxed",
                        defaultValue = "categorical")
                Kl kl)
        implements Shorthand {

    /** The distributions whose KL training uses. */
    public enum Kl {
        /** The categorical ones, in closed form (Jang et al. 2017). */
        CATEGORICAL(KlMode.ANALYTIC),
        /** Their relaxations, over the draw (Maddison et al. 2017, appendix C.3). */
        RELAXED(KlMode.MONTE_CARLO);

        private final KlMode mode;

        Kl(KlMode mode) {
            this.mode = mode;
        }
    }

    public GumbelSoftmax {
        if ((variables == null) != (categories == null)) {
            throw new IllegalArgumentException(
                    variables == null
                            ? "categories needs variables beside it"
                            : "variables needs categories beside it");
        }
        if (variables == null && (temperature != null || draw != null)) {
            throw new IllegalArgumentException(
                    (temperature == null ? "draw" : "temperature")
                            + " is for variables and categories, which are not set");
        }
        if (variables != null && categories != null) {
            new OneHot(variables, categories);
        }
        if (temperature != null) {
            CategoricalFamily.requirePositive(temperature);
        }
    }

    @Override
    public Optional<PosteriorPart> posterior() {
        if (variables == null || categories == null) {
            return Optional.empty();
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("variables", variables);
        settings.put("categories", categories);
        if (temperature != null) {
            settings.put("temperature", temperature);
        }
        if (draw != null) {
            settings.put("draw", draw);
        }
        return Optional.of(StrictMapper.of(CategoricalFamily.class, settings));
    }

    @Override
    public Elbo estimator() {
        return new Elbo(1, kl.mode);
    }
}
