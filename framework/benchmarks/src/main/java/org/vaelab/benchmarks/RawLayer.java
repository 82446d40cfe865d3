// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A layer of {@link RawLibtorch}: weights as libtorch has them, one bias for each output or
 * channel, and ReLU unless it is the last of its network.
 */
record RawLayer(Extents extents, Tensor weight, Tensor bias) {

    private static final long[] STRIDE = {2, 2};
    private static final long[] PADDING = {1, 1};
    private static final long[] DILATION = {1, 1};
    private static final long[] NO_OUTPUT_PADDING = {0, 0};

    enum Kind {
        DENSE,
        /** A convolution of kernels 4x4 that halves rows and columns. */
        HALVING,
        /** Its transpose, which doubles them. */
        DOUBLING
    }

    /**
     * The extents of a layer.
     *
     * @param inputs numbers, or channels, that go in
     * @param outputs numbers, or channels, that come out
     * @param isLast whether it is the last of its network, which has no activation
     */
    record Extents(Kind kind, int inputs, int outputs, boolean isLast) {

        long[] weight() {
            return switch (kind) {
                case DENSE -> new long[] {inputs, outputs};
                case HALVING -> new long[] {outputs, inputs, 4, 4};
                case DOUBLING -> new long[] {inputs, outputs, 4, 4};
            };
        }

        int size() {
            return (int) Arrays.stream(weight()).reduce(1, (a, b) -> a * b);
        }
    }

    /**
     * Makes a layer that learns.
     *
     * @param weight row-major, in the order of the framework
     */
    static RawLayer of(Extents extents, float[] weight, float[] bias) {
        Tensor created = RawLibtorch.tensor(weight, extents.weight());
        if (extents.kind() == Kind.DENSE) {
            created = created.t().contiguous();
        }
        return new RawLayer(
                extents,
                created.requires_grad_(true),
                RawLibtorch.tensor(bias, extents.outputs()).requires_grad_(true));
    }

    Tensor apply(Tensor x) {
        Tensor affine =
                switch (extents.kind()) {
                    case DENSE -> torch.linear(x, weight, new TensorOptional(bias));
                    case HALVING ->
                            torch.conv2d(
                                    x,
                                    weight,
                                    new TensorOptional(bias),
                                    STRIDE,
                                    PADDING,
                                    DILATION,
                                    1);
                    case DOUBLING ->
                            torch.conv_transpose2d(
                                    x,
                                    weight,
                                    new TensorOptional(bias),
                                    STRIDE,
                                    PADDING,
                                    NO_OUTPUT_PADDING,
                                    1,
                                    DILATION);
                };
        return extents.isLast() ? affine : torch.relu(affine);
    }
}
