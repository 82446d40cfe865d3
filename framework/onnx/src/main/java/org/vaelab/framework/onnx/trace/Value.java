// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.List;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/** A value as one execution of a program saw it; two are the same only if they are one object. */
record Value(
        Origin origin, List<Value> operands, Shape shape, DType dtype, boolean dependsOnInputs) {

    static Value of(Origin origin, List<Value> operands, Buffer real) {
        boolean depends =
                origin instanceof Origin.Input
                        || operands.stream().anyMatch(Value::dependsOnInputs);
        return new Value(origin, operands, real.shape(), real.dtype(), depends);
    }

    boolean isHeld() {
        return origin instanceof Origin.Held;
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
