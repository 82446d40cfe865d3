// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Map;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;

/**
 * A model on trial, before it is trained.
 *
 * @param batch several examples
 * @param draw several draws of q for each of them
 * @param names what a config calls the parts, by kind such as {@code estimator}, for messages
 */
public record TriedModel(
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
