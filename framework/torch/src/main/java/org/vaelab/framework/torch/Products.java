// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ProductOperations;

/** Products of matrices and convolutions. */
final class Products implements ProductOperations {

    private static final long[] ONES = {1, 1};
    private static final long[] ZEROS = {0, 0};

    private final TorchMemory memory;
    private final TensorOptional noBias = new TensorOptional();
    private final LongArrayRefOptional noBiasShape = new LongArrayRefOptional();

    Products(TorchMemory memory) {
        this.memory = memory;
    }

    void close() {
        noBias.close();
        noBiasShape.close();
    }

    /** Transposes are strides, which BLAS takes as they are. */
    @Override
    public Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB) {
        TorchBuffer left = transposeA ? ((TorchBuffer) a).transposed() : (TorchBuffer) a;
        TorchBuffer right = transposeB ? ((TorchBuffer) b).transposed() : (TorchBuffer) b;
        Shape leading = a.shape().range(0, -2).broadcast(b.shape().range(0, -2));
        Shape shape = leading.append(left.shape().extent(-2), right.shape().extent(-1));
        TorchBuffer result = memory.allocate(shape, a.dtype());
        if (shape.rank() == 2) {
            torch.mm_out(result.tensor(), left.tensor(), right.tensor());
        } else {
            torch.matmul_out(result.tensor(), left.tensor(), right.tensor());
        }
        return result;
    }

    private static long[] both(int value) {
        return new long[] {value, value};
    }

    @Override
    public Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        Shape shape =
                Shape.of(
                        x.shape().extent(0),
                        w.shape().extent(0),
                        geometry.output(x.shape().extent(2), w.shape().extent(2)),
                        geometry.output(x.shape().extent(3), w.shape().extent(3)));
        if (isEmpty(shape, x.shape(), w.shape())) {
            return memory.fill(0, shape, x.dtype());
        }
        Tensor y =
                torch.convolution(
                        ((TorchBuffer) x).tensor(),
                        ((TorchBuffer) w).tensor(),
                        noBias,
                        both(geometry.stride()),
                        both(geometry.padding()),
                        ONES,
                        false,
                        ZEROS,
                        1);
        return memory.adopt(y, shape, x.dtype());
    }

    private static boolean isEmpty(Shape... shapes) {
        for (Shape shape : shapes) {
            if (shape.size() == 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Buffer convolveInputGradient(
            Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        if (isEmpty(dy.shape(), w.shape(), x)) {
            return memory.fill(0, x, dy.dtype());
        }
        // Only the shape of x is read.
        TorchBuffer like = memory.allocate(x, dy.dtype());
        Tensor dx = backward((TorchBuffer) dy, like, (TorchBuffer) w, geometry, true, false);
        return memory.adopt(dx, x, dy.dtype());
    }

    @Override
    public Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        if (isEmpty(dy.shape(), x.shape(), w)) {
            return memory.fill(0, w, dy.dtype());
        }
        // Only the shape of w is read.
        TorchBuffer like = memory.allocate(w, dy.dtype());
        Tensor dw = backward((TorchBuffer) dy, (TorchBuffer) x, like, geometry, false, true);
        return memory.adopt(dw, w, dy.dtype());
    }

    private Tensor backward(
            TorchBuffer dy,
            TorchBuffer x,
            TorchBuffer w,
            ConvolutionGeometry geometry,
            boolean inX,
            boolean inW) {
        try (BoolPointer wanted = new BoolPointer(3);
                T_TensorTensorTensor_T gradients =
                        torch.convolution_backward(
                                dy.tensor(),
                                x.tensor(),
                                w.tensor(),
                                noBiasShape,
                                both(geometry.stride()),
                                both(geometry.padding()),
                                ONES,
                                false,
                                ZEROS,
                                1,
                                wanted.put(0, inX).put(1, inW).put(2, false))) {
            // The tuple is freed; a tensor of its own shares the memory and outlives it.
            return new Tensor(inX ? gradients.get0() : gradients.get1());
        }
    }
}
