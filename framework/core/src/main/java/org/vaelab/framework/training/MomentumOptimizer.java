// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.MomentumStep;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.Gradients;

/** Gradient descent with momentum; the formula stands at {@link MomentumStep}. */
final class MomentumOptimizer implements Optimizer {

    private final double momentum;
    private final boolean nesterov;
    private final Slots slots;

    MomentumOptimizer(double momentum, boolean nesterov) {
        this.momentum = momentum;
        this.nesterov = nesterov;
        this.slots = momentum == 0 ? new Slots() : new Slots("velocity");
    }

    @Override
    public void step(List<Parameter> learned, Gradients gradients, OptimizerStep step) {
        Updates.momentum(
                slots.updates(learned, gradients),
                step.gradientScale(),
                new MomentumStep(step.learningRate(), momentum, nesterov));
    }

    @Override
    public List<Parameter> state(List<Parameter> learned) {
        return slots.of(learned);
    }
}
