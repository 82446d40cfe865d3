// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.framework.tensor.DType;

/** General matrix products by ND4J, over the memory of blocks. */
final class Blas {

    private Blas() {}

    /** A row-major matrix in memory, or its transpose: {@code leading} elements from row to row. */
    record Operand(NativeBlock block, int offset, int leading, boolean transposed) {

        /** Returns op(this), rows x columns, transposed as ND4J's column-major order has it. */
        private INDArray view(DType dtype, int rows, int columns) {
            return transposed
                    ? block.matrix(dtype, rows, columns, leading, offset)
                    : block.matrix(dtype, columns, rows, leading, offset);
        }
    }

    /** Writes op(a) op(b) + scale c over c; c is m x n, the inner extent is k. */
    static void gemm(
            DType dtype,
            int m,
            int n,
            int k,
            Operand a,
            Operand b,
            double scale,
            NativeBlock c,
            int offset) {
        // Row-major C is column-major C^T = op(b)^T op(a)^T.
        Nd4j.getBlasWrapper()
                .level3()
                .gemm(
                        b.view(dtype, k, n),
                        a.view(dtype, m, k),
                        c.matrix(dtype, n, m, n, offset),
                        b.transposed(),
                        a.transposed(),
                        1,
                        scale);
    }
}
