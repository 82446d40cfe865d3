// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/**
 * A buffer with where it comes from. Compared by identity, as every buffer is.
 *
 * @see Recording
 */
final class Traced implements Buffer {

    private final Buffer real;
    private final Value value;

    Traced(Buffer real, Value value) {
        this.real = real;
        this.value = value;
    }

    Buffer real() {
        return real;
    }

    Value value() {
        return value;
    }

    @Override
    public Shape shape() {
        return real.shape();
    }

    @Override
    public DType dtype() {
        return real.dtype();
    }
}
