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
     * Returns the number of gradient steps in evaluation, if it equals the number of one visit in
     * training. A training example continues from its last visit; an example in evaluation starts
     * anew. Empty, the default, for an inference that starts from an encoder, takes no such steps,
     * or whose config sets the number.
     */
    default OptionalInt stepsOfOneVisitInEvaluation() {
        return OptionalInt.empty();
    }
}
