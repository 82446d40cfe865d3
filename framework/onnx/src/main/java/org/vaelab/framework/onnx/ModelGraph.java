// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.Internal;

/**
 * A half of a model as a file of ONNX.
 *
 * @param draws how to draw from the distributions that outputs determine, by the names of these
 *     outputs
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
@Internal
public record ModelGraph(
        List<Port> inputs, List<Port> outputs, byte[] bytes, Map<List<String>, String> draws) {

    public ModelGraph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        draws = Collections.unmodifiableMap(new LinkedHashMap<>(draws));
    }
}
