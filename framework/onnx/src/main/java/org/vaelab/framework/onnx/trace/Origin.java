// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import org.vaelab.framework.Internal;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Operation;

/** Where a value of a program comes from. */
@Internal
public sealed interface Origin {

    /** An input of the program, [B, ...]. */
    record Input(String name) implements Origin {}

    record Constant(Literal literal) implements Origin {}

    /** Numbers that a backend held before the program ran, such as a parameter. No node has it. */
    record Held(Buffer buffer) implements Origin {}

    /**
     * A computation from the operands.
     *
     * @param operation with the extents of one number of rows. Those of any number are the {@link
     *     Node#numbers} of a node, and its shape.
     */
    record Computed(Operation operation) implements Origin {

        @Override
        public String toString() {
            return operation.toString();
        }
    }
}
