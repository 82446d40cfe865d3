// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.Optional;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorPart;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** The settings of REBAR. */
@Part(
        value = "rebar",
        description =
                "the evidence lower bound of discrete draws, with their relaxation as control variate",
        paper = "Tucker et al. (2017), section 3")
public record Rebar(
        @Setting(value = KL, defaultValue = "auto") KlMode kl,
        @Setting(value = TEMPERATURE, defaultValue = "0.5") double temperature)
        implements EstimatorPart {

    static final String KL = "how the KL is computed: auto, analytic or monte-carlo";

    static final String TEMPERATURE =
            "the temperature of the relaxation when training begins, above 0; it is learned";

    public Rebar {
        LearningSignal.requireUsable(kl);
        ControlVariate.requirePositive(temperature);
    }

    @Override
    public Estimator create(EstimatorContext context) {
        ControlVariate variate =
                new ControlVariate(
                        context.runtime(),
                        context.space(OneHot.class, "rebar"),
                        temperature,
                        Optional.empty());
        return new RebarEstimator("rebar", variate, kl, context.klWeight());
    }
}
