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
 * A transposed convolution of stride 2, {@code y = activation(W^T * x + b)}, with x [N, C, h, w],
 * kernels W [C, F, k, k] and one bias for every channel, b [F]. Extents are doubled, and the last
 * row or column is left out where the counterpart, a halving {@link Convolution}, had an odd extent:
 * without bias and activation the two are each other's transpose.
 *
 * <p>The number of inputs of a unit is C k^2 / 4, for each meets a quarter of the kernel. (PyTorch
 * counts F k^2.)
 */
final class TransposedConvolution implements ImageLayer {

    private static final int STRIDE = 2;

    private final WeightAndBias affine;
    private final ConvolutionGeometry geometry;
    private final int outputPadding;
    private final Grid target;
    private final Activation activation;

    /**
     * Creates a layer with drawn weights.
     *
     * @param key split by {@code weight} and {@code bias}
     * @param target the extents that come out
     */
    TransposedConvolution(
            TensorRuntime runtime,
            RandomKey key,
            Kernels kernels,
            Grid target,
            Activation activation,
            Initializer initializer) {
        int inputs = kernels.numbers(kernels.inputs(), STRIDE);
        int outputs = kernels.numbers(kernels.outputs());
        this.affine =
                WeightAndBias.drawn(
                        runtime,
                        key,
                        initializer,
                        kernels.shape(kernels.inputs(), kernels.outputs()),
                        kernels.outputs(),
                        inputs,
                        outputs);
        this.geometry = new ConvolutionGeometry(STRIDE, kernels.padding());
        // (n - 1) 2 - 2 padding + k is 2n for even kernels, and 2n - 1 for odd ones.
        this.outputPadding = kernels.extent() % 2;
        this.target = target;
        this.activation = activation;
    }

    /**
     * Overwrites the bias, so that the layer starts from a known output.
     *
     * @param values one per channel
     */
    void startAt(double[] values) {
        affine.startAt(values);
    }

    @Override
    public Tensor apply(Tensor images) {
        Tensor doubled = images.convTranspose2d(affine.weight().value(), geometry, outputPadding);
        return activation.apply(
                doubled.slice(2, 0, target.rows())
                        .slice(3, 0, target.columns())
                        .add(affine.bias().value().reshape(-1, 1, 1)));
    }

    @Override
    public List<Parameter> parameters() {
        return affine.parameters();
    }
}
