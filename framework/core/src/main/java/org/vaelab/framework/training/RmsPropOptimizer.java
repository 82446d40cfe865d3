// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * RMSprop: {@code s <- decay s + (1 - decay) g^2; w <- w - learningRate g / (sqrt(s) + epsilon)}.
 */
final class RmsPropOptimizer implements Optimizer {

    private final double decay;
    private final double epsilon;
    private final Slots slots = new Slots("meanSquare");

    RmsPropOptimizer(double decay, double epsilon) {
        this.decay = decay;
        this.epsilon = epsilon;
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
        Parameter meanSquare = slots.of(parameter).get(0);
        Tensor updated = meanSquare.value().mul(decay).add(gradient.square().mul(1 - decay));
        meanSquare.assign(updated);
        Tensor change = gradient.div(updated.sqrt().add(epsilon)).mul(learningRate);
        parameter.assign(parameter.value().stopGradient().sub(change));
    }

    @Override
    public List<Parameter> state(List<Parameter> learned) {
        return slots.of(learned);
    }
}
