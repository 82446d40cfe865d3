// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Component.Learner;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.NetworkLayer;

/**
 * A model with drawn weights, and the estimator that trains it.
 *
 * @param regularizer replaces the KL in its loss
 * @param trained what the estimator trains: the model itself, or the model under the reference
 *     prior of its space where its own prior is fitted afterwards
 * @param mode tells its networks that they are in a training step
 * @param networks the layers of its networks that are lists of layers, by the place of the network
 *     in a config
 * @param further other inferences with which the model is evaluated as well
 * @param partNames what a config calls the parts, by kind: {@code posterior}, {@code prior} and so
 *     on
 */
public record AssembledModel(
        LatentVariableModel model,
        Estimator estimator,
        KlRegularizer regularizer,
        LatentVariableModel trained,
        TrainingMode mode,
        Map<String, List<NetworkLayer>> networks,
        List<Inference> further,
        Map<String, String> partNames) {

    public AssembledModel {
        further = List.copyOf(further);
        partNames = Collections.unmodifiableMap(new LinkedHashMap<>(partNames));
    }

    /** Returns a step that trains the model. */
    public Step step(Batch batch, RandomKey key, TrainingProgress clock) {
        return new Step(trained, batch, key, clock, regularizer);
    }

    /** Returns what may learn parameters that are no part of the model. */
    public List<Learner> learners() {
        return List.of(estimator, regularizer);
    }

    /**
     * Returns the parameters of the estimator and the regulariser, which are no part of the model.
     */
    public List<Parameter> estimatorParameters() {
        return Component.joined(estimator, regularizer);
    }

    /**
     * Tries the model and its estimator on one example. Assembly has done so, unless the networks
     * are given: those are checked first, see {@link GivenNetworks#check}.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public void requireUsable(Plugins plugins) {
        FittingRules.require(trained, estimator, regularizer, plugins.rules(), partNames);
    }
}
