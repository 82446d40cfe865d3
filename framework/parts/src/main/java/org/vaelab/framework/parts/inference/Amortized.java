// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/** The settings of {@link org.vaelab.framework.model.AmortizedInference}: none. */
@Cites("kingma2014")
@Called("amortised")
@Part(
        value = "amortized",
        description = "an encoder, learned with the model",
        paper = "Kingma and Welling (2014)")
public record Amortized() implements InferencePart {

    @Override
    public Inference create(InferenceContext context) {
        return context.requireEncoding("amortized").amortized();
    }
}
