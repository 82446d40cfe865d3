// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

/** A program that is no graph of tensor operations; the message says what stands in the way. */
public final class UntraceableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UntraceableException(String reason) {
        super(reason);
    }
}
