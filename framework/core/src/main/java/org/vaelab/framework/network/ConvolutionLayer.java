// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.InitialWeights.WeightAndBias;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A convolution of images, {@code y = activation(W * x + b)}, with x [N, C, H, W] and one bias per
 * channel, b [F]. There are three kinds:
 *
 * <ul>
 *   <li>{@link #keeping}: stride 1, kernels W [F, C, k, k]. Extents stay.
 * <li>{@link #halving}: stride 2, kernels W [F, C, k, k]. Extents are halved and rounded up. An odd
 *       extent gets one more row or column of zeros at its end, TensorFlow's {@code same} padding.
 *   <li>{@link #doubling}: the transpose of a halving layer, kernels W [C, F, k, k]. The last row
 *       or column is left out if the halving layer had an odd extent. The fan-in of a unit is C k^2
 *       / 4, because each unit meets a quarter of the kernel. (PyTorch counts F k^2.)
 * </ul>
 */
public final class ConvolutionLayer implements Network {

    private final WeightAndBias affine;
    private final ConvolutionGeometry geometry;
    private final Optional<Grid> doubled;
    private final Activation activation;

    private ConvolutionLayer(
            WeightAndBias affine, int stride, Optional<Grid> doubled, Activation activation) {
        this.affine = affine;
        // With this padding stride 2 halves an even extent, and stride 1 keeps one.
        this.geometry = new ConvolutionGeometry(stride, (extent(affine) - 1) / 2);
        this.doubled = doubled;
        this.activation = activation;
    }

    private static int extent(WeightAndBias affine) {
        return affine.weight().value().shape().extent(-1);
    }

    /**
     * Creates a layer of stride 1.
     *
     * @param extent k, odd
     */
    public static ConvolutionLayer keeping(
            InitialWeights weights, int inputs, int outputs, int extent, Activation activation) {
        if (extent % 2 == 0) {
            throw new IllegalArgumentException(
                    "a kernel of even extent " + extent + " does not keep extents");
        }
        return strided(weights, inputs, outputs, extent, 1, activation);
    }

    /** Creates a layer of stride 2. */
    public static ConvolutionLayer halving(
            InitialWeights weights, int inputs, int outputs, int extent, Activation activation) {
        return strided(weights, inputs, outputs, extent, 2, activation);
    }

    private static ConvolutionLayer strided(
            InitialWeights weights,
            int inputs,
            int outputs,
            int extent,
            int stride,
            Activation activation) {
        WeightAndBias affine =
                weights.affine(
                        Shape.of(outputs, inputs, extent, extent),
                        outputs,
                        covered(inputs, extent, 1),
                        covered(outputs, extent, stride));
        return new ConvolutionLayer(affine, stride, Optional.empty(), activation);
    }

    /**
     * Creates a transposed layer of stride 2.
     *
     * @param target the extents of the output
     */
    public static ConvolutionLayer doubling(
            InitialWeights weights,
            int inputs,
            int outputs,
            int extent,
            Grid target,
            Activation activation) {
        WeightAndBias affine =
                weights.affine(
                        Shape.of(inputs, outputs, extent, extent),
                        outputs,
                        covered(inputs, extent, 2),
                        covered(outputs, extent, 1));
        return new ConvolutionLayer(affine, 2, Optional.of(target), activation);
    }

    /** Returns the number of values that a kernel of this stride meets, rounded up. */
    private static int covered(int channels, int extent, int stride) {
        int all = Math.multiplyExact(channels, Math.multiplyExact(extent, extent));
        return (all + stride * stride - 1) / (stride * stride);
    }

    /** Overwrites the bias, one value per channel, so that the layer starts from a known output. */
    public void startAt(double[] values) {
        affine.startAt(values);
    }

    @Override
    public Tensor apply(Tensor images) {
        Tensor product = doubled.isPresent() ? transposed(images, doubled.get()) : direct(images);
        return Fused.activate(activation, product.add(affine.bias().value().reshape(-1, 1, 1)));
    }

    private Tensor direct(Tensor images) {
        Tensor x = geometry.stride() == 2 ? even(even(images, 2), 3) : images;
        return x.conv2d(affine.weight().value(), geometry);
    }

    private static Tensor even(Tensor images, int axis) {
        return images.shape().extent(axis) % 2 == 0 ? images : images.pad(axis, 0, 1);
    }

    private Tensor transposed(Tensor images, Grid target) {
        // (n - 1) 2 - 2 padding + k is 2n for even kernels, and 2n - 1 for odd ones.
        int outputPadding = extent(affine) % 2;
        return images.convTranspose2d(affine.weight().value(), geometry, outputPadding)
                .slice(2, 0, target.rows())
                .slice(3, 0, target.columns());
    }

    @Override
    public List<Parameter> parameters() {
        return affine.parameters();
    }
}
