// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.Optional;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceFactory;

/** Makes {@link LadderInference}. */
public final class LadderFactory implements InferenceFactory<BottomUpSettings> {

    @Override
    public Class<BottomUpSettings> settingsType() {
        return BottomUpSettings.class;
    }

    @Override
    public String description() {
        return "as top-down, by the precisions of what data and prior say (Sonderby et al. 2016); Normals alone";
    }

    @Override
    public Inference create(BottomUpSettings settings, InferenceContext context) {
        return new LadderInference(
                context.requireEncoding("ladder"), Optional.ofNullable(settings.features()));
    }
}
