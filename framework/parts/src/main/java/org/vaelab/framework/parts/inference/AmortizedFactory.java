// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceFactory;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link org.vaelab.framework.model.AmortizedInference}. */
public final class AmortizedFactory implements InferenceFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "an encoder, learned with the model (Kingma and Welling 2014)";
    }

    @Override
    public Inference create(NoSettings settings, InferenceContext context) {
        return context.requireEncoding("amortized").amortized();
    }
}
