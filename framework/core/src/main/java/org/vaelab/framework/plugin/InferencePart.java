// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.OptionalInt;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartSettings;

/** An inference, as a config describes it: a settings record that creates the inference. */
@ExtensionPoint("inference")
public interface InferencePart extends PartSettings<Inference, InferenceContext> {

    /**
     * Returns the number of gradient steps in evaluation, if that is the number of one visit in training:
     * a training example goes on from its last visit, and an example in evaluation starts anew. Empty for
     * an inference that starts from an encoder, that takes no such steps, or whose config sets the
     * number. By default empty.
     */
    default OptionalInt stepsOfOneVisitInEvaluation() {
        return OptionalInt.empty();
    }
}
