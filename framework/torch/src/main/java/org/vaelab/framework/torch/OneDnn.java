// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;

/**
 * Whether libtorch convolves by oneDNN. oneDNN compiles its kernels for the processor that it
 * finds. On some virtual machines it leaves parts of kernels unwritten whose channels are no
 * multiple of 16: gradients are zeros, or numbers of other tensors. So its convolutions are
 * compared with those by BLAS once in each process. If one is wrong, oneDNN is not used.
 */
enum OneDnn {
    IN_USE("yes"),
    ABSENT("no"),
    WRONG("no, because its convolutions are wrong on this machine");

    /** Images [n, c, h, w], and kernels [k, c, s, s]. */
    private record Case(long[] x, long[] w, ConvolutionGeometry geometry) {

        /** Returns the convolution, and its gradients in x and in w. */
        List<Tensor> convolve(ConvolutionCalls calls, Tensor x, Tensor w) {
            Tensor y = calls.convolve(x, w, geometry);
            try (Tensor upstream = y.cos()) {
                return List.of(
                        y,
                        calls.gradient(upstream, x, w, geometry, true),
                        calls.gradient(upstream, x, w, geometry, false));
            }
        }
    }

    private static final List<Case> CASES =
            List.of(
                    new Case(
                            new long[] {1, 2, 8, 8},
                            new long[] {2, 2, 4, 4},
                            new ConvolutionGeometry(2, 1)),
                    new Case(
                            new long[] {2, 3, 6, 5},
                            new long[] {4, 3, 3, 3},
                            new ConvolutionGeometry(1, 1)),
                    new Case(
                            new long[] {2, 17, 7, 7},
                            new long[] {20, 17, 3, 3},
                            new ConvolutionGeometry(1, 1)),
                    new Case(
                            new long[] {2, 20, 8, 8},
                            new long[] {33, 20, 4, 4},
                            new ConvolutionGeometry(2, 1)));

    /** A share of the largest number of a result. Sums of 640 products are rounded in float32. */
    private static final double TOLERANCE = 1e-4;

    private final String label;

    OneDnn(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** Compares, and leaves oneDNN on if its convolutions are right, and otherwise off. */
    static OneDnn find() {
        if (!torch.hasMKLDNN()) {
            return ABSENT;
        }
        // It would take what oneDNN leaves, and prints a warning where it cannot run.
        torch.globalContext().setUserEnabledNNPACK(false);
        boolean isRight = CASES.stream().allMatch(OneDnn::isRight);
        torch.globalContext().setUserEnabledMkldnn(isRight);
        torch.globalContext().setUserEnabledNNPACK(isRight);
        return isRight ? IN_USE : WRONG;
    }

    private static boolean isRight(Case of) {
        try (ConvolutionCalls calls = new ConvolutionCalls();
                Tensor x = numbers(of.x());
                Tensor w = numbers(of.w())) {
            torch.globalContext().setUserEnabledMkldnn(false);
            List<Tensor> expected = of.convolve(calls, x, w);
            torch.globalContext().setUserEnabledMkldnn(true);
            List<Tensor> found = of.convolve(calls, x, w);
            boolean isRight =
                    IntStream.range(0, found.size())
                            .allMatch(i -> isClose(found.get(i), expected.get(i)));
            expected.forEach(Tensor::close);
            found.forEach(Tensor::close);
            return isRight;
        }
    }

    /** Returns sines of 1, 2, 3, ..., which are no numbers of a generator that others use. */
    private static Tensor numbers(long... shape) {
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        try (Scalar end = new Scalar(size);
                Tensor counted = torch.arange(end);
                Tensor angles = counted.to(torch.ScalarType.Float);
                Tensor sines = angles.sin()) {
            return sines.view(shape);
        }
    }

    /** Whether they differ by rounding. A NaN is not close. */
    static boolean isClose(Tensor found, Tensor expected) {
        return largest(found.sub(expected)) <= TOLERANCE * largest(expected.abs());
    }

    /** Frees the tensor. */
    private static double largest(Tensor of) {
        try (of;
                Tensor magnitudes = of.abs();
                Tensor largest = magnitudes.max()) {
            return largest.item_double();
        }
    }
}
