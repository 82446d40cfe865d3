// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ElementwiseOperations;
import org.vaelab.framework.tensor.spi.Unary;

/** Writes down functions of elements. */
record TracedElementwise(ElementwiseOperations real, Recording recording)
        implements ElementwiseOperations {

    @Override
    public Buffer unary(Unary function, Buffer a) {
        return recording.result(
                new Operation.OfOne(function), real.unary(function, Recording.real(a)), a);
    }

    @Override
    public Buffer binary(Binary function, Buffer a, Buffer b) {
        return recording.result(
                new Operation.OfTwo(function),
                real.binary(function, Recording.real(a), Recording.real(b)),
                a,
                b);
    }

    @Override
    public Buffer binary(Binary function, Buffer a, double b) {
        return recording.result(
                new Operation.WithNumber(function, b),
                real.binary(function, Recording.real(a), b),
                a);
    }

    @Override
    public Buffer where(Buffer condition, Buffer a, Buffer b) {
        return recording.result(
                new Operation.Where(),
                real.where(Recording.real(condition), Recording.real(a), Recording.real(b)),
                condition,
                a,
                b);
    }

    @Override
    public Buffer cast(Buffer a, DType dtype) {
        return recording.result(new Operation.Cast(), real.cast(Recording.real(a), dtype), a);
    }
}
