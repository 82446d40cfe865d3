// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.vaelab.framework.tensor.DType;

/** General matrix products by OpenBLAS, the library that ND4J brings. */
final class Blas {

    private static final int ROW_MAJOR = 101;
    private static final int PLAIN = 111;
    private static final int TRANSPOSED = 112;

    private Blas() {}

    /** A row-major matrix in memory, or its transpose: {@code leading} elements from row to row. */
    record Operand(NativeBlock block, int offset, int leading, boolean transposed) {

        private int flag() {
            return transposed ? TRANSPOSED : PLAIN;
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
                    ROW_MAJOR,
                    a.flag(),
                    b.flag(),
                    m,
                    n,
                    k,
                    1f,
                    a.block().floatsAt(a.offset()),
                    a.leading(),
                    b.block().floatsAt(b.offset()),
                    b.leading(),
                    (float) scale,
                    c.floatsAt(offset),
                    n);
        } else {
            openblas_nolapack.cblas_dgemm(
                    ROW_MAJOR,
                    a.flag(),
                    b.flag(),
                    m,
                    n,
                    k,
                    1.0,
                    a.block().doublesAt(a.offset()),
                    a.leading(),
                    b.block().doublesAt(b.offset()),
                    b.leading(),
                    scale,
                    c.doublesAt(offset),
                    n);
        }
    }
}
