// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.shape;

/** The element type of a tensor. */
public enum DType {
    /** IEEE 754 binary32: the type of training. */
    FLOAT32(4),
    /** IEEE 754 binary64: the type of gradient checks and of reference values. */
    FLOAT64(8),
    /** Signed 32-bit integers: indices only; no arithmetic is defined on them. */
    INT32(4);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }

    /** Returns whether arithmetic and gradients are defined for this type. */
    public boolean isFloating() {
        return this != INT32;
    }
}
