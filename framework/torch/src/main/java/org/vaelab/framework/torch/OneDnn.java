// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.List;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

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

    /** Images [n, c, h, w], then kernels [k, c, s, s], stride and padding. */
    private record Geometry(long[] x, long[] w, long stride, long padding) {

        Tensor[] convolve(Tensor x, Tensor w) {
            long[] strides = {stride, stride};
            long[] paddings = {padding, padding};
            long[] ones = {1, 1};
            long[] zeros = {0, 0};
            try (TensorOptional noBias = new TensorOptional();
                    LongArrayRefOptional noShape = new LongArrayRefOptional();
                    BoolPointer wanted = new BoolPointer(3)) {
                Tensor y =
                        torch.convolution(x, w, noBias, strides, paddings, ones, false, zeros, 1);
                wanted.put(0, true).put(1, true).put(2, false);
                try (Tensor upstream = y.cos();
                        T_TensorTensorTensor_T gradients =
                                torch.convolution_backward(
                                        upstream, x, w, noShape, strides, paddings, ones, false,
                                        zeros, 1, wanted)) {
                    return new Tensor[] {
                        y, new Tensor(gradients.get0()), new Tensor(gradients.get1())
                    };
                }
            }
        }
    }

    private static final List<Geometry> GEOMETRIES =
            List.of(
                    new Geometry(new long[] {1, 2, 8, 8}, new long[] {2, 2, 4, 4}, 2, 1),
                    new Geometry(new long[] {2, 3, 6, 5}, new long[] {4, 3, 3, 3}, 1, 1),
                    new Geometry(new long[] {2, 17, 7, 7}, new long[] {20, 17, 3, 3}, 1, 1),
                    new Geometry(new long[] {2, 20, 8, 8}, new long[] {33, 20, 4, 4}, 2, 1));

    /** Of the largest number of a result; sums of 640 products are rounded in float32. */
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
        boolean isRight = GEOMETRIES.stream().allMatch(OneDnn::isRight);
        torch.globalContext().setUserEnabledMkldnn(isRight);
        torch.globalContext().setUserEnabledNNPACK(isRight);
        return isRight ? IN_USE : WRONG;
    }

    private static boolean isRight(Geometry geometry) {
        try (Tensor x = numbers(geometry.x());
                Tensor w = numbers(geometry.w())) {
            torch.globalContext().setUserEnabledMkldnn(false);
            Tensor[] expected = geometry.convolve(x, w);
            torch.globalContext().setUserEnabledMkldnn(true);
            Tensor[] found = geometry.convolve(x, w);
            boolean isRight = true;
            for (int i = 0; i < expected.length; i++) {
                isRight &= isClose(found[i], expected[i]);
                found[i].close();
                expected[i].close();
            }
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
