// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.RmsPropStep;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.Gradients;

/** RMSprop; the formula stands at {@link RmsPropStep}. */
final class RmsPropOptimizer implements Optimizer {

    private final double decay;
    private final double epsilon;
    private final Slots slots = new Slots("meanSquare");

    RmsPropOptimizer(double decay, double epsilon) {
        this.decay = decay;
        this.epsilon = epsilon;
    }

    @Override
    public void step(List<Parameter> learned, Gradients gradients, OptimizerStep step) {
        Updates.rmsProp(
                slots.updates(learned, gradients),
                step.gradientScale(),
                new RmsPropStep(step.learningRate(), decay, epsilon));
    }

    @Override
    public List<Parameter> state(List<Parameter> learned) {
        return slots.of(learned);
    }
}
