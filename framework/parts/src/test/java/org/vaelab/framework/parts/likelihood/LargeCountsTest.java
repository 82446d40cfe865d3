// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.LogGammas;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Differentiated;
import org.vaelab.testkit.problem.Runtimes;

/**
 * Log densities of large counts in float32, whose log-gammas cancel, and their gradients. The
 * values are those of mpmath at 60 digits.
 */
final class LargeCountsTest {

    private static final List<String> BACKENDS = List.of("torch", "nd4j");

    private static void assertNear(double found, double expected) {
        assertThat(found).isCloseTo(expected, within(1e-6 + 2e-7 * Math.abs(expected)));
    }

    /** A decoder from elsewhere has no bounds: log m = 20, and log t = 25. */
    @ParameterizedTest
    @CsvSource({"20, , -411941587.879579864", "18.5, 25, -60139158.4760432968"})
    void givenNumbersAreNotBounded(double logMean, Double logDispersion, double nats) {
        double[] output =
                logDispersion == null
                        ? new double[] {logMean}
                        : new double[] {logMean, logDispersion};
        CountLikelihood.DispersionChoice dispersion =
                logDispersion == null ? null : CountLikelihood.DispersionChoice.DECODER;
        for (String backend : BACKENDS) {
            try (TensorRuntime runtime = Runtimes.on(backend, DType.FLOAT32);
                    TensorScope scope = runtime.scope()) {
                OutputDistribution p =
                        CountLikelihood.of(dispersion, false, runtime, 1)
                                .asGiven()
                                .of(runtime.tensor(output, Shape.of(1, output.length)));
                Tensor x = runtime.full(1 << 24, Shape.of(1, 1));
                Tensor density = p.logProbability(x);
                assertThat(density.dtype()).isEqualTo(DType.FLOAT32);
                assertNear(density.readDoubles()[0], nats);
                assertThat(p.mean().orElseThrow().add(x).readDoubles()[0])
                        .isCloseTo(Math.exp(logMean) + (1 << 24), withinPercentage(1e-4));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1234567, 5000000, 0, 0, -15.424948670398354, -0.39871750611842991, 0.71642478163199706",
        "1234567, 5000000, 1, 6.5, -188.9253378491297, 11.68739962990059, -185.87417127845963",
        "1700000, 5000000, 11.5, 12.25, -249.27616350192262, 5408.5551264682532, -5634.251073360137",
        "0, 16000000, -9, 9, -9.3651594009181095e-4, -9.3651593915246426e-4, 1.2335495008462486e-4",
        "8000000, 16000000, 13, 13, -9.9942306624155379, 0.23689922496362889, 0.23689922496362889",
        "3, 10, 0.5, -2, -4.5983920609461896, -1.4713241231687914, 1.0158406587951695"
    })
    void betaBinomial(
            double x, double n, double logA, double logB, double nats, double byA, double byB) {
        Shape one = Shape.of(1);
        for (String backend : BACKENDS) {
            try (TensorRuntime runtime = Runtimes.on(backend, DType.FLOAT32)) {
                Differentiated p =
                        Differentiated.at(
                                runtime,
                                in ->
                                        CountDensities.betaBinomial(
                                                runtime.tensor(new double[] {x}, one),
                                                n,
                                                in.get(0),
                                                in.get(1)),
                                List.of(new double[] {logA}, new double[] {logB}),
                                List.of(one, one));
                assertNear(p.value()[0], nats);
                assertNear(p.gradients().get(0)[0], byA);
                assertNear(p.gradients().get(1)[0], byB);
            }
        }
    }

    /** log B(a, b) and its derivative in a, in float64. */
    @ParameterizedTest
    @CsvSource({
        "1e-6, 15.9, 13.815507246206329, -1000003.3117571551",
        "0.3, 15.9, 0.27253279336895869, -6.2563538547851021",
        "2.5, 1e5, -28.497649541827653, -10.809788824129154",
        "16, 0.5, -0.80611818827522291, -0.031738043295163129",
        "16, 16, -22.293680785633527, -0.70901620220752687",
        "5e6, 7, -101.3953922807767, -1.399999160000728e-6",
        "1e9, 3e9, -2249340587.7740868, -1.3862943614948906"
    })
    void beta(double a, double b, double nats, double byA) {
        Shape one = Shape.of(1);
        assertThat(GammaFunctions.logBeta(a, b))
                .isCloseTo(nats, within(1e-14 + 1e-14 * Math.abs(nats)));
        for (String backend : BACKENDS) {
            try (TensorRuntime runtime = Runtimes.on(backend, DType.FLOAT64)) {
                Differentiated p =
                        Differentiated.at(
                                runtime,
                                in -> LogGammas.logBeta(in.get(0), in.get(1)),
                                List.of(new double[] {a}, new double[] {b}),
                                List.of(one, one));
                assertThat(p.value()[0]).isCloseTo(nats, within(1e-14 + 1e-14 * Math.abs(nats)));
                assertThat(p.gradients().get(0)[0])
                        .isCloseTo(byA, within(1e-13 + 1e-12 * Math.abs(byA)));
            }
        }
    }

    /** Counts, logits, the log density, and its gradient in the logits. */
    private record Words(double[] counts, double[] logits, double nats, double[] gradient) {}

    static Stream<Words> multinomial() {
        return Stream.of(
                new Words(
                        new double[] {2e6, 1.5e6, 1e6},
                        new double[] {0.25, 0, -0.5},
                        -2679.2276194482807,
                        new double[] {1037.0937725056301, -56793.876700663874, 55756.782928158244}),
                new Words(
                        new double[] {4e6, 0, 5e5},
                        new double[] {2, -20, -0.0625},
                        -71.484403349865244,
                        new double[] {
                            7579.3292610752794, -0.0011136730074336582, -7579.328147402272
                        }),
                new Words(
                        new double[] {1, 2, 0},
                        new double[] {0.5, -1, 0.25},
                        -3.9837242705376331,
                        new double[] {
                            -0.49855318943964493, 1.6656275868493917, -1.1670743974097468
                        }));
    }

    @ParameterizedTest
    @MethodSource
    void multinomial(Words words) {
        Shape row = Shape.of(1, 3);
        for (String backend : BACKENDS) {
            try (TensorRuntime runtime = Runtimes.on(backend, DType.FLOAT32)) {
                Differentiated p =
                        Differentiated.at(
                                runtime,
                                in -> {
                                    Tensor x = runtime.tensor(words.counts(), row);
                                    return new Multinomial.Words(1, in.get(0)).logProbability(x);
                                },
                                List.of(words.logits()),
                                List.of(row));
                assertNear(p.value()[0], words.nats());
                for (int d = 0; d < 3; d++) {
                    assertNear(p.gradients().get(0)[d], words.gradient()[d]);
                }
            }
        }
    }

    /** Where the two formulas meet; psi(19) - psi(16) and 16 17 18. */
    @Test
    void risingWhereItsFormulasMeet() {
        Shape one = Shape.of(1);
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            Differentiated rising =
                    Differentiated.at(
                            runtime,
                            in ->
                                    LogGammas.rising(
                                            in.get(0), runtime.tensor(new double[] {3}, one)),
                            List.of(new double[] {16}),
                            List.of(one));
            assertThat(rising.value()[0]).isCloseTo(Math.log(16 * 17 * 18), within(1e-13));
            assertThat(rising.gradients().get(0)[0])
                    .isCloseTo(1 / 16.0 + 1 / 17.0 + 1 / 18.0, within(1e-14));
        }
    }
}
