// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * A convolution, {@code y = activation(W * x + b)}, with x [N, C, H, W], kernels W [F, C, k, k] and
 * one bias for every channel, b [F]. Extents are kept, or halved and rounded up.
 *
 * <p>An odd extent is halved as if it had one more row, or column, of zeros at its end. This is
 * what TensorFlow calls {@code same} padding.
 */
final class Convolution implements ImageLayer {

    private final WeightAndBias affine;
    private final ConvolutionGeometry geometry;
    private final Activation activation;

    private Convolution(
            TensorRuntime runtime,
            RandomKey key,
            Kernels kernels,
            int stride,
            Activation activation,
            Initializer initializer) {
        int inputs = kernels.numbers(kernels.inputs());
        // What one number of the input reaches.
        int outputs = kernels.numbers(kernels.outputs(), stride);
        this.affine =
                WeightAndBias.drawn(
                        runtime,
                        key,
                        initializer,
                        kernels.shape(kernels.outputs(), kernels.inputs()),
                        kernels.outputs(),
                        inputs,
                        outputs);
        this.geometry = new ConvolutionGeometry(stride, kernels.padding());
        this.activation = activation;
    }

    /**
     * Creates a convolution of stride 2.
     *
     * @param key split by {@code weight} and {@code bias}
     */
    static Convolution halving(
            TensorRuntime runtime,
            RandomKey key,
            Kernels kernels,
            Activation activation,
            Initializer initializer) {
        return new Convolution(runtime, key, kernels, 2, activation, initializer);
    }

    /**
     * Creates a convolution of stride 1, whose kernels have odd extents.
     *
     * @param key split by {@code weight} and {@code bias}
     */
    static Convolution keeping(
            TensorRuntime runtime,
            RandomKey key,
            Kernels kernels,
            Activation activation,
            Initializer initializer) {
        if (kernels.extent() % 2 == 0) {
            throw new IllegalArgumentException(
                    "a kernel of even extent " + kernels.extent() + " does not keep extents");
        }
        return new Convolution(runtime, key, kernels, 1, activation, initializer);
    }

    @Override
    public Tensor apply(Tensor images) {
        Tensor x = geometry.stride() == 2 ? even(even(images, 2), 3) : images;
        return activation.apply(
                x.conv2d(affine.weight().value(), geometry)
                        .add(affine.bias().value().reshape(-1, 1, 1)));
    }

    private static Tensor even(Tensor images, int axis) {
        return images.shape().extent(axis) % 2 == 0 ? images : images.pad(axis, 0, 1);
    }

    @Override
    public List<Parameter> parameters() {
        return affine.parameters();
    }
}
