// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

class InverseFactorTest {

    /** B B^T and more on the diagonal. */
    private static Tensor positive(Tensor b) {
        int q = b.shape().extent(0);
        Tensor diagonal = b.runtime().full(1, Shape.of(q)).mul(0.5);
        Tensor identity = eye(b.runtime(), q);
        return b.matmul(b.transpose()).add(identity.mul(diagonal));
    }

    private static Tensor eye(TensorRuntime runtime, int q) {
        int[] places = new int[q];
        for (int i = 0; i < q; i++) {
            places[i] = i;
        }
        return runtime.indices(places, Shape.of(q)).oneHot(q);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6})
    void itsSquareIsTheInverseAndItsGradientThatOfDifferences(int q) {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Tensor b = runtime.normal(RandomKey.of(q), Shape.of(q, q));
            Tensor matrix = positive(b);
            Tensor inverse = InverseFactor.of(matrix);
            Tensor product = inverse.transpose().matmul(inverse).matmul(matrix);
            assertThat(product.readDoubles())
                    .containsExactly(eye(runtime, q).readDoubles(), within(1e-11));
            GradientCheck.of(runtime)
                    .check("inverse factor", in -> InverseFactor.of(positive(in.get(0))), b);
        }
    }
}
