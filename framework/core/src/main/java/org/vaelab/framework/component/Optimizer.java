// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.spi.OptimizerStep;
import org.vaelab.framework.tensor.spi.Update;

/**
 * Changes learned parameters along their gradients. It keeps the same buffers for each parameter,
 * such as Adam's two moments; they start at zero. {@link OptimizerSettings#create} returns one.
 */
public final class Optimizer {

    /**
     * One step of an optimiser.
     *
     * @param number of steps that the same parameters have taken before
     * @param gradientScale a factor of all gradients: below 1 if they are clipped
     */
    public record Step(long number, double learningRate, double gradientScale) {

        /** A step along the gradients as they are. */
        public Step(long number, double learningRate) {
            this(number, learningRate, 1);
        }
    }

    private final Function<Step, OptimizerStep> rule;
    private final List<String> names;
    private final IdentityHashMap<Tensor, List<Parameter>> buffers = new IdentityHashMap<>();

    /**
     * Creates an optimiser that has taken no step.
     *
     * @param names of the buffers of each parameter, in the order of the formula
     */
    Optimizer(Function<Step, OptimizerStep> rule, String... names) {
        this.rule = rule;
        this.names = List.of(names);
    }

    /**
     * Takes one step. A parameter on which the loss does not depend stays as it is.
     *
     * @param learned learned parameters; one step has each of them in one call at most
     */
    public void step(List<Parameter> learned, Gradients gradients, Step step) {
        List<Update<Tensor>> updates = new ArrayList<>(learned.size());
        for (Parameter parameter : learned) {
            Tensor value = parameter.value();
            List<Tensor> state = buffers(parameter).stream().map(Parameter::value).toList();
            gradients
                    .find(value)
                    .ifPresent(gradient -> updates.add(new Update<>(value, gradient, state)));
        }
        Updates.step(updates, step.gradientScale(), rule.apply(step));
    }

    /** Returns the buffers of all these parameters, for checkpoints. */
    public List<Parameter> state(List<Parameter> learned) {
        return learned.stream().flatMap(parameter -> buffers(parameter).stream()).toList();
    }

    private List<Parameter> buffers(Parameter parameter) {
        return buffers.computeIfAbsent(parameter.value(), value -> zeros(parameter));
    }

    private List<Parameter> zeros(Parameter parameter) {
        Tensor value = parameter.value();
        try (TensorScope scope = value.runtime().scope()) {
            List<Parameter> created = new ArrayList<>();
            for (String name : names) {
                Tensor zeros = value.runtime().zeros(value.shape(), value.dtype());
                created.add(Parameter.state(parameter.name(), zeros).within(name));
            }
            return created;
        }
    }
}
