// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.ProductOperations;

/**
 * Convolution, its gradient in the input and its gradient in the kernel: three bilinear maps, each
 * of which has the other two as its derivatives. They are layers of networks: see {@link
 * ReducedProducts}.
 */
final class Convolutions {

    private Convolutions() {}

    static Tensor convolve(Tensor x, Tensor w, ConvolutionGeometry geometry) {
        check(x, w, 1);
        // Refuses kernels that do not fit.
        geometry.output(x.shape(), w.shape());
        TensorRuntime runtime = x.runtime();
        Tensor y =
                runtime.wrap(
                        runtime.ofLayer(
                                () -> products(x).convolve(x.buffer(), w.buffer(), geometry)));
        return runtime.record(
                y,
                Pullback.of(
                        g -> inputGradient(g, w, x.shape(), geometry),
                        g -> kernelGradient(x, g, w.shape(), geometry)),
                x,
                w);
    }

    static Tensor transposed(Tensor x, Tensor w, ConvolutionGeometry geometry, int outputPadding) {
        check(x, w, 0);
        if (outputPadding < 0 || outputPadding >= geometry.stride()) {
            throw new IllegalArgumentException(
                    "outputPadding must be in [0, stride), is " + outputPadding);
        }
        int height =
                geometry.transposedOutput(x.shape().extent(2), w.shape().extent(2), outputPadding);
        int width =
                geometry.transposedOutput(x.shape().extent(3), w.shape().extent(3), outputPadding);
        Shape output = Shape.of(x.shape().extent(0), w.shape().extent(1), height, width);
        return inputGradient(x, w, output, geometry);
    }

    private static Tensor inputGradient(
            Tensor dy, Tensor w, Shape x, ConvolutionGeometry geometry) {
        TensorRuntime runtime = dy.runtime();
        Tensor dx =
                runtime.wrap(
                        runtime.ofLayer(
                                () ->
                                        products(dy)
                                                .convolveInputGradient(
                                                        dy.buffer(), w.buffer(), x, geometry)));
        return runtime.record(
                dx,
                Pullback.of(
                        g -> convolve(g, w, geometry),
                        g -> kernelGradient(g, dy, w.shape(), geometry)),
                dy,
                w);
    }

    private static Tensor kernelGradient(
            Tensor x, Tensor dy, Shape w, ConvolutionGeometry geometry) {
        TensorRuntime runtime = x.runtime();
        return runtime.wrap(
                runtime.ofLayer(
                        () ->
                                products(x)
                                        .convolveKernelGradient(
                                                x.buffer(), dy.buffer(), w, geometry)));
    }

    private static ProductOperations products(Tensor tensor) {
        return tensor.runtime().backend().products();
    }

    private static void check(Tensor x, Tensor w, int channelAxis) {
        x.requireFloating("convolution");
        x.requireSameType(w, "convolution");
        if (x.shape().rank() != 4 || w.shape().rank() != 4) {
            throw new IllegalArgumentException(
                    "a convolution needs [N, C, H, W] and four-axis kernels, not "
                            + x.shape()
                            + " and "
                            + w.shape());
        }
        if (x.shape().extent(1) != w.shape().extent(channelAxis)) {
            throw new IllegalArgumentException(
                    "input "
                            + x.shape()
                            + " has "
                            + x.shape().extent(1)
                            + " channels, kernels "
                            + w.shape()
                            + " expect "
                            + w.shape().extent(channelAxis));
        }
    }
}
