// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import org.vaelab.framework.Internal;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Operation;

/** Where a value of a program comes from. */
@Internal
public sealed interface ValueOrigin {

    /** An input of the program, [B, ...]. */
    record Input(String name) implements ValueOrigin {}

    record Constant(Literal literal) implements ValueOrigin {}

    /** Numbers that a backend held before the program ran, such as a parameter. No node has it. */
    record Held(Buffer buffer) implements ValueOrigin {}

    /**
     * A computation from the operands.
     *
     * @param operation with the extents of one number of rows. Those of any number are the {@link
     *     Node#numbers} of a node, and its shape.
     */
    record Computed(Operation operation) implements ValueOrigin {

        @Override
        public String toString() {
            return operation.toString();
        }
    }
}
