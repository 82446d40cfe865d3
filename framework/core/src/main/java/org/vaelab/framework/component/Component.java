// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
}
