// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import java.util.List;

/** A half of a model as a file of ONNX. */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
public record ModelGraph(List<Port> inputs, List<Port> outputs, byte[] bytes) {

    public ModelGraph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
