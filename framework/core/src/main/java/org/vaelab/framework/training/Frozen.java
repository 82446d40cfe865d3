// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Parameters that training leaves as they are, to the bit. No gradient moves them. Parts may update
 * them, with other state; the old values are put back afterwards.
 *
 * <p>Parameters that a start has restored are put back after the first step alone, in which parts
 * take a start from data. State that is all 0 was never filled, and is not put back.
 */
final class Frozen implements AutoCloseable {

    private final List<Parameter> parameters;
    private final Set<String> names;
    private final List<Tensor> copies = new ArrayList<>();
    private List<Parameter> restored = List.of();

    /**
     * Freezes parameters.
     *
     * @param parameters under the names that they have in the model
     */
    Frozen(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
        this.names = parameters.stream().map(Parameter::name).collect(Collectors.toSet());
    }

    boolean has(Parameter parameter) {
        return names.contains(parameter.name());
    }

    boolean isEmpty() {
        return parameters.isEmpty();
    }

    /** Takes the parameters that a start has restored. */
    void restored(List<Parameter> started) {
        restored = List.copyOf(started);
    }

    /**
     * Makes updates of state, except of frozen parameters.
     *
     * @param isFirst whether the step is the first of training
     */
    void during(List<StateUpdate> updates, TrainingProgress clock, boolean isFirst) {
        if (!isFirst) {
            during(updates, clock);
            return;
        }
        List<Parameter> filled = new ArrayList<>(restored);
        filled.removeIf(p -> Arrays.stream(p.value().readDoubles()).allMatch(v -> v == 0));
        try (Frozen once = new Frozen(filled)) {
            once.during(List.of(now -> during(updates, now)), clock);
        }
    }

    private void during(List<StateUpdate> updates, TrainingProgress clock) {
        if (!updates.isEmpty() && copies.isEmpty()) {
            parameters.forEach(p -> copies.add(p.value().runtime().keep(p.value(), false)));
        }
        updates.forEach(update -> update.make(clock));
        for (int i = 0; i < copies.size() && !updates.isEmpty(); i++) {
            parameters.get(i).assign(copies.get(i));
        }
    }

    @Override
    public void close() {
        for (Tensor copy : copies) {
            TensorRuntime runtime = copy.runtime();
            runtime.release(copy);
        }
        copies.clear();
    }
}
