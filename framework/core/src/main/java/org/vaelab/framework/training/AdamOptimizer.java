// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.Gradients;

/** Adam and AdamW; the formula stands at {@link AdamStep}. */
final class AdamOptimizer implements Optimizer {

    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double weightDecay;
    private final Slots slots = new Slots("firstMoment", "secondMoment");

    AdamOptimizer(double beta1, double beta2, double epsilon, double weightDecay) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.weightDecay = weightDecay;
    }

    @Override
    public void step(List<Parameter> learned, Gradients gradients, OptimizerStep step) {
        AdamStep adam =
                new AdamStep(
                        step.learningRate(), beta1, beta2, epsilon, weightDecay, step.number() + 1);
        Updates.adam(slots.updates(learned, gradients), step.gradientScale(), adam);
    }

    @Override
    public List<Parameter> state(List<Parameter> learned) {
        return slots.of(learned);
    }
}
