// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.PriorFit;
import org.vaelab.framework.model.LatentVariableModel;

/**
 * A stretch of training with an objective of its own. Its steps count from 0, for schedules and for
 * the optimiser, which starts anew.
 *
 * @param name as checkpoints say it
 * @param model what is trained; models of later phases share its parts
 * @param estimator of the objective
 * @param regularizer what stands for the KL in it
 * @param learned the model's parameters that follow the gradient of the loss, in groups that move at
 *     steps of their own; all others are held fixed
 * @param own the estimator's learned parameters, which follow an objective of their own
 * @param optimizer of the phase
 * @param steps the number of steps planned, at least 1
 */
record TrainingPhase(
        String name,
        LatentVariableModel model,
        Estimator estimator,
        KlRegularizer regularizer,
        List<Movers> learned,
        List<Parameter> own,
        OptimizerSettings optimizer,
        long steps) {

    /** The prefix of the estimator's parameters. */
    static final String ESTIMATOR = "estimator";

    /** Copies the lists, and checks the number of steps. */
    public TrainingPhase {
        learned = List.copyOf(learned);
        own = List.copyOf(own);
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, is " + steps);
        }
    }

    /** Returns the phase in which everything is learned. */
    static TrainingPhase ofAll(
            LatentVariableModel model,
            Estimator estimator,
            KlRegularizer regularizer,
            TrainingSettings settings) {
        return new TrainingPhase(
                "all",
                model,
                estimator,
                regularizer,
                movers(model, settings.lag()),
                learned(estimator.parameters().stream().map(p -> p.within(ESTIMATOR)).toList()),
                settings.optimizer(),
                settings.steps());
    }

    /** Returns the phase in which the prior is fitted to all else. */
    static TrainingPhase ofPrior(LatentVariableModel model, TrainingSettings settings) {
        return new TrainingPhase(
                "prior",
                model,
                new PriorFit(),
                new KlWeight(Schedule.constant(1)),
                List.of(Movers.always(learned(model.priorParameters()))),
                List.of(),
                settings.optimizerOfPrior(),
                settings.priorSteps());
    }

    /**
     * Returns the phases that settings ask for.
     *
     * @param model what training ends with
     * @param trained what the estimator trains: the model, or the same under another prior if its
     *     own is fitted afterwards
     * @param regularizer what stands for the KL in the estimator's loss
     */
    static List<TrainingPhase> of(
            LatentVariableModel model,
            LatentVariableModel trained,
            Estimator estimator,
            KlRegularizer regularizer,
            TrainingSettings settings) {
        if (!settings.fitsPriorAfterwards()) {
            return List.of(ofAll(model, estimator, regularizer, settings));
        }
        return List.of(ofAll(trained, estimator, regularizer, settings), ofPrior(model, settings));
    }

    /** Returns what follows the gradient of the loss, where all of a model is learned. */
    static List<Movers> movers(LatentVariableModel model, @Nullable Lag lag) {
        if (lag == null) {
            return List.of(Movers.always(learned(model.parameters())));
        }
        List<Parameter> inference = learned(model.inference().parameters());
        if (inference.isEmpty()) {
            throw new IllegalArgumentException(
                    "training.lag: the inference has no parameters that follow a gradient, behind"
                            + " which the generative model could lag");
        }
        return List.of(
                Movers.always(inference),
                Movers.lagging(learned(model.generative().parameters()), lag));
    }

    /** Returns the model's parameters that follow the gradient at a step. */
    List<Parameter> movingAt(long step) {
        return learned.stream()
                .filter(movers -> movers.moveAt(step))
                .flatMap(movers -> movers.parameters().stream())
                .toList();
    }

    /** Returns all parameters that follow a gradient. */
    List<Parameter> followers() {
        List<Parameter> all = new ArrayList<>();
        learned.forEach(movers -> all.addAll(movers.parameters()));
        all.addAll(own);
        return all;
    }

    private static List<Parameter> learned(List<Parameter> parameters) {
        return parameters.stream().filter(p -> p.role() == Parameter.Role.LEARNED).toList();
    }
}
