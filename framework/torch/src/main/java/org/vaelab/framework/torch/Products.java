// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.ProductPrecision;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ProductOperations;

/**
 * Products of matrices and convolutions, in the precision of their operands or in a reduced one.
 */
final class Products implements ProductOperations {

    private final TorchMemory memory;
    private final ProductPrecision precision;
    private final Bfloat16 bfloat16;
    private final Float32Products float32;
    private final boolean onDevice;
    private final ConvolutionCalls calls = new ConvolutionCalls();
    private boolean reduced;

    Products(TorchMemory memory, ProductPrecision precision, Bfloat16 bfloat16, boolean onDevice) {
        this.memory = memory;
        this.precision = precision;
        this.bfloat16 = bfloat16;
        this.onDevice = onDevice;
        this.float32 = new Float32Products(onDevice);
    }

    void close() {
        calls.close();
    }

    @Override
    public void reduceProducts(boolean allowed) {
        reduced = allowed;
    }

    private boolean isInBfloat16(Buffer operand, long multiplications) {
        return reduced
                && precision == ProductPrecision.BFLOAT16
                && operand.dtype() == DType.FLOAT32
                && multiplications >= Bfloat16.WORTHWHILE;
    }

    private <T> T exactly(Supplier<T> product) {
        return float32.compute(reduced && precision == ProductPrecision.TF32, product);
    }

    /** Transposes are strides, which BLAS takes as they are. */
    @Override
    public Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB) {
        TorchBuffer left = transposeA ? ((TorchBuffer) a).transposed() : (TorchBuffer) a;
        TorchBuffer right = transposeB ? ((TorchBuffer) b).transposed() : (TorchBuffer) b;
        Shape leading = a.shape().range(0, -2).broadcast(b.shape().range(0, -2));
        Shape shape = leading.append(left.shape().extent(-2), right.shape().extent(-1));
        TorchBuffer result = memory.allocate(shape, a.dtype());
        multiply(result, left, right);
        return result;
    }

    private void multiply(TorchBuffer result, TorchBuffer x, TorchBuffer w) {
        if (isInBfloat16(x, multiplications(x, w))) {
            try (Bfloat16.Operand left = bfloat16.round(x);
                    Bfloat16.Operand right = bfloat16.round(w)) {
                Tensor rounded = bfloat16.scratch(result);
                multiply(rounded, left.tensor(), right.tensor(), result.shape().rank());
                result.tensor().copy_(rounded);
            }
            return;
        }
        Tensor y = result.tensor();
        Tensor left = x.tensor();
        Tensor right = w.tensor();
        exactly(() -> multiply(y, left, right, result.shape().rank()));
    }

    /** Counts multiplications per matrix, so that batched products are rounded as single ones. */
    private static long multiplications(TorchBuffer x, TorchBuffer w) {
        return (long) x.shape().extent(-2) * x.shape().extent(-1) * w.shape().extent(-1);
    }

    private static Tensor multiply(Tensor y, Tensor x, Tensor w, int rank) {
        return rank == 2 ? torch.mm_out(y, x, w) : torch.matmul_out(y, x, w);
    }

    void affine(TorchBuffer result, TorchBuffer x, TorchBuffer w, TorchBuffer b) {
        if (isInBfloat16(x, multiplications(x, w))) {
            multiply(result, x, w);
            result.tensor().add_(b.tensor());
            return;
        }
        Tensor y = result.tensor();
        Tensor left = x.tensor();
        Tensor right = w.tensor();
        Tensor bias = b.tensor();
        exactly(() -> torch.addmm_out(y, bias, left, right));
    }

    /** Counts multiplications of a convolution: one for each element of w at each place of y. */
    private static long multiplications(Shape y, Shape w) {
        return (long) y.extent(0) * y.extent(2) * y.extent(3) * w.size();
    }

    @Override
    public Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        Shape shape = geometry.output(x.shape(), w.shape());
        if (isEmpty(shape, x.shape(), w.shape())) {
            return memory.fill(0, shape, x.dtype());
        }
        if (isInBfloat16(x, multiplications(shape, w.shape()))) {
            try (Bfloat16.Operand left = bfloat16.round((TorchBuffer) x);
                    Bfloat16.Operand right = bfloat16.round((TorchBuffer) w)) {
                return widened(calls.convolve(left.tensor(), right.tensor(), geometry), shape);
            }
        }
        Tensor left = ((TorchBuffer) x).tensor();
        Tensor right = ((TorchBuffer) w).tensor();
        Tensor y = exactly(() -> calls.convolve(left, right, geometry));
        return memory.adopt(y, shape, x.dtype());
    }

    /** Copies a result in bfloat16 to one in float32, and frees it. */
    private Buffer widened(Tensor rounded, Shape shape) {
        try (rounded) {
            TorchBuffer result = memory.allocate(shape, DType.FLOAT32);
            result.tensor().copy_(rounded);
            return result;
        }
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
        if (onDevice
                && !isInBfloat16(dy, multiplications(dy.shape(), w.shape()))
                && PhaseConvolution.isFaster(dy.shape(), w.shape(), x, geometry)) {
            Tensor upstream = ((TorchBuffer) dy).tensor();
            Tensor kernels = ((TorchBuffer) w).tensor();
            TorchBuffer result = memory.allocate(x, dy.dtype());
            Tensor y = result.tensor();
            exactly(() -> PhaseConvolution.transposed(upstream, kernels, y));
            return result;
        }
        // Only the shape of x is read.
        TorchBuffer like = memory.allocate(x, dy.dtype());
        return gradient((TorchBuffer) dy, like, (TorchBuffer) w, geometry, true);
    }

    @Override
    public Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        if (isEmpty(dy.shape(), x.shape(), w)) {
            return memory.fill(0, w, dy.dtype());
        }
        // Only the shape of w is read.
        TorchBuffer like = memory.allocate(w, dy.dtype());
        return gradient((TorchBuffer) dy, (TorchBuffer) x, like, geometry, false);
    }

    private Buffer gradient(
            TorchBuffer dy,
            TorchBuffer x,
            TorchBuffer w,
            ConvolutionGeometry geometry,
            boolean inX) {
        Shape shape = inX ? x.shape() : w.shape();
        if (isInBfloat16(dy, multiplications(dy.shape(), w.shape()))) {
            try (Bfloat16.Operand upstream = bfloat16.round(dy);
                    Bfloat16.Operand other = bfloat16.round(inX ? w : x)) {
                Tensor like = bfloat16.scratch(inX ? x : w);
                Tensor left = inX ? like : other.tensor();
                Tensor right = inX ? other.tensor() : like;
                return widened(
                        calls.gradient(upstream.tensor(), left, right, geometry, inX), shape);
            }
        }
        Tensor upstream = dy.tensor();
        Tensor left = x.tensor();
        Tensor right = w.tensor();
        Tensor found = exactly(() -> calls.gradient(upstream, left, right, geometry, inX));
        return memory.adopt(found, shape, dy.dtype());
    }
}
