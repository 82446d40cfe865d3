// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

class SphericalCauchyTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final int DRAWS = 20_000;
    private static final Golden GOLDEN =
            Golden.beside(SphericalCauchyTest.class, "spherical-cauchy.json");

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static SphericalDraws draws(TensorRuntime runtime, int d, double kappa) {
        return new SphericalDraws(
                runtime,
                SphericalCauchy::new,
                SphericalDraws.direction(d),
                kappa,
                RandomKey.of(12).fold(d).fold(Double.doubleToLongBits(kappa)));
    }

    static Stream<JsonNode> golden() {
        return GOLDEN.cases("spherical-cauchy");
    }

    @Test
    void everyCaseIsRead() {
        assertThat(golden()).hasSize(54);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void agreesWithTheGoldenValues(JsonNode c) {
        int d = c.at("/input/d").asInt();
        double kappa = c.at("/input/kappa").asDouble();
        try (TensorScope scope = runtime.scope()) {
            double[] axis = axis(d, 1);
            double[] kl = withSlope(axis, kappa, SphericalCauchy::klToUniform);
            GOLDEN.check(c, "kl_uniform", kl[0]);
            GOLDEN.check(c, "dkl_dkappa", kl[1]);
            double[] length = withSlope(axis, kappa, SphericalCauchy::meanResultantLength);
            GOLDEN.check(c, "mean_resultant_length", length[0]);
            GOLDEN.check(c, "dlength_dkappa", length[1]);
            double[] densities =
                    Arrays.stream(Golden.numbers(c, "input.w"))
                            .map(w -> logDensity(axis, kappa, axis(d, w)))
                            .toArray();
            GOLDEN.check(c, "log_density", densities);
        }
    }

    /** A unit vector with a first coordinate w. */
    private static double[] axis(int d, double w) {
        double[] z = new double[d];
        z[0] = w;
        z[1] = Math.sqrt((1 - w) * (1 + w));
        return z;
    }

    private double logDensity(double[] mean, double kappa, double[] z) {
        Tensor mu = runtime.tensor(mean, Shape.of(1, mean.length));
        return new SphericalCauchy(mu, runtime.vector(kappa))
                .logProbability(runtime.tensor(z, Shape.of(1, 1, z.length)))
                .readDoubles()[0];
    }

    private double[] withSlope(
            double[] mean, double kappa, Function<SphericalCauchy, Tensor> function) {
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Tensor mu = runtime.tensor(mean, Shape.of(1, mean.length));
            Tensor concentration = runtime.keep(runtime.vector(kappa), true);
            Tensor value = function.apply(new SphericalCauchy(mu, concentration));
            double slope = tape.gradients(value.sum()).of(concentration).readDoubles()[0];
            runtime.release(concentration);
            return new double[] {value.readDoubles()[0], slope};
        }
    }

    /** In a uniform point (1 - w)/2 is Beta(b, b); the map takes it there again. */
    @ParameterizedTest
    @CsvSource({"2, 0", "2, 0.5", "2, 1e4", "3, 5", "3, 1e6", "4, 2", "12, 20"})
    void drawsGoBackToUniformPoints(int d, double kappa) {
        double rate = kappa / (d - 1);
        double[] halves =
                Arrays.stream(draws(runtime, d, kappa).complements(DRAWS))
                        .map(u -> 0.5 * u * (1 + 2 * rate) / (1 + rate * u))
                        .toArray();
        BetaDistribution beta = new BetaDistribution(0.5 * (d - 1), 0.5 * (d - 1));
        ASSERT.distribution("(1 - w)/2", halves, beta::cumulativeProbability);
    }

    @ParameterizedTest
    @CsvSource({"2, 0.5", "3, 5", "5, 2", "12, 20"})
    void expectationsAreThoseOfTheFormulas(int d, double kappa) {
        SphericalDraws draws = draws(runtime, d, kappa);
        double[] exact =
                withSlope(SphericalDraws.direction(d), kappa, SphericalCauchy::meanResultantLength);
        double[] w = draws.read(8000, x -> x.z().mul(draws.vector()).sum(-1));
        ASSERT.mean("w", w, exact[0], 0.1);
        double[] slopes =
                draws.concentrationGradients(DRAWS, x -> x.z().mul(draws.vector()).sum(-1));
        ASSERT.mean("dw/dkappa", slopes, exact[1], exact[1]);
        try (TensorScope scope = runtime.scope()) {
            SphericalCauchy q = (SphericalCauchy) draws.batch(1);
            double entropy = q.entropy().orElseThrow().readDoubles()[0];
            assertThat(q.klToUniform().readDoubles()[0] + entropy)
                    .isEqualTo(new Sphere(d).logSurface(), within(1e-11));
        }
    }

    @Tag("full")
    @Test
    void itIsSoInManyDimensions() {
        drawsGoBackToUniformPoints(101, 1e3);
        expectationsAreThoseOfTheFormulas(101, 1000);
    }

    @Test
    void aDrawIsASmoothFunctionOfTheHead() {
        GradientCheck check = GradientCheck.of(runtime);
        try (TensorScope scope = runtime.scope()) {
            for (int d : new int[] {2, 3, 4, 11}) {
                Tensor head =
                        runtime.tensor(RandomKey.of(1).normal(3 * (d + 1)), Shape.of(3, d + 1));
                RandomKey key = RandomKey.of(2);
                check.check("z", in -> at(d, in.get(0)).draw(key, 2).z(), head);
                check.check("log q", in -> at(d, in.get(0)).draw(key, 2).logProbability(), head);
                check.check("kl", in -> at(d, in.get(0)).klToUniform(), head);
                Tensor z = at(d, head).draw(key, 2).z();
                check.check("log q(z)", in -> at(d, in.get(0)).logProbability(z), head);
            }
        }
    }

    private static SphericalCauchy at(int d, Tensor head) {
        return new SphericalCauchyFamily(d - 1).of(head, Phase.evaluation());
    }

    @Test
    void theLogDensityOfADrawIsThatOfItsValue() {
        for (int d : new int[] {2, 3, 12}) {
            for (double kappa : new double[] {0, 1e-6, 1, 1e3, 1e6}) {
                SphericalDraws draws = draws(runtime, d, kappa);
                double[] computed = draws.read(50, x -> draws.batch(1).logProbability(x.z()));
                assertThat(draws.read(50, Draw::logProbability))
                        .containsExactly(computed, within(1e-8));
            }
        }
    }

    /** (1 + x/n)^-n is e^-x as n grows: with many dimensions it is the von Mises-Fisher. */
    @Test
    void tendsToTheVonMisesFisherDistribution() {
        int d = 20_001;
        try (TensorScope scope = runtime.scope()) {
            double[] axis = axis(d, 1);
            VonMisesFisher limit =
                    new VonMisesFisher(runtime.tensor(axis, Shape.of(1, d)), runtime.vector(30));
            double[] z = axis(d, 0.2);
            double expected =
                    limit.logProbability(runtime.tensor(z, Shape.of(1, 1, d))).readDoubles()[0];
            // Terms of the order kappa^2 / d are neglected: 900 / 20,000.
            assertThat(logDensity(axis, 30, z)).isEqualTo(expected, within(0.05));
            assertThat(logDensity(axis, 33, z)).isNotCloseTo(expected, within(0.05));
        }
    }

    @Test
    void extremeParametersAreFinite() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (TensorRuntime backend = Runtimes.nd4j(dtype)) {
                for (int d : new int[] {2, 3, 5, 100, 1000}) {
                    for (double kappa : new double[] {0, 1e-30, 1e-3, 1, 1e6, 1e20}) {
                        SphericalDraws draws = draws(backend, d, kappa);
                        assertFinite(draws.read(20, Draw::z));
                        assertFinite(draws.read(20, Draw::logProbability));
                        assertFinite(draws.concentrationGradients(20, SphericalDraws::everything));
                        assertFinite(draws.meanGradients(20, SphericalDraws::everything));
                    }
                }
                for (double raw : new double[] {-1e4, 0, 1e4}) {
                    double[] head = {raw, 0, 0, 0, raw};
                    assertFinite(
                            SphericalDraws.headGradient(
                                    backend, new SphericalCauchyFamily(3), head));
                }
            }
        }
        assertFinite(withSlope(axis(4, 1), 1e100, SphericalCauchy::klToUniform));
    }

    private static void assertFinite(double[] values) {
        assertThat(Arrays.stream(values).boxed()).allMatch(Double::isFinite);
    }
}
