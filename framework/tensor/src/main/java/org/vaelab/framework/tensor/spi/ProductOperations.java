// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.Shape;

/** Products of matrices, and convolutions. A part of {@link TensorBackend}. */
public interface ProductOperations {

    /**
     * From now on, products and convolutions of float32, {@link FusedOperations#linear} too, may be
     * computed in the reduced precision with which the backend was opened; or, as it is at first,
     * in float32. A backend that refuses to be opened with reduced precision has nothing to change.
     */
    default void reduceProducts(boolean reduced) {}

    /**
     * Multiplies the matrices of the last two axes, each transposed first if so asked; the axes
     * before them broadcast.
     */
    Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB);

    /**
     * Cross-correlates x [N, C, H, W] with kernels w [F, C, R, S]: y [N, F, H', W'] by the {@link
     * ConvolutionGeometry#output} of each extent.
     */
    Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry);

    /**
     * The gradient of {@link #convolve} in x, given that of y: also the transposed convolution.
     *
     * @param dy [N, F, H', W']
     * @param w [F, C, R, S]
     * @param x the shape of the result [N, C, H, W]
     */
    Buffer convolveInputGradient(Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry);

    /** The gradient of {@link #convolve} in w, of shape {@code w}, given that of y. */
    Buffer convolveKernelGradient(Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry);
}
