// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;

/** The calls of libtorch that convolve, without a bias. */
final class ConvolutionCalls implements AutoCloseable {

    private static final long[] ONES = {1, 1};
    private static final long[] ZEROS = {0, 0};

    private final TensorOptional noBias = new TensorOptional();
    private final LongArrayRefOptional noBiasShape = new LongArrayRefOptional();

    @Override
    public void close() {
        noBias.close();
        noBiasShape.close();
    }

    private static long[] both(int value) {
        return new long[] {value, value};
    }

    Tensor convolve(Tensor x, Tensor w, ConvolutionGeometry geometry) {
        return torch.convolution(
                x,
                w,
                noBias,
                both(geometry.stride()),
                both(geometry.padding()),
                ONES,
                false,
                ZEROS,
                1);
    }

    /** Returns the gradient in x or in w, of which only the shape is read. */
    Tensor gradient(Tensor dy, Tensor x, Tensor w, ConvolutionGeometry geometry, boolean inX) {
        try (BoolPointer wanted = new BoolPointer(3);
                T_TensorTensorTensor_T gradients =
                        torch.convolution_backward(
                                dy,
                                x,
                                w,
                                noBiasShape,
                                both(geometry.stride()),
                                both(geometry.padding()),
                                ONES,
                                false,
                                ZEROS,
                                1,
                                wanted.put(0, inX).put(1, !inX).put(2, false))) {
            // The tuple is freed; a tensor of its own shares the memory and outlives it.
            return new Tensor(inX ? gradients.get0() : gradients.get1());
        }
    }
}
