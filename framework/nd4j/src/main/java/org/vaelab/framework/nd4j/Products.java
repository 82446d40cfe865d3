// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ProductOperations;

/** Products of matrices, and convolutions, which are made of them. */
record Products(MatrixProducts matrices, Convolution convolution) implements ProductOperations {

    @Override
    public Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB) {
        return matrices.matmul(a, transposeA, b, transposeB);
    }

    @Override
    public Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        return convolution.convolve(x, w, geometry);
    }

    @Override
    public Buffer convolveInputGradient(
            Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        return convolution.inputGradient(dy, w, x, geometry);
    }

    @Override
    public Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        return convolution.kernelGradient(x, dy, w, geometry);
    }
}
