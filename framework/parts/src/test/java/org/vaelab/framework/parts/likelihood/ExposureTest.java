// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.parts.likelihood.CountLikelihood.DispersionChoice;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/**
 * log p(x given z, n) of a count. The values are those of Python's {@code lgamma}; an exposure of 0
 * is 1e-20.
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

    /**
     * Over all x of the total 5: Poisson(5 given 5) = 5^5 e^-5 / 5!, whatever the shares are, and
     * less of negative binomials. So the families are told apart.
     */
    @Test
    void valuesGivenATotalAreNotNormalisedAlike() {
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            double poisson = Math.pow(5, 5) * Math.exp(-5) / 120;
            assertThat(sum(null, 0.3, runtime)).isCloseTo(poisson, within(1e-12));
            assertThat(sum(null, -2, runtime)).isCloseTo(poisson, within(1e-12));
            assertThat(sum(DispersionChoice.SHARED, 0.3, runtime)).isLessThan(0.7 * poisson);
            assertThat(ofTotal(null, runtime).unnormalised())
                    .containsExactly("not normalised over Poisson counts of that total");
            assertThat(ofTotal(DispersionChoice.SHARED, runtime).unnormalised())
                    .containsExactly("not normalised over negative binomial counts of that total");
            assertThat(CountLikelihood.of(null, false, runtime, 2).unnormalised()).isEmpty();
        }
    }

    private static CountLikelihood ofTotal(
            @Nullable DispersionChoice dispersion, TensorRuntime runtime) {
        CountLikelihood plain = CountLikelihood.of(dispersion, false, runtime, 2);
        Optional<Exposure> total = Optional.of(new Exposure(Likelihood.TOTAL, 1));
        return new CountLikelihood(dispersion, plain.shared(), false, total, true);
    }

    /** The sum of p(x given n) over the x of two counts whose total is n = 5. */
    private static double sum(
            @Nullable DispersionChoice dispersion, double logit, TensorRuntime runtime) {
        Tensor logits = runtime.tensor(new double[] {logit, 0}, Shape.of(1, 2));
        OutputDistribution p =
                ofTotal(dispersion, runtime)
                        .of(logits, Map.of(Likelihood.TOTAL, runtime.full(5, Shape.of(1, 1))));
        double sum = 0;
        for (int k = 0; k <= 5; k++) {
            Tensor x = runtime.tensor(new double[] {k, 5 - k}, Shape.of(1, 2));
            sum += Math.exp(p.logProbability(x).readDoubles()[0]);
        }
        return sum;
    }
}
