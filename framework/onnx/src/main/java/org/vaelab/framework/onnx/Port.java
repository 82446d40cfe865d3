// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.onnx.trace.Extent;
import org.vaelab.framework.tensor.shape.DType;

/**
 * An input or an output of a graph.
 *
 * @param shape with the number of rows first, where it has a row an example
 */
@Internal
public record Port(String name, List<Extent> shape, DType dtype, String meaning) {

    public Port {
        shape = List.copyOf(shape);
    }
}
