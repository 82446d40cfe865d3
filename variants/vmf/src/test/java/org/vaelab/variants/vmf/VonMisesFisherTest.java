// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
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

class VonMisesFisherTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final int DRAWS = 20_000;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void parametersOfAProgramAreChecked() {
        try (TensorScope scope = runtime.scope()) {
            Tensor mu = runtime.tensor(new double[] {0, 0, 1, 0.6, 0, 0.8}, Shape.of(2, 3));
            Tensor kappa = runtime.tensor(new double[] {2, 0}, Shape.of(2));
            for (BinaryOperator<Object> make :
                    List.<BinaryOperator<Object>>of(
                            (m, k) -> VonMisesFisher.of((Tensor) m, (Tensor) k),
                            (m, k) -> PowerSpherical.of((Tensor) m, (Tensor) k),
                            (m, k) -> SphericalCauchy.of((Tensor) m, (Tensor) k))) {
                assertThat(make.apply(mu, kappa)).isNotNull();
                assertThatThrownBy(() -> make.apply(mu, kappa.sub(1)))
                        .hasMessage(
                                "concentration 1 is -1.0, expected a finite number of 0 or more");
                assertThatThrownBy(() -> make.apply(mu, kappa.add(Double.POSITIVE_INFINITY)))
                        .hasMessageContaining(
                                "concentration 0 is Infinity, expected a finite number");
                assertThatThrownBy(() -> make.apply(mu.mul(2), kappa))
                        .hasMessage("mean direction 0 has length 2.0, expected 1");
            }
        }
    }

    private SphericalDraws draws(int d, double kappa) {
        return new SphericalDraws(
                runtime,
                VonMisesFisher::new,
                SphericalDraws.direction(d),
                kappa,
                RandomKey.of(11).fold(d).fold(Double.doubleToLongBits(kappa)));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0.001",
        "2, 0.5",
        "2, 5",
        "2, 50",
        "2, 1e4",
        "2, 1e6",
        "3, 0.001",
        "3, 0.5",
        "3, 5",
        "3, 50",
        "3, 1e4",
        "3, 1e6",
        "11, 0.001",
        "11, 0.5",
        "11, 5",
        "11, 50",
        "11, 1e4",
        "11, 1e6"
    })
    void drawsFollowTheDistributionFunction(int d, double kappa) {
        double[] complements = draws(d, kappa).complements(DRAWS);
        VonMisesFisherMarginal q = VonMisesFisherMarginal.in(d).at(kappa);
        ASSERT.distribution("1 - w", complements, u -> 1 - q.cumulative(u));
        // Power: a concentration a third off is found wherever it makes a difference.
        VonMisesFisherMarginal other = VonMisesFisherMarginal.in(d).at(1.33 * kappa);
        double standardized = (other.mean() - q.mean()) / Math.sqrt(q.variance());
        if (Math.abs(standardized) > 0.1) {
            assertThatThrownBy(
                            () ->
                                    ASSERT.distribution(
                                            "1 - w", complements, u -> 1 - other.cumulative(u)))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 0.5", "2, 50", "3, 5", "11, 1e-6", "11, 20", "101, 100"})
    void theMeanIsTheMeanDirectionTimesTheResultantLength(int d, double kappa) {
        SphericalDraws draws = draws(d, kappa);
        VonMisesFisherMarginal q = VonMisesFisherMarginal.in(d).at(kappa);
        double[] mean = SphericalDraws.direction(d);
        double[] z = draws.read(4000, Draw::z);
        for (int axis : new int[] {0, 1, d - 1}) {
            double[] coordinate = SphericalDraws.column(z, d, axis);
            ASSERT.mean("z", coordinate, q.mean() * mean[axis], 0.1);
        }
        double[] w = draws.read(4000, x -> x.z().mul(draws.vector()).sum(-1));
        ASSERT.mean("w", w, q.mean(), 0.15 * Math.sqrt(q.variance()));
    }

    @ParameterizedTest
    @CsvSource({"2, 0.5", "3, 5", "11, 20", "101, 1000"})
    void theClosedFormKlAgreesWithMonteCarlo(int d, double kappa) {
        SphericalDraws draws = draws(d, kappa);
        double exact = VonMisesFisherMarginal.in(d).at(kappa).klToUniform();
        UniformSphere prior = new UniformSphere(runtime, new Sphere(d));
        double[] ratios =
                draws.read(8000, x -> x.logProbability().sub(prior.logProbability(x.z())));
        ASSERT.mean("log q - log p", ratios, exact, 0.1 * Math.max(1, Math.sqrt(d)));
    }

    @Test
    void theLogDensityOfADrawIsThatOfItsValue() {
        for (int d : new int[] {2, 3, 11, 101}) {
            for (double kappa : new double[] {1e-6, 1, 1e3, 1e6}) {
                SphericalDraws draws = draws(d, kappa);
                double[] carried = draws.read(50, Draw::logProbability);
                double[] computed = draws.read(50, x -> draws.batch(1).logProbability(x.z()));
                assertThat(carried).containsExactly(computed, within(1e-8));
            }
        }
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"2, 0.3", "2, 20", "3, 2", "5, 2", "11, 30", "101, 100"})
    void gradientsOfExpectationsAreExact(int d, double kappa) {
        SphericalDraws draws = draws(d, kappa);
        VonMisesFisherMarginal q = VonMisesFisherMarginal.in(d).at(kappa);
        double[] c = RandomKey.of(3).normal(d);
        double[] mean = SphericalDraws.direction(d);
        double along = dot(c, mean);
        double square = dot(c, c) - along * along;
        // E[(c.z)^2] = (c.mu)^2 E[w^2] + (|c|^2 - (c.mu)^2) (1 - E[w^2]) / (d - 1)
        double meanSquare = q.mean() * q.mean() + q.variance();
        double slope = -(d - 1) * (q.variance() / kappa - q.mean() / (kappa * kappa));
        double spread = Math.sqrt(q.variance()) + q.variance();

        double[] linear = draws.concentrationGradients(DRAWS, x -> project(x, c));
        double scale = (Math.abs(along) + Math.sqrt(square / d)) * spread;
        ASSERT.mean("d c.z / d kappa", linear, along * q.variance(), scale);
        double[] quadratic = draws.concentrationGradients(DRAWS, x -> project(x, c).square());
        double expected = slope * (along * along - square / (d - 1));
        ASSERT.mean("d (c.z)^2 / d kappa", quadratic, expected, 2 * dot(c, c) * spread);

        double[] rows = draws.meanGradients(DRAWS, x -> project(x, c).square());
        double factor = 2 * along * (meanSquare - (1 - meanSquare) / (d - 1));
        for (int axis : new int[] {0, d - 1}) {
            ASSERT.mean(
                    "d (c.z)^2 / d mu",
                    SphericalDraws.column(rows, d, axis),
                    factor * (c[axis] - along * mean[axis]),
                    0.5 * dot(c, c));
        }
    }

    @Tag("full")
    @Test
    void itIsSoInManyDimensions() {
        for (double kappa : new double[] {0.001, 0.5, 5, 50, 1e4, 1e6}) {
            drawsFollowTheDistributionFunction(101, kappa);
        }
        theMeanIsTheMeanDirectionTimesTheResultantLength(1000, 1000);
        theClosedFormKlAgreesWithMonteCarlo(1000, 50);
    }

    private Tensor project(Draw x, double[] c) {
        return x.z().mul(runtime.vector(c)).sum(-1);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void theUncorrectedGradientWouldBeRejected() {
        int d = 5;
        double kappa = 2;
        double exact = 0.147389;
        double published = 0.127662;
        SphericalDraws draws = draws(d, kappa);
        double[] implicit =
                draws.concentrationGradients(DRAWS, x -> x.z().mul(draws.vector()).sum(-1));
        assertThat(ASSERT.detectableDeviation(implicit)).isLessThan((exact - published) / 2);
        ASSERT.mean("dw/dkappa", implicit, exact, (exact - published) / 2);

        // W(kappa, e) of the accepted e, differentiated as it stands.
        double root = Math.sqrt(4 * kappa * kappa + 16);
        double b = (d - 1) / (2 * kappa + root);
        double[] uncorrected =
                Arrays.stream(draws.complements(DRAWS))
                        .map(
                                u -> {
                                    double e = u / (2 * b + u * (1 - b));
                                    double s = 1 - e + b * e;
                                    return 2 * e * (1 - e) / (s * s) * 2 * b / root;
                                })
                        .toArray();
        ASSERT.mean("uncorrected", uncorrected, published, (exact - published) / 2);
        assertThatThrownBy(
                        () ->
                                ASSERT.mean(
                                        "uncorrected", uncorrected, exact, (exact - published) / 2))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void functionsOfTheParametersHaveTheirDerivatives() {
        GradientCheck check = GradientCheck.of(runtime);
        try (TensorScope scope = runtime.scope()) {
            for (int d : new int[] {2, 3, 11}) {
                Tensor raw = runtime.tensor(RandomKey.of(1).normal(4 * d), Shape.of(4, d));
                Tensor kappa = runtime.vector(0.01, 1, 7, 300);
                check.check("kl", in -> of(raw, in.get(0)).klToUniform(), kappa);
                check.check("entropy", in -> of(raw, in.get(0)).entropy().orElseThrow(), kappa);
                check.check("A", in -> of(raw, in.get(0)).meanResultantLength(), kappa);
                check.check("log C", in -> of(raw, in.get(0)).logNormalizer(), kappa);
                Tensor z = of(raw, kappa).draw(RandomKey.of(2), 3).z();
                check.check("log q", in -> of(in.get(0), in.get(1)).logProbability(z), raw, kappa);
            }
        }
    }

    @Test
    void aDrawIsDifferentiatedInItsMeanDirection() {
        // Not on the border between the two reflections, where z takes a step.
        GradientCheck check = GradientCheck.of(runtime);
        double[][] means = {
            {1, 0, 0},
            {-1, 0, 0},
            {1, 1e-9, 0},
            {-1, 0, 1e-9},
            {0.1, 1, 0},
            {-0.1, 2, -3},
            {5, 4, 1}
        };
        try (TensorScope scope = runtime.scope()) {
            for (double[] mean : means) {
                Tensor raw = runtime.tensor(mean, Shape.of(1, 3));
                check.check(
                        "z",
                        in -> of(in.get(0), runtime.vector(3)).draw(RandomKey.of(4), 5).z(),
                        raw);
            }
        }
    }

    private static VonMisesFisher of(Tensor raw, Tensor kappa) {
        Tensor unit = raw.div(raw.square().sum(-1).sqrt().expandDims(-1));
        return new VonMisesFisher(unit, kappa);
    }

    @Test
    void theHeadNormalisesTheMeanDirection() {
        VonMisesFisherFamily family = new VonMisesFisherFamily(2);
        assertThat(family.head().width()).isEqualTo(4);
        GradientCheck check = GradientCheck.of(runtime);
        try (TensorScope scope = runtime.scope()) {
            Tensor head = runtime.tensor(RandomKey.of(1).normal(12), Shape.of(3, 4));
            check.check("mu", in -> at(family, in.get(0)).location(), head);
            check.check("kl", in -> at(family, in.get(0)).klToUniform(), head);
            double[] training =
                    family.of(head, Phase.training(new TrainingProgress(0, 1)))
                            .concentration()
                            .readDoubles();
            assertThat(training).isEqualTo(at(family, head).concentration().readDoubles());
        }
    }

    /** The encoder outputs the direction alone, and the divergence is the same for all examples. */
    @Test
    void aFixedConcentration() {
        VonMisesFisherFamily family = new VonMisesFisherFamily(2, 30.0);
        assertThat(family.head().width()).isEqualTo(3);
        try (TensorScope scope = runtime.scope()) {
            Tensor head = runtime.tensor(RandomKey.of(1).normal(9), Shape.of(3, 3));
            VonMisesFisher q = at(family, head);
            assertThat(q.concentration().readDoubles()).containsExactly(30, 30, 30);
            double[] kl = q.klToUniform().readDoubles();
            // On S^2: log(kappa / sinh kappa) + kappa coth kappa - 1.
            double expected = Math.log(30 / Math.sinh(30)) + 30 / Math.tanh(30) - 1;
            assertThat(kl[0]).isCloseTo(expected, within(1e-9));
            assertThat(kl).containsOnly(kl[0]);
        }
    }

    private static VonMisesFisher at(VonMisesFisherFamily family, Tensor head) {
        return family.of(head, Phase.evaluation());
    }

    @Test
    void drawsArePlacedExactlyAroundThePoles() {
        for (int d : new int[] {2, 3, 11}) {
            for (double sign : new double[] {1, -1}) {
                double[] pole = new double[d];
                pole[0] = sign;
                RandomKey key = RandomKey.of(5);
                SphericalDraws draws =
                        new SphericalDraws(runtime, VonMisesFisher::new, pole, 3, key);
                double[] z = draws.read(100, Draw::z);
                double[] squares = draws.read(100, x -> x.z().square().sum(-1));
                assertThat(squares).containsOnly(new double[] {1}, within(1e-14));
                SphericalDraws elsewhere =
                        new SphericalDraws(
                                runtime, VonMisesFisher::new, SphericalDraws.direction(d), 3, key);
                double[] w = elsewhere.read(100, x -> x.z().mul(elsewhere.vector()).sum(-1));
                double[] along = SphericalDraws.column(z, d, 0);
                for (int i = 0; i < w.length; i++) {
                    assertThat(along[i]).isEqualTo(sign * w[i], within(1e-14));
                }
            }
        }
    }

    @Test
    void whatAnExampleDrawsDoesNotDependOnItsNeighbours() {
        int d = 3;
        double[] means = RandomKey.of(8).normal(5 * d);
        try (TensorScope scope = runtime.scope()) {
            Tensor raw = runtime.tensor(means, Shape.of(5, d));
            double[] one =
                    of(raw, runtime.vector(1, 2, 3, 4, 5))
                            .draw(RandomKey.of(1), 200)
                            .z()
                            .readDoubles();
            double[] two =
                    of(raw, runtime.vector(9, 2, 80, 4, 5))
                            .draw(RandomKey.of(1), 200)
                            .z()
                            .readDoubles();
            for (int i = 0; i < one.length; i++) {
                int example = i / d % 5;
                if (example != 0 && example != 2) {
                    assertThat(one[i]).isEqualTo(two[i]);
                }
            }
        }
    }

    @Test
    void float32AgreesWithFloat64() {
        try (TensorRuntime single = Runtimes.nd4j(DType.FLOAT32)) {
            for (double kappa : new double[] {0.5, 64, 65536}) {
                double[] mean = SphericalDraws.direction(11);
                RandomKey key = RandomKey.of(9);
                SphericalDraws narrow =
                        new SphericalDraws(single, VonMisesFisher::new, mean, kappa, key);
                SphericalDraws wide =
                        new SphericalDraws(runtime, VonMisesFisher::new, mean, kappa, key);
                assertThat(narrow.read(100, Draw::z))
                        .containsExactly(wide.read(100, Draw::z), within(1e-6));
                assertThat(narrow.read(100, Draw::logProbability))
                        .containsExactly(wide.read(100, Draw::logProbability), within(2e-5));
                double[] slopes = wide.concentrationGradients(50, x -> project(x, mean));
                double[] narrowSlopes =
                        narrow.concentrationGradients(50, x -> x.z().mul(narrow.vector()).sum(-1));
                double largest = Arrays.stream(slopes).max().orElseThrow();
                assertThat(narrowSlopes).containsExactly(slopes, within(1e-4 * largest));
            }
        }
    }

    @Tag("full")
    @Test
    void extremeParametersAreFinite() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            for (TensorRuntime backend : List.of(Runtimes.nd4j(dtype), Runtimes.nd4j(dtype))) {
                try (backend) {
                    for (int d : new int[] {2, 3, 100, 1000}) {
                        for (double kappa = 1e-6; kappa < 2e6; kappa *= 100) {
                            assertFinite(backend, d, kappa);
                        }
                        assertFinite(backend, d, 0);
                    }
                }
            }
        }
    }

    private static void assertFinite(TensorRuntime backend, int d, double kappa) {
        double[] mean = SphericalDraws.direction(d);
        SphericalDraws draws =
                new SphericalDraws(backend, VonMisesFisher::new, mean, kappa, RandomKey.of(1));
        assertFinite(draws.read(20, Draw::z));
        assertFinite(draws.read(20, Draw::logProbability));
        assertFinite(draws.concentrationGradients(20, SphericalDraws::everything));
        assertFinite(draws.meanGradients(20, SphericalDraws::everything));
        try (TensorScope scope = backend.scope()) {
            VonMisesFisher q = (VonMisesFisher) draws.batch(2);
            for (Tensor t :
                    List.of(
                            q.klToUniform(),
                            q.entropy().orElseThrow(),
                            q.logNormalizer(),
                            q.meanResultantLength())) {
                assertFinite(t.readDoubles());
            }
            assertThat(q.klToUniform().readDoubles()[0]).isNotNegative();
        }
    }

    private static void assertFinite(double[] values) {
        assertThat(Arrays.stream(values).boxed()).allMatch(Double::isFinite);
    }

    @Test
    void aHeadOfZerosIsFinite() {
        VonMisesFisherFamily family = new VonMisesFisherFamily(3);
        try (TensorScope scope = runtime.scope()) {
            Tensor head = runtime.zeros(Shape.of(2, 5));
            VonMisesFisher q = at(family, head);
            assertThat(q.location().readDoubles()).startsWith(1, 0, 0, 0);
            assertFinite(q.draw(RandomKey.of(1), 3).z().readDoubles());
        }
        double[] gradient = SphericalDraws.headGradient(runtime, family, new double[5]);
        assertFinite(gradient);
    }

    @Test
    void notANumberStaysOne() {
        try (TensorScope scope = runtime.scope()) {
            Tensor mean = runtime.tensor(new double[] {1, 0, 0, 1}, Shape.of(2, 2));
            Tensor kappa = runtime.vector(Double.NaN, 2);
            Draw draw = new VonMisesFisher(mean, kappa).draw(RandomKey.of(1), 1);
            assertThat(draw.z().readDoubles()[0]).isNaN();
            assertThat(draw.logProbability().readDoubles()[0]).isNaN();
            assertThat(draw.z().readDoubles()[2]).isFinite();
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (TensorScope scope = runtime.scope()) {
            Tensor mean = runtime.zeros(Shape.of(3, 4));
            assertThatThrownBy(() -> new VonMisesFisher(mean, runtime.ones(Shape.of(3, 1))))
                    .hasMessage(
                            "mean direction [3, 4] and concentration [3, 1] are not [B, d] and"
                                    + " [B]");
            assertThatThrownBy(
                            () ->
                                    new VonMisesFisher(
                                            runtime.zeros(Shape.of(3, 1)),
                                            runtime.ones(Shape.of(3))))
                    .hasMessage("the sphere in R^d needs d >= 2 coordinates, not 1");
        }
        assertThatThrownBy(() -> Sphere.ofDimension(0))
                .hasMessage("the dimension of a sphere must be at least 1, is 0");
        assertThat(Sphere.ofDimension(10)).hasToString("S^10").isEqualTo(new Sphere(11));
    }

    /** K draws of R rows as one draw of K R rows: the same values, densities and order. */
    @Test
    void aDrawUnderOtherLeadingAxesIsTheSameDraw() {
        double[] means = RandomKey.of(8).normal(9);
        try (TensorScope scope = runtime.scope()) {
            Tensor raw = runtime.tensor(means, Shape.of(3, 3));
            Draw draw = of(raw, runtime.vector(1, 5, 30)).draw(RandomKey.of(1), 4);
            Draw flat = draw.reshaped(1, 12);
            assertThat(flat.z().shape()).isEqualTo(Shape.of(1, 12, 3));
            assertThat(flat.logProbability().shape()).isEqualTo(Shape.of(1, 12));
            assertThat(flat.z().readDoubles()).isEqualTo(draw.z().readDoubles());
            Draw back = flat.reshaped(4, 3);
            assertThat(back.z().shape()).isEqualTo(draw.z().shape());
            assertThat(back.logProbability().readDoubles())
                    .isEqualTo(draw.logProbability().readDoubles());
            // Under a conditional of 12 rows, draw k of row r is row 3 k + r.
            Tensor conditional = runtime.tensor(RandomKey.of(9).normal(36), Shape.of(12, 3));
            Tensor kappa = runtime.vector(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            double[] log = flat.logProbabilityUnder(of(conditional, kappa)).readDoubles();
            for (int i = 0; i < 12; i++) {
                VonMisesFisher row = of(conditional.slice(0, i, i + 1), kappa.slice(0, i, i + 1));
                Tensor one = flat.z().slice(1, i, i + 1);
                assertThat(log[i]).isCloseTo(row.logProbability(one).readScalar(), within(1e-13));
            }
        }
    }

    @Test
    void theGradientIsImplicit() {
        try (TensorScope scope = runtime.scope()) {
            assertThat(draws(3, 1).batch(1).gradient()).isEqualTo(GradientKind.IMPLICIT);
        }
    }
}
