// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.ReferenceBackend;

final class BetaBinomialTest {

    /**
     * For a near 0 and b = 1: {@code p(0) = 1 - O(a)} and {@code p(n) = a / n + O(a^2)}, as
     * {@code B(n + a, 1) / B(a, 1) = a / (n + a)}.
     */
    @Test
    void aFarBelowOneIsNotBounded() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            try (TensorRuntime runtime = TensorRuntime.on(new ReferenceBackend(), dtype);
                    TensorScope open = runtime.scope()) {
                for (double logA : new double[] {-11.2, -30, -79}) {
                    Tensor head = runtime.tensor(new double[] {logA, 0}, Shape.of(1, 2));
                    BetaBinomial levels = new BetaBinomial(255, 255);
                    Tensor white = runtime.tensor(new double[] {1}, Shape.of(1, 1));
                    assertThat(levels.of(head).logProbability(white).readScalar())
                            .isCloseTo(logA - Math.log(255), within(1e-4));
                }
            }
        }
    }
}
