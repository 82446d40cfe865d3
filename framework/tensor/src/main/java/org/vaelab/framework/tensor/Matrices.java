// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

/** Products of matrices in the last two axes, with the axes before them broadcast. */
final class Matrices {

    private Matrices() {}

    /** Returns op(a) op(b), where op transposes the last two axes if so asked. */
    static Tensor multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
        check(a, transposeA, b, transposeB);
        TensorRuntime runtime = a.runtime();
        Tensor y =
                runtime.wrap(
                        a.runtime()
                                .backend()
                                .products()
                                .matmul(a.buffer(), transposeA, b.buffer(), transposeB));
        // With C = op(A) op(B): d op(A) = G op(B)^T and d op(B) = op(A)^T G; each is written so
        // that
        // no transposed copy is made.
        return runtime.record(
                y,
                Pullback.of(
                        g ->
                                (transposeA
                                                ? multiply(b, transposeB, g, true)
                                                : multiply(g, false, b, !transposeB))
                                        .sumTo(a.shape()),
                        g ->
                                (transposeB
                                                ? multiply(g, true, a, transposeA)
                                                : multiply(a, !transposeA, g, false))
                                        .sumTo(b.shape())),
                a,
                b);
    }

    private static void check(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
        a.requireFloating("matmul");
        a.requireSameType(b, "matmul");
        if (a.shape().rank() < 2 || b.shape().rank() < 2) {
            throw new IllegalArgumentException(
                    "matmul needs two axes or more, not " + a.shape() + " and " + b.shape());
        }
        int inner = a.shape().extent(transposeA ? -2 : -1);
        int other = b.shape().extent(transposeB ? -1 : -2);
        if (inner != other) {
            throw new IllegalArgumentException(
                    "matmul of "
                            + a.shape()
                            + (transposeA ? " transposed" : "")
                            + " and "
                            + b.shape()
                            + (transposeB ? " transposed" : "")
                            + ": the inner extents "
                            + inner
                            + " and "
                            + other
                            + " differ");
        }
        a.shape().range(0, -2).broadcast(b.shape().range(0, -2));
    }
}
