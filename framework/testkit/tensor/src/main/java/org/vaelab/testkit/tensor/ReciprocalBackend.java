// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** A backend that divides by a constant as CUDA does: it multiplies by 1/c, rounded to the dtype. */
public final class ReciprocalBackend {

    private ReciprocalBackend() {}

    /** Returns a backend that passes everything else on. */
    public static TensorBackend of(TensorBackend backend) {
        return BackendProxy.of(
                (proxy, method, arguments) ->
                        arguments != null
                                        && arguments.length == 3
                                        && arguments[0] == Binary.DIVIDE
                                        && arguments[2] instanceof Double constant
                                ? backend.binary(
                                        Binary.MULTIPLY,
                                        (Buffer) arguments[1],
                                        reciprocal(constant, ((Buffer) arguments[1]).dtype()))
                                : BackendProxy.pass(backend, method, arguments));
    }

    private static double reciprocal(double constant, DType dtype) {
        return dtype == DType.FLOAT32 ? 1 / (float) constant : 1 / constant;
    }
}
