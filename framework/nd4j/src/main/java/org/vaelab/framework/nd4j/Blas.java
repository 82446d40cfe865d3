// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.vaelab.framework.tensor.DType;

/**
 * General matrix products over the memory of blocks, by the OpenBLAS that ND4J runs on. They do not
 * go through ND4J's operations, each of which makes some 5 KiB of objects and takes microseconds.
 */
final class Blas {

    private Blas() {}

    /** A row-major matrix in memory, or its transpose: {@code leading} elements from row to row. */
    record Operand(NativeBlock block, int offset, int leading, boolean transposed) {

        private int transpose() {
            return transposed ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans;
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
        if (dtype == DType.FLOAT32) {
            openblas_nolapack.cblas_sgemm(
                    openblas_nolapack.CblasRowMajor,
                    a.transpose(),
                    b.transpose(),
                    m,
                    n,
                    k,
                    1,
                    a.block().pointers().floats(0, a.offset()),
                    a.leading(),
                    b.block().pointers().floats(1, b.offset()),
                    b.leading(),
                    (float) scale,
                    c.pointers().floats(2, offset),
                    n);
        } else {
            openblas_nolapack.cblas_dgemm(
                    openblas_nolapack.CblasRowMajor,
                    a.transpose(),
                    b.transpose(),
                    m,
                    n,
                    k,
                    1,
                    a.block().pointers().doubles(0, a.offset()),
                    a.leading(),
                    b.block().pointers().doubles(1, b.offset()),
                    b.leading(),
                    scale,
                    c.pointers().doubles(2, offset),
                    n);
        }
    }
}
