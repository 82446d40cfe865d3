// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.parts.likelihood.CountLikelihood.DispersionChoice;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.problem.Runtimes;

/**
 * log p(x given z, n) of a count. The values are those of Python's {@code lgamma}; an exposure of 0 is 1e-20.
 */
final class ExposureTest {

    @ParameterizedTest
    @CsvSource({
        "poisson, 12, 20, 0.5, -2.3561933797333",
        "poisson, 0, 1000, 1e-06, -0.001",
        "poisson, 150, 100000.0, 0.002, -10.272500867218",
        "poisson, 0, 0, 0.5, -5e-21",
        "poisson, 3, 2.5, 4, -4.8840041902459",
        "negative-binomial, 12, 20, 0.5, -3.5416174304503",
        "negative-binomial, 0, 1000, 1e-06, -0.00099950033308339",
        "negative-binomial, 150, 100000.0, 0.002, -6.0514361347149",
        "negative-binomial, 0, 0, 0.5, 0",
        "negative-binomial, 3, 2.5, 4, -2.6838258122113"
    })
    void isTheDensityOfTheScaledMean(String kind, double x, double n, double rate, double nats) {
        boolean isPoisson = kind.equals("poisson");
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            CountLikelihood plain =
                    CountLikelihood.of(
                            isPoisson ? null : DispersionChoice.SHARED, false, runtime, 1);
            CountLikelihood exposed =
                    new CountLikelihood(
                            plain.dispersion(),
                            plain.shared(),
                            false,
                            Optional.of(new Exposure("hours", 1)),
                            true);
            OutputDistribution p =
                    exposed.of(
                            runtime.full(Math.log(rate), Shape.of(1, 1)),
                            Map.of("hours", runtime.full(n, Shape.of(1, 1))));
            double found = p.logProbability(runtime.full(x, Shape.of(1, 1))).readDoubles()[0];
            assertThat(found).isCloseTo(nats, within(1e-9 * (1 + Math.abs(nats))));
            assertThat(p.mean().orElseThrow().readDoubles()[0]).isCloseTo(n * rate, within(1e-9));
        }
    }
}
