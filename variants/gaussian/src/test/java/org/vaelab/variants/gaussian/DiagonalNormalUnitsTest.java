// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/**
 * What metrics and estimators use where a family knows it, and do without where it does not: that
 * this family knows it.
 */
class DiagonalNormalUnitsTest {

    private static final RandomKey KEY = RandomKey.of(23);

    @Test
    void densitiesOfUnitsSumToThoseOfPairs() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Shape rows = Shape.of(4, 3);
            DiagonalNormal q =
                    new DiagonalNormal(
                            runtime.normal(KEY.split("mean"), rows),
                            runtime.normal(KEY.split("logVariance"), rows));
            Tensor z = runtime.normal(KEY.split("z"), Shape.of(6, 3)).mul(2);
            Tensor units = q.pairwiseByUnit().orElseThrow().apply(z);
            assertThat(units.shape()).isEqualTo(Shape.of(6, 4, 3));
            assertThat(units.sum(-1).readDoubles())
                    .containsExactly(q.pairwise().of(z).readDoubles(), within(1e-12));
        }
    }

    /** A standard Normal has (1 + log 2 pi)/2 nats, and log sigma more where it is wider. */
    @Test
    void entropyIsKnown() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Tensor mean = runtime.zeros(Shape.of(2, 2), DType.FLOAT64);
            Tensor logVariance =
                    runtime.tensor(new double[] {0, 0, 2 * Math.log(3), 0}, Shape.of(2, 2));
            double standard = 2 * 1.4189385332046727;
            assertThat(new DiagonalNormal(mean, logVariance).entropy().orElseThrow().readDoubles())
                    .containsExactly(
                            new double[] {standard, standard + Math.log(3)}, within(1e-14));
        }
    }
}
