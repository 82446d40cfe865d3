// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.Update;
import org.vaelab.framework.tensor.autodiff.Gradients;

/** An optimiser's arrays beside each learned parameter, zeros at first. */
final class Slots {

    private final List<String> names;
    private final IdentityHashMap<Tensor, List<Parameter>> byValue = new IdentityHashMap<>();

    /** Creates slots of the names given for each parameter. */
    Slots(String... names) {
        this.names = List.of(names);
    }

    /** Returns the slots of a parameter, in the order of their names. */
    List<Parameter> of(Parameter parameter) {
        return byValue.computeIfAbsent(parameter.value(), value -> create(parameter));
    }

    private List<Parameter> create(Parameter parameter) {
        Tensor value = parameter.value();
        try (TensorScope scope = value.runtime().scope()) {
            List<Parameter> slots = new ArrayList<>();
            for (String name : names) {
                Tensor zeros = value.runtime().zeros(value.shape(), value.dtype());
                slots.add(Parameter.state(parameter.name(), zeros).within(name));
            }
            return slots;
        }
    }

    /** Returns what a step reads and writes for each parameter on which the loss depends. */
    List<Update<Tensor>> updates(List<Parameter> learned, Gradients gradients) {
        List<Update<Tensor>> updates = new ArrayList<>(learned.size());
        for (Parameter parameter : learned) {
            Tensor value = parameter.value();
            List<Tensor> state = of(parameter).stream().map(Parameter::value).toList();
            gradients
                    .find(value)
                    .ifPresent(gradient -> updates.add(new Update<>(value, gradient, state)));
        }
        return updates;
    }

    /** Returns the slots of all parameters. */
    List<Parameter> of(List<Parameter> parameters) {
        List<Parameter> all = new ArrayList<>();
        parameters.forEach(parameter -> all.addAll(of(parameter)));
        return all;
    }
}
