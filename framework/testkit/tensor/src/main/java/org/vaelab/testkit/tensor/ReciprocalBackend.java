// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.List;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.OperationBackend;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * A backend that divides by a constant as CUDA does: it multiplies by 1/c, rounded to the dtype.
 */
public final class ReciprocalBackend {

    private ReciprocalBackend() {}

    /** Returns a backend that passes everything else on. */
    public static TensorBackend of(TensorBackend backend) {
        return new OperationBackend(backend) {
            @Override
            protected Buffer compute(Operation operation, List<Buffer> a) {
                return super.compute(
                        operation instanceof Operation.WithNumber with
                                        && with.function() == Binary.DIVIDE
                                ? new Operation.WithNumber(
                                        Binary.MULTIPLY,
                                        reciprocal(with.number(), a.get(0).dtype()))
                                : operation,
                        a);
            }
        };
    }

    private static double reciprocal(double constant, DType dtype) {
        return dtype == DType.FLOAT32 ? 1 / (float) constant : 1 / constant;
    }
}
