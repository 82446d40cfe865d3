// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceFactory;

/** Makes {@link SemiAmortizedInference}. */
public final class SemiAmortizedFactory implements InferenceFactory<SviFactory.Settings> {

    @Override
    public Class<SviFactory.Settings> settingsType() {
        return SviFactory.Settings.class;
    }

    @Override
    public String description() {
        return "an encoder whose output is refined by gradient steps (Krishnan et al. 2018)";
    }

    @Override
    public Inference create(SviFactory.Settings settings, InferenceContext context) {
        InferenceContext.Encoding encoding = context.requireEncoding("semi-amortized");
        context.requireOneLatent("semi-amortized");
        AmortizedInference encoder = context.trained().orElseGet(encoding::amortized);
        return new SemiAmortizedInference(
                encoder,
                context.trained().isEmpty(),
                context.kl(),
                settings.ascent(settings.steps()),
                settings.evaluation(),
                RegularizedBound.EVIDENCE);
    }
}
