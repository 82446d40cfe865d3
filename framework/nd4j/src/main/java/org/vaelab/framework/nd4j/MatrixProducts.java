// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ProductOperations;

/**
 * Products of the matrices in the last two axes. Transposes, asked for by a flag or present as a
 * view, are passed on to BLAS; leading axes over which the right-hand side does not vary are rows
 * of one large product. Convolutions are sums of such products: see {@link Convolution}.
 */
final class MatrixProducts implements ProductOperations {

    private final NativeMemory memory;
    private final Convolution convolution;

    MatrixProducts(NativeMemory memory) {
        this.memory = memory;
        convolution = new Convolution(memory);
    }

    @Override
    public Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        return convolution.convolve(x, w, geometry);
    }

    @Override
    public Buffer convolveInputGradient(
            Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        return convolution.inputGradient(dy, w, x, geometry);
    }

    @Override
    public Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        return convolution.kernelGradient(x, dy, w, geometry);
    }

    @Override
    public Nd4jBuffer matmul(Buffer first, boolean transposeA, Buffer second, boolean transposeB) {
        Shape leading = first.shape().range(0, -2).broadcast(second.shape().range(0, -2));
        int m = first.shape().extent(transposeA ? -1 : -2);
        int k = first.shape().extent(transposeA ? -2 : -1);
        int n = second.shape().extent(transposeB ? -2 : -1);
        Nd4jBuffer result = memory.allocate(leading.append(m, n), first.dtype());
        if (result.shape().size() == 0) {
            return result;
        }
        if (k == 0) {
            memory.fill(result, 0);
            return result;
        }
        Arena.Mark mark = memory.mark();
        Nd4jBuffer a = forBlas((Nd4jBuffer) first);
        Nd4jBuffer b = forBlas((Nd4jBuffer) second);
        boolean oneRightHandSide = second.shape().range(0, -2).size() == 1;
        if (oneRightHandSide && !transposeA && leading.size() > 1) {
            a = memory.contiguous(a.broadcastTo(leading.append(m, k)));
            int rows = leading.size() * m;
            a = a.view(Shape.of(rows, k), a.offset(), new int[] {k, 1});
            int rank = b.shape().rank();
            int[] strides = {b.stride(rank - 2), b.stride(rank - 1)};
            b = b.view(b.shape().from(-2), b.offset(), strides);
            Nd4jBuffer flat = result.view(Shape.of(rows, n), result.offset(), new int[] {n, 1});
            eachProduct(a, false, b, transposeB, flat);
        } else {
            eachProduct(a, transposeA, b, transposeB, result);
        }
        memory.rewind(mark);
        return result;
    }

    private static void eachProduct(
            Nd4jBuffer first,
            boolean transposeA,
            Nd4jBuffer second,
            boolean transposeB,
            Nd4jBuffer result) {
        Shape leading = result.shape().range(0, -2);
        Nd4jBuffer a = first.broadcastTo(leading.append(first.shape().from(-2)));
        Nd4jBuffer b = second.broadcastTo(leading.append(second.shape().from(-2)));
        int m = result.shape().extent(-2);
        int n = result.shape().extent(-1);
        int k = a.shape().extent(transposeA ? -2 : -1);
        DType dtype = result.dtype();
        for (int i = 0; i < leading.size(); i++) {
            int rest = i;
            int startA = 0;
            int startB = 0;
            for (int axis = leading.rank() - 1; axis >= 0; axis--) {
                int index = rest % leading.extent(axis);
                rest /= leading.extent(axis);
                startA += index * a.stride(axis);
                startB += index * b.stride(axis);
            }
            Blas.Operand left = operand(a, transposeA, startA);
            Blas.Operand right = operand(b, transposeB, startB);
            int start = result.offset() + i * m * n;
            Blas.gemm(dtype, m, n, k, left, right, 0, result.block(), start);
        }
    }

    /** Returns the buffer, or a row-major copy if BLAS cannot read its last two axes. */
    private Nd4jBuffer forBlas(Nd4jBuffer a) {
        int rank = a.shape().rank();
        int rows = a.shape().extent(-2);
        int columns = a.shape().extent(-1);
        int rowStride = a.stride(rank - 2);
        int columnStride = a.stride(rank - 1);
        boolean plain = readable(rows, rowStride, columns, columnStride);
        boolean transposed = readable(columns, columnStride, rows, rowStride);
        return plain || transposed ? a : memory.copied(a);
    }

    /** Returns whether the entries of a row are contiguous and rows do not overlap. */
    private static boolean readable(int rows, int rowStride, int columns, int columnStride) {
        return (columns == 1 || columnStride == 1) && (rows == 1 || rowStride >= columns);
    }

    private static Blas.Operand operand(Nd4jBuffer a, boolean transpose, int start) {
        int rank = a.shape().rank();
        int rows = a.shape().extent(-2);
        int columns = a.shape().extent(-1);
        int rowStride = a.stride(rank - 2);
        int columnStride = a.stride(rank - 1);
        boolean plain = readable(rows, rowStride, columns, columnStride);
        // A stride of an axis of extent 1 means nothing; BLAS wants it no shorter than a row.
        int leading =
                plain
                        ? Math.max(rows == 1 ? columns : rowStride, 1)
                        : Math.max(columns == 1 ? rows : columnStride, 1);
        return new Blas.Operand(a.block(), a.offset() + start, leading, transpose == plain);
    }
}
