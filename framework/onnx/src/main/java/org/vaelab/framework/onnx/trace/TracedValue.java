// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.List;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/** A value as one execution of a program saw it; two are the same only if they are one object. */
record TracedValue(
        ValueOrigin origin,
        List<TracedValue> operands,
        Shape shape,
        DType dtype,
        boolean dependsOnInputs) {

    static TracedValue of(ValueOrigin origin, List<TracedValue> operands, Buffer real) {
        boolean depends =
                origin instanceof ValueOrigin.Input
                        || operands.stream().anyMatch(TracedValue::dependsOnInputs);
        return new TracedValue(origin, operands, real.shape(), real.dtype(), depends);
    }

    boolean isHeld() {
        return origin instanceof ValueOrigin.Held;
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
