// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;

/**
 * A rule about parts that do not fit together, asked of every model on trial, before anything is
 * written. The framework has a list, an estimator has {@link
 * org.vaelab.framework.estimator.Estimator#obstacle}, and a module adds its own with {@link
 * VaeLabModule#rule}.
 */
@FunctionalInterface
public interface FittingRule {

    /** Returns what does not fit, with a remedy; empty if all does. */
    Optional<String> violation(TriedModel tried);

    /**
     * A model on trial, before it is trained.
     *
     * @param batch several examples
     * @param draw several draws of q for each of them
     * @param names what a config calls the parts, by kind such as {@code estimator}, for messages
     */
    record TriedModel(
            LatentVariableModel model,
            Estimator estimator,
            KlRegularizer regularizer,
            Batch batch,
            JointDraw draw,
            Map<String, String> names) {

        /** Returns what the config calls the estimator. */
        public String estimatorName() {
            return String.valueOf(names.get("estimator"));
        }

        /** Returns whether the inference finds values without a density. */
        boolean drawsAlone() {
            return model.inference().form() == PosteriorForm.DRAWS;
        }
    }
}
