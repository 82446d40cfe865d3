// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import java.util.ArrayList;
import java.util.List;

/** A part of a model that may have parameters. The defaults describe a part that has none. */
public interface Component {

    /** Returns the parameters, learned and state, in a fixed order with distinct names. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /**
     * Updates what is not learned by gradient. Called after each training step, outside any tape
     * and inside the step's scope: tensors of the step can still be used.
     */
    default void afterStep(Clock clock) {}

    /** Returns the parameters of parts, those of part i within the prefix i. */
    static List<Parameter> numbered(List<? extends Component> parts) {
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String prefix = Integer.toString(i);
            parts.get(i).parameters().forEach(p -> all.add(p.within(prefix)));
        }
        return all;
    }
}
