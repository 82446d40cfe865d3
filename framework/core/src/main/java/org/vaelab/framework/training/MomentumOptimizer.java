// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * Gradient descent with momentum: {@code u <- momentum u + g; w <- w - learningRate u}. With
 * Nesterov's look-ahead {@code w <- w - learningRate (g + momentum u)}.
 */
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
    public void step(List<Parameter> learned, Gradients gradients, double learningRate, long step) {
        for (Parameter parameter : learned) {
            gradients
                    .find(parameter.value())
                    .ifPresent(gradient -> descend(parameter, gradient, learningRate));
        }
    }

    private void descend(Parameter parameter, Tensor gradient, double learningRate) {
        Tensor direction = gradient;
        if (momentum != 0) {
            Parameter velocity = slots.of(parameter).get(0);
            Tensor updated = velocity.value().mul(momentum).add(gradient);
            velocity.assign(updated);
            direction = nesterov ? gradient.add(updated.mul(momentum)) : updated;
        }
        parameter.assign(parameter.value().stopGradient().sub(direction.mul(learningRate)));
    }

    @Override
    public List<Parameter> state(List<Parameter> learned) {
        return slots.of(learned);
    }
}
