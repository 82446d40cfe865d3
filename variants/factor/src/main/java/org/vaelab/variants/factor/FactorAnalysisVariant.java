// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import java.util.Optional;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.settings.PartChoice;

/** Factor analysis: noise of its own for each value. */
public final class FactorAnalysisVariant implements Variant<FactorSettings> {

    @Override
    public Class<FactorSettings> settingsType() {
        return FactorSettings.class;
    }

    @Override
    public String description() {
        return "factor analysis, exact posterior, by EM (Rubin and Thayer 1982)";
    }

    /** Returns nothing: the posterior is that of the model. */
    @Override
    public Optional<PartChoice> posterior(FactorSettings settings) {
        return Optional.empty();
    }

    @Override
    public Optional<WholeModel> whole(FactorSettings settings) {
        FactorModels models = new FactorModels("factor-analysis", Noise.PER_VALUE);
        return Optional.of(context -> models.create(settings, context));
    }

    /** Returns full expectation and maximisation. */
    @Override
    public PartChoice estimator(FactorSettings settings) {
        return PartChoice.of("em");
    }
}
