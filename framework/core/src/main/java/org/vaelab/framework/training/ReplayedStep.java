// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.tensor.ReducedProducts;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * What was found when a step was taken again.
 *
 * @param failure the number that is not finite; null if all are finite
 * @param terms means over the batch: the loss, the bound, its terms and penalties
 * @param examples the places in the batch of examples whose bound is not finite
 * @param gradientNorm the norm of the whole gradient before clipping; NaN without a gradient
 * @param gradients the parameters whose gradient is not finite, in the order of the model
 * @param largest the parameter with the element of the largest absolute value before the step;
 *     empty if there are no parameters
 */
public record ReplayedStep(
        @Nullable NonFiniteException failure,
        Map<String, Double> terms,
        List<Integer> examples,
        double gradientNorm,
        List<String> gradients,
        Optional<Largest> largest) {

    /** The largest absolute value of a parameter. */
    public record Largest(String parameter, double value) {}

    public ReplayedStep {
        examples = List.copyOf(examples);
        gradients = List.copyOf(gradients);
    }

    /** Computes the objective and gradient of a step, and changes nothing. */
    static ReplayedStep inspect(
            TrainingStep step,
            TrainingPhase phase,
            ExampleTensors examples,
            long number,
            @Nullable NonFiniteException failure) {
        TensorRuntime runtime = step.runtime();
        TrainingProgress clock = phase.clock(number);
        LatentVariableModel model = phase.plan().model();
        try (ReducedProducts reduced = runtime.reducedProducts();
                TensorScope scope = runtime.scope()) {
            Objective objective;
            Optional<Gradients> gradients;
            try (GradientTape tape = GradientTape.record(runtime)) {
                objective = step.objective(phase, examples, number);
                gradients = TrainingStep.gradients(tape, objective);
            }
            List<String> spoilt = new ArrayList<>();
            double squares = 0;
            for (Parameter parameter : phase.movingAt(clock.step())) {
                Optional<Tensor> gradient = gradients.flatMap(g -> g.find(parameter.value()));
                if (gradient.isPresent()) {
                    double norm = norm(gradient.get());
                    squares += norm * norm;
                    if (!Double.isFinite(norm)) {
                        spoilt.add(parameter.name());
                    }
                }
            }
            return new ReplayedStep(
                    failure,
                    StepValues.means(objective),
                    objective.bound() == null ? List.of() : notFinite(objective.bound()),
                    gradients.isPresent() ? Math.sqrt(squares) : Double.NaN,
                    spoilt,
                    largest(model.parameters()));
        }
    }

    private static double norm(Tensor tensor) {
        double squares = 0;
        for (double element : tensor.readDoubles()) {
            squares += element * element;
        }
        return Math.sqrt(squares);
    }

    private static List<Integer> notFinite(Tensor bound) {
        double[] values = bound.readDoubles();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                places.add(i);
            }
        }
        return places;
    }

    private static Optional<Largest> largest(List<Parameter> parameters) {
        @Nullable Largest largest = null;
        for (Parameter parameter : parameters) {
            for (double element : parameter.value().readDoubles()) {
                if (largest == null || !(Math.abs(element) <= largest.value())) {
                    largest = new Largest(parameter.name(), Math.abs(element));
                }
                if (Double.isNaN(element)) {
                    return Optional.of(largest);
                }
            }
        }
        return Optional.ofNullable(largest);
    }
}
