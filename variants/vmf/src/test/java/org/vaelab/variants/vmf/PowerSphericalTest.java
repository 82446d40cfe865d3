// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

class PowerSphericalTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final int DRAWS = 20_000;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private SphericalDraws draws(int d, double kappa) {
        return new SphericalDraws(
                runtime,
                PowerSpherical::new,
                SphericalDraws.direction(d),
                kappa,
                RandomKey.of(12).fold(d).fold(Double.doubleToLongBits(kappa)));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0.01",
        "2, 0.5",
        "2, 20",
        "3, 0.01",
        "3, 5",
        "3, 1e3",
        "4, 2",
        "11, 0.01",
        "11, 20",
        "12, 20"
    })
    void drawsFollowTheBetaDistribution(int d, double kappa) {
        double[] halves =
                Arrays.stream(draws(d, kappa).complements(DRAWS)).map(u -> 0.5 * u).toArray();
        double b = 0.5 * (d - 1);
        BetaDistribution beta = new BetaDistribution(b, b + kappa);
        ASSERT.distribution("(1 - w)/2", halves, beta::cumulativeProbability);
        BetaDistribution other = new BetaDistribution(b, b + 1.33 * kappa);
        double shift = beta.getNumericalMean() - other.getNumericalMean();
        if (shift > 0.1 * Math.sqrt(beta.getNumericalVariance())) {
            assertThatThrownBy(
                            () ->
                                    ASSERT.distribution(
                                            "(1 - w)/2", halves, other::cumulativeProbability))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "2, 3", "3, 0.1", "3, 40", "5, 7", "20, 1", "20, 300"})
    void theDensityIntegratesToOne(int d, double kappa) {
        int panels = 50;
        GaussIntegratorFactory rules = new GaussIntegratorFactory();
        try (TensorScope scope = runtime.scope()) {
            PowerSpherical q =
                    new PowerSpherical(
                            runtime.tensor(axis(d, 1, 0), Shape.of(1, d)), runtime.vector(kappa));
            // A sphere of one dimension less at each angle.
            double ring = d == 2 ? Math.log(2) : new Sphere(d - 1).logSurface();
            double sum = 0;
            for (int i = 0; i < panels; i++) {
                sum +=
                        rules.legendre(20, Math.PI * i / panels, Math.PI * (i + 1) / panels)
                                .integrate(
                                        angle -> {
                                            double[] z = axis(d, Math.cos(angle), Math.sin(angle));
                                            double log =
                                                    q.logProbability(
                                                                    runtime.tensor(
                                                                            z, Shape.of(1, 1, d)))
                                                            .readDoubles()[0];
                                            return Math.exp(log + ring)
                                                    * Math.pow(Math.sin(angle), d - 2);
                                        });
            }
            assertThat(sum).isEqualTo(1, within(1e-9));
        }
    }

    private static double[] axis(int d, double first, double second) {
        double[] z = new double[d];
        z[0] = first;
        z[1] = second;
        return z;
    }

    @ParameterizedTest
    @CsvSource({"2, 0.5", "3, 5", "12, 20"})
    void expectationsAreThoseOfTheFormulas(int d, double kappa) {
        SphericalDraws draws = draws(d, kappa);
        UniformSphere prior = new UniformSphere(runtime, new Sphere(d));
        try (TensorScope scope = runtime.scope()) {
            PowerSpherical q = (PowerSpherical) draws.batch(1);
            double kl = q.klToUniform().readDoubles()[0];
            double[] ratios =
                    draws.read(8000, x -> x.logProbability().sub(prior.logProbability(x.z())));
            ASSERT.mean("log q - log p", ratios, kl, 0.1 * Math.sqrt(d));
            double length = q.meanResultantLength().readDoubles()[0];
            double[] w = draws.read(8000, x -> x.z().mul(draws.vector()).sum(-1));
            ASSERT.mean("w", w, length, 0.1);
            double entropy = q.entropy().orElseThrow().readDoubles()[0];
            assertThat(kl + entropy).isEqualTo(new Sphere(d).logSurface(), within(1e-11));
        }
        double exact = (d - 1) / ((kappa + d - 1) * (kappa + d - 1));
        double[] slopes =
                draws.concentrationGradients(DRAWS, x -> x.z().mul(draws.vector()).sum(-1));
        ASSERT.mean("dw/dkappa", slopes, exact, exact);
    }

    @Tag("full")
    @Test
    void itIsSoInManyDimensions() {
        drawsFollowTheBetaDistribution(101, 5);
        drawsFollowTheBetaDistribution(101, 1e3);
        expectationsAreThoseOfTheFormulas(101, 1000);
    }

    @Test
    void aDrawIsASmoothFunctionOfTheHead() {
        GradientCheck check = GradientCheck.of(runtime);
        try (TensorScope scope = runtime.scope()) {
            for (int d : new int[] {2, 3, 4, 11}) {
                PowerSphericalFamily family = new PowerSphericalFamily(d - 1);
                Tensor head =
                        runtime.tensor(RandomKey.of(1).normal(3 * (d + 1)), Shape.of(3, d + 1));
                RandomKey key = RandomKey.of(2);
                check.check("z", in -> at(family, in.get(0)).draw(key, 2).z(), head);
                check.check(
                        "log q", in -> at(family, in.get(0)).draw(key, 2).logProbability(), head);
                check.check("kl", in -> at(family, in.get(0)).klToUniform(), head);
                Tensor z = at(family, head).draw(key, 2).z();
                check.check("log q(z)", in -> at(family, in.get(0)).logProbability(z), head);
                assertThat(at(family, head).gradient()).isEqualTo(GradientKind.PATHWISE);
            }
        }
    }

    private static PowerSpherical at(PowerSphericalFamily family, Tensor head) {
        return family.of(head, Phase.evaluation());
    }

    @Test
    void theLogDensityOfADrawIsThatOfItsValue() {
        for (int d : new int[] {2, 3, 12}) {
            for (double kappa : new double[] {1e-6, 1, 1e3, 1e6}) {
                SphericalDraws draws = draws(d, kappa);
                double[] computed = draws.read(50, x -> draws.batch(1).logProbability(x.z()));
                assertThat(draws.read(50, Draw::logProbability))
                        .containsExactly(computed, within(1e-8));
            }
        }
    }

    @Test
    void isUniformAtConcentrationZero() {
        try (TensorScope scope = runtime.scope()) {
            for (int d : new int[] {2, 3, 100}) {
                PowerSpherical q = (PowerSpherical) draws(d, 0).batch(1);
                assertThat(q.klToUniform().readDoubles()[0]).isEqualTo(0, within(1e-13));
                assertThat(q.draw(RandomKey.of(1), 3).logProbability().readDoubles())
                        .containsOnly(new double[] {-new Sphere(d).logSurface()}, within(1e-11));
            }
        }
    }

    @Tag("full")
    @Test
    void extremeParametersAreFinite() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            for (TensorRuntime backend : List.of(Runtimes.nd4j(dtype), Runtimes.reference(dtype))) {
                try (backend) {
                    for (int d : new int[] {2, 3, 100, 1000}) {
                        for (double kappa : new double[] {0, 1e-6, 1e-3, 1, 1e3, 1e6}) {
                            assertFinite(backend, d, kappa);
                        }
                    }
                    PowerSphericalFamily family = new PowerSphericalFamily(3);
                    assertFinite(SphericalDraws.headGradient(backend, family, new double[5]));
                }
            }
        }
    }

    private static void assertFinite(TensorRuntime backend, int d, double kappa) {
        SphericalDraws draws =
                new SphericalDraws(
                        backend,
                        PowerSpherical::new,
                        SphericalDraws.direction(d),
                        kappa,
                        RandomKey.of(1));
        assertFinite(draws.read(20, Draw::z));
        assertFinite(draws.read(20, Draw::logProbability));
        assertFinite(draws.concentrationGradients(20, SphericalDraws::everything));
        assertFinite(draws.meanGradients(20, SphericalDraws::everything));
    }

    private static void assertFinite(double[] values) {
        assertThat(Arrays.stream(values).boxed()).allMatch(Double::isFinite);
    }

    @Test
    void thePriorIsUniform() {
        for (int d : new int[] {2, 3, 11}) {
            UniformSphere prior = new UniformSphere(runtime, new Sphere(d));
            try (TensorScope scope = runtime.scope()) {
                Tensor z = prior.sample(RandomKey.of(3), DRAWS);
                assertThat(z.square().sum(-1).readDoubles())
                        .containsOnly(new double[] {1}, within(1e-14));
                double[] first = SphericalDraws.column(z.readDoubles(), d, 0);
                double b = 0.5 * (d - 1);
                BetaDistribution beta = new BetaDistribution(b, b);
                ASSERT.distribution("z_1", first, x -> beta.cumulativeProbability(0.5 * (1 + x)));
                assertThat(prior.logProbability(z).shape()).isEqualTo(Shape.of(DRAWS));
            }
        }
        assertThat(new Sphere(3).logSurface()).isEqualTo(Math.log(4 * Math.PI), within(1e-14));
    }
}
