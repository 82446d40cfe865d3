// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.shape;

/**
 * How a two-dimensional convolution moves over its input, the same in both directions.
 *
 * <p>An input extent n and a kernel extent k give {@code floor((n + 2 padding - k) / stride) + 1}.
 * The transposed convolution gives {@code (n - 1) stride - 2 padding + k + outputPadding}.
 *
 * @param stride the step, at least 1
 * @param padding zeros added on each side, at least 0
 */
public record ConvolutionGeometry(int stride, int padding) {

    public ConvolutionGeometry {
        if (stride < 1) {
            throw new IllegalArgumentException("stride must be at least 1, is " + stride);
        }
        if (padding < 0) {
            throw new IllegalArgumentException("padding must be at least 0, is " + padding);
        }
    }

    /**
     * Returns the output extent of a convolution.
     *
     * @throws IllegalArgumentException if the kernel does not fit into the padded input
     */
    public int output(int input, int kernel) {
        if (input + 2 * padding < kernel) {
            throw new IllegalArgumentException(
                    "a kernel of "
                            + kernel
                            + " does not fit into an input of "
                            + input
                            + " with padding "
                            + padding);
        }
        return (input + 2 * padding - kernel) / stride + 1;
    }

    /**
     * Returns the shape [N, F, H', W'] of the convolution of x [N, C, H, W] with kernels w [F, C,
     * R, S].
     *
     * @throws IllegalArgumentException if the kernels do not fit into the padded input
     */
    public Shape output(Shape x, Shape w) {
        return Shape.of(
                x.extent(0),
                w.extent(0),
                output(x.extent(2), w.extent(2)),
                output(x.extent(3), w.extent(3)));
    }

    /**
     * Returns the output extent of the transposed convolution.
     *
     * @throws IllegalArgumentException if nothing is left of the input
     */
    public int transposedOutput(int input, int kernel, int outputPadding) {
        int output = (input - 1) * stride - 2 * padding + kernel + outputPadding;
        if (input < 1 || output < 1) {
            throw new IllegalArgumentException(
                    "a transposed convolution of an input of "
                            + input
                            + " with a kernel of "
                            + kernel
                            + " and padding "
                            + padding
                            + " has no output");
        }
        return output;
    }
}
