// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;

/**
 * What training works on between two steps, for an observer. The observer must not change it.
 *
 * @param step the number of steps done in all phases
 * @param phase the name of the phase
 * @param clock of the last step of the phase; of its first step if none is done
 * @param learned the model's parameters that follow the gradient in this phase
 */
public record TrainingView(
        long step,
        String phase,
        LatentVariableModel model,
        Estimator estimator,
        KlRegularizer regularizer,
        TrainingProgress clock,
        List<Parameter> learned) {

    public TrainingView {
        learned = List.copyOf(learned);
    }

    /** Returns a step as the phase takes it. */
    public Step step(Batch batch, RandomKey key) {
        return new Step(model, batch, key, clock, regularizer);
    }
}
