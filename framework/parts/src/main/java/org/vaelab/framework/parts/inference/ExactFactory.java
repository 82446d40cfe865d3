// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceFactory;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link ExactInference}. */
public final class ExactFactory implements InferenceFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "the posterior itself, of a model of which it is known";
    }

    @Override
    public Inference create(NoSettings settings, InferenceContext context) {
        return new ExactInference();
    }
}
