// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A part of a model that may have parameters. */
public interface Component {

    /** Returns the parameters, learned and state, in a fixed order with distinct names. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /** Returns the parameters of parts, one after the other. */
    static List<Parameter> joined(Component... parts) {
        return Stream.of(parts).flatMap(part -> part.parameters().stream()).toList();
    }

    /** Returns the parameters of parts, those of part i within the prefix i. */
    static List<Parameter> numbered(List<? extends Component> parts) {
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String prefix = Integer.toString(i);
            parts.get(i).parameters().forEach(p -> all.add(p.within(prefix)));
        }
        return all;
    }

    /** Returns the parameters of parts, those of each within its name, in the order of the map. */
    static List<Parameter> named(Map<String, ? extends Component> parts) {
        List<Parameter> all = new ArrayList<>();
        parts.forEach((name, part) -> part.parameters().forEach(p -> all.add(p.within(name))));
        return all;
    }

    /**
     * What may learn parameters of its own beside a model: a baseline, a control variate, a critic.
     * They are no part of the model, and no gradient of the bound is theirs. They follow a second
     * objective, in the same backward pass: neither objective has a gradient in the parameters of the
     * other.
     */
    interface Learner extends Component {

        /**
         * Returns the optimiser of its learned parameters, with a learning rate of its own. By default
         * empty: they follow that of the model.
         */
        default Optional<OptimizerSettings> ownOptimizer() {
            return Optional.empty();
        }
    }
}
