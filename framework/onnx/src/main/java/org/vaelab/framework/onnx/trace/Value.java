// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.List;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/** A value as one execution of a program saw it; two are the same only if they are one object. */
@SuppressWarnings("ArrayRecordComponent") // Compared by identity.
record Value(
        Operation operation,
        List<Value> operands,
        int[] numbers,
        Shape shape,
        DType dtype,
        boolean dependsOnInputs) {

    static Value of(Operation operation, List<Value> operands, int[] numbers, Buffer real) {
        boolean depends =
                operation instanceof Operation.Input
                        || operands.stream().anyMatch(Value::dependsOnInputs);
        return new Value(operation, operands, numbers, real.shape(), real.dtype(), depends);
    }

    boolean isHeld() {
        return operation instanceof Operation.Held;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
