// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.tensor.Tensor;

/**
 * What draws ask of a training step beside the bound.
 *
 * @param penalties named terms in nats, [K, R], that enter the loss and never the bound, such as a
 *     commitment
 * @param updates of state that no gradient moves, such as a codebook of moving averages
 */
public record TrainingEffects(Map<String, Tensor> penalties, List<StateUpdate> updates) {

    public static final TrainingEffects NONE = new TrainingEffects(Map.of(), List.of());

    public TrainingEffects {
        penalties = Collections.unmodifiableMap(new LinkedHashMap<>(penalties));
        updates = List.copyOf(updates);
    }

    public static TrainingEffects of(List<StateUpdate> updates) {
        return new TrainingEffects(Map.of(), updates);
    }

    /** Returns these effects with further ones, whose updates are made after these. */
    public TrainingEffects with(TrainingEffects further) {
        Map<String, Tensor> allPenalties = new LinkedHashMap<>(penalties);
        allPenalties.putAll(further.penalties());
        List<StateUpdate> all = new ArrayList<>(updates);
        all.addAll(further.updates());
        return new TrainingEffects(allPenalties, all);
    }

    /** Returns the effects with what a function makes of each penalty. */
    public TrainingEffects mapped(UnaryOperator<Tensor> function) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        penalties.forEach((name, value) -> all.put(name, function.apply(value)));
        return new TrainingEffects(all, updates);
    }

    /**
     * Returns the effects of several draws together.
     *
     * @param named by the names that the penalties get before their own, {@code name.penalty}; none
     *     under the empty name
     */
    public static TrainingEffects joined(Map<String, TrainingEffects> named) {
        Map<String, Tensor> penalties = new LinkedHashMap<>();
        List<StateUpdate> updates = new ArrayList<>();
        named.forEach(
                (name, effects) -> {
                    String prefix = name.isEmpty() ? "" : name + ".";
                    effects.penalties().forEach((p, value) -> penalties.put(prefix + p, value));
                    updates.addAll(effects.updates());
                });
        return new TrainingEffects(penalties, updates);
    }
}
