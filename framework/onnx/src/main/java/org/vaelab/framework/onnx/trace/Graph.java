// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.Internal;

/**
 * A program of any number of rows.
 *
 * @param inputs by name, in the order in which the program asked for them, used or not
 * @param nodes those on which outputs depend, each after its operands
 */
@Internal
public record Graph(Map<String, Node> inputs, List<Node> nodes, Map<String, Node> outputs) {

    public Graph {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        nodes = List.copyOf(nodes);
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
}
