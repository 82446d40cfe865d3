// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.Optional;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceFactory;

/** Makes {@link TopDownInference}. */
public final class TopDownFactory implements InferenceFactory<BottomUpSettings> {

    @Override
    public Class<BottomUpSettings> settingsType() {
        return BottomUpSettings.class;
    }

    @Override
    public String description() {
        return "a pass from the data upwards, and each latent variable given it and the one above";
    }

    @Override
    public Inference create(BottomUpSettings settings, InferenceContext context) {
        return new TopDownInference(
                context.requireEncoding("top-down"), Optional.ofNullable(settings.features()));
    }
}
