// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/** The bound in float32. Expected values are sums with 40 decimal digits (mpmath). */
final class RenyiBoundTest {

    private static final double[] LOG_WEIGHTS = {-7.1, -703.25, -9.5, 3.75, -7.1};

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT32);

    @AfterEach
    void close() {
        runtime.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.995, 0.9999999, 1.0000001, 1.005, 2})
    void aWeightOfZeroIsNoNumberThatIsNotOne(double alpha) {
        double zero = Double.NEGATIVE_INFINITY;
        try (TensorScope scope = runtime.scope()) {
            RenyiBound bound = new RenyiBound(2, alpha);
            Tensor none = runtime.tensor(new double[] {zero, zero}, Shape.of(2, 1));
            assertThat(bound.powerMean(none).readDoubles()[0]).isEqualTo(zero);
            Tensor one = runtime.tensor(new double[] {0, zero}, Shape.of(2, 1));
            double expected = alpha > 1 ? zero : Math.log(0.5) / (1 - alpha);
            assertThat(bound.powerMean(one).readDoubles()[0])
                    .isCloseTo(expected, withinPercentage(0.001));
        }
    }

    /**
     * An error of 2^-24 in each log weight is at most 4.2e-5 in their power mean; sums take a few
     * more.
     */
    @ParameterizedTest
    @CsvSource({
        "-3, 3.34764052189",
        "0, 2.14060265631",
        "0.5, 0.55129593283",
        "0.9, -5.70922173352",
        "0.989, -25.1147883056",
        "0.9901, -27.3691951098",
        "0.999, -110.903329887",
        "0.9999, -140.79276183",
        "0.9999999, -144.636098434",
        "0.999999999999, -144.639999961",
        "1, -144.64",
        "1.000000000001, -144.640000039",
        "1.0000001, -144.643901675",
        "1.0001, -148.596128569",
        "1.009, -525.2503526",
        "1.011, -557.105412256",
        "2, -701.640562088"
    })
    void itIsContinuousInItsOrder(double alpha, double expected) {
        try (TensorScope scope = runtime.scope()) {
            Tensor logWeights = runtime.tensor(LOG_WEIGHTS, Shape.of(LOG_WEIGHTS.length, 1));
            assertThat(new RenyiBound(5, alpha).powerMean(logWeights).readDoubles()[0])
                    .isCloseTo(expected, within(3e-4));
        }
    }
}
