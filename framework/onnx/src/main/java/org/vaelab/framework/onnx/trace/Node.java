// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.tensor.shape.DType;

/**
 * A value of a graph. No two nodes of a graph are the same.
 *
 * @param id its number, above those of its operands
 * @param numbers of a slice or a pad, which may depend on the number of rows
 * @param name of what it holds, if it has one, such as that of a parameter
 */
@Internal
public record Node(
        int id,
        ValueOrigin origin,
        List<Node> operands,
        List<Extent> numbers,
        List<Extent> shape,
        DType dtype,
        Optional<String> name) {

    public Node {
        operands = List.copyOf(operands);
        numbers = List.copyOf(numbers);
        shape = List.copyOf(shape);
    }

    public int rank() {
        return shape.size();
    }
}
