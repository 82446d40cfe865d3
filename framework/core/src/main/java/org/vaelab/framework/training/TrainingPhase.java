// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.PriorFit;
import org.vaelab.framework.model.LatentVariableModel;

/**
 * A stretch of training with an objective of its own. Its steps count from 0, for schedules and for
 * the optimiser, which starts anew.
 *
 * @param name as checkpoints say it
 * @param model what is trained; models of later phases share its parts
 * @param estimator of the objective
 * @param learned the parameters that follow the gradient; all others are held fixed
 * @param optimizer of the phase
 * @param steps the number of steps planned, at least 1
 */
public record TrainingPhase(
        String name,
        LatentVariableModel model,
        Estimator estimator,
        List<Parameter> learned,
        OptimizerSettings optimizer,
        long steps) {

    /** The prefix of the estimator's parameters. */
    static final String ESTIMATOR = "estimator";

    /** Copies the list, and checks the number of steps. */
    public TrainingPhase {
        learned = List.copyOf(learned);
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, is " + steps);
        }
    }

    /** Returns the phase in which everything is learned. */
    static TrainingPhase ofAll(
            LatentVariableModel model, Estimator estimator, TrainingSettings settings) {
        List<Parameter> all = new ArrayList<>(model.parameters());
        estimator.parameters().forEach(parameter -> all.add(parameter.within(ESTIMATOR)));
        return new TrainingPhase(
                "all", model, estimator, learned(all), settings.optimizer(), settings.steps());
    }

    /** Returns the phase in which the prior is fitted to all else. */
    static TrainingPhase ofPrior(LatentVariableModel model, TrainingSettings settings) {
        return new TrainingPhase(
                "prior",
                model,
                new PriorFit(),
                learned(model.priorParameters()),
                settings.optimizerOfPrior(),
                settings.priorSteps());
    }

    /**
     * Returns the phases that settings ask for.
     *
     * @param model what training ends with
     * @param trained what the estimator trains: the model, or the same under another prior if its
     *     own is fitted afterwards
     */
    static List<TrainingPhase> of(
            LatentVariableModel model,
            LatentVariableModel trained,
            Estimator estimator,
            TrainingSettings settings) {
        if (!settings.fitsPriorAfterwards()) {
            return List.of(ofAll(model, estimator, settings));
        }
        return List.of(ofAll(trained, estimator, settings), ofPrior(model, settings));
    }

    private static List<Parameter> learned(List<Parameter> parameters) {
        return parameters.stream().filter(p -> p.role() == Parameter.Role.LEARNED).toList();
    }
}
