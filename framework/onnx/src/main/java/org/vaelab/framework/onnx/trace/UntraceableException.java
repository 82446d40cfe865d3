// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import org.vaelab.framework.Internal;
import org.vaelab.framework.VaeLabException;

/** Thrown if a program is not a graph of tensor operations; the message gives the reason. */
@Internal
public final class UntraceableException extends VaeLabException {

    private static final long serialVersionUID = 1L;

    public UntraceableException(String reason) {
        super(reason);
    }
}
