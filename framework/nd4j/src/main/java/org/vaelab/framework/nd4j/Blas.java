// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.cpu.nativecpu.blas.CpuLevel3;
import org.vaelab.framework.tensor.shape.DType;

/**
 * General matrix products by ND4J, over the memory of blocks. They enter ND4J where it passes them
 * to OpenBLAS: its public way there makes 5 KiB of objects for each product and takes microseconds.
 */
final class Blas extends CpuLevel3 {

    /** The only order that ND4J passes on. */
    private static final char COLUMN_MAJOR = 'f';

    private static final Blas ND4J = new Blas();

    private Blas() {}

    /** A row-major matrix in memory, or its transpose: {@code leading} elements from row to row. */
    record Operand(NativeBlock block, int offset, int leading, boolean transposed) {

        private char transpose() {
            return transposed ? 'T' : 'N';
        }

        private INDArray array(DType dtype) {
            return block.array(dtype, offset, 1);
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
        if (dtype == DType.FLOAT32) {
            ND4J.sgemm(
                    COLUMN_MAJOR,
                    b.transpose(),
                    a.transpose(),
                    n,
                    m,
                    k,
                    1,
                    b.array(dtype),
                    b.leading(),
                    a.array(dtype),
                    a.leading(),
                    (float) scale,
                    c.array(dtype, offset, 1),
                    n);
        } else {
            ND4J.dgemm(
                    COLUMN_MAJOR,
                    b.transpose(),
                    a.transpose(),
                    n,
                    m,
                    k,
                    1,
                    b.array(dtype),
                    b.leading(),
                    a.array(dtype),
                    a.leading(),
                    scale,
                    c.array(dtype, offset, 1),
                    n);
        }
    }
}
