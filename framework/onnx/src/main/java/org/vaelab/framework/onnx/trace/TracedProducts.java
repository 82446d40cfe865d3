// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ProductOperations;

/** Writes down products of matrices and convolutions. */
record TracedProducts(ProductOperations real, Recording recording) implements ProductOperations {

    @Override
    public Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB) {
        return recording.result(
                new Operation.Matmul(transposeA, transposeB),
                real.matmul(Recording.real(a), transposeA, Recording.real(b), transposeB),
                a,
                b);
    }

    @Override
    public Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        return recording.result(
                new Operation.Convolve(geometry),
                real.convolve(Recording.real(x), Recording.real(w), geometry),
                x,
                w);
    }

    @Override
    public Buffer convolveInputGradient(
            Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        return recording.result(
                new Operation.ConvolveTransposed(geometry),
                real.convolveInputGradient(Recording.real(dy), Recording.real(w), x, geometry),
                dy,
                w);
    }

    @Override
    public Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        return recording.result(
                new Operation.Other("the gradient of a convolution in its kernels"),
                real.convolveKernelGradient(Recording.real(x), Recording.real(dy), w, geometry),
                x,
                dy);
    }
}
