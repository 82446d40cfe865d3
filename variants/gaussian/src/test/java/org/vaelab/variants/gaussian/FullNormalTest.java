// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Differentiated;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

/** Normals with any and with diagonal covariance, against reference values and each other. */
class FullNormalTest {

    private static final Logger LOG = LoggerFactory.getLogger(FullNormalTest.class);
    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final Golden GAUSSIAN = Golden.beside(FullNormalTest.class, "gaussian.json");
    private static final RandomKey KEY = RandomKey.of(31);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterAll
    static void tellTheWorstErrors() {
        LOG.info("{}", GAUSSIAN);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> full() {
        return GAUSSIAN.cases("full");
    }

    static Stream<JsonNode> diagonalDensities() {
        return GAUSSIAN.cases("log_pdf_diag");
    }

    static Stream<JsonNode> diagonalDivergences() {
        return GAUSSIAN.cases("kl_diag_standard");
    }

    @Test
    void everyCaseIsRead() {
        assertThat(full()).hasSize(6);
        assertThat(diagonalDensities()).hasSize(6);
        assertThat(diagonalDivergences()).hasSize(8);
    }

    /** L with L L^T = A, row-major. */
    private static double[] cholesky(double[] a, int d) {
        double[] lower = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i * d + j];
                for (int m = 0; m < j; m++) {
                    sum -= lower[i * d + m] * lower[j * d + m];
                }
                lower[i * d + j] = i == j ? Math.sqrt(sum) : sum / lower[j * d + j];
            }
        }
        return lower;
    }

    private FullNormal normal(TensorRuntime on, double[] mean, double[] factor) {
        int d = mean.length;
        return new FullNormal(
                on.tensor(mean, Shape.of(1, d)), on.tensor(factor, Shape.of(1, d, d)));
    }

    /**
     * The divergence between two Normals is one to N(0, I) after the map that whitens the second:
     * that map is the forward substitution of the log-density, so that {@code kl} tests it too.
     */
    @ParameterizedTest
    @MethodSource("full")
    void fullCovarianceAgainstReferenceValues(JsonNode golden) {
        JsonNode input = golden.get("input");
        double[] mean0 = Golden.numbers(input, "mu0");
        double[] mean1 = Golden.numbers(input, "mu1");
        int d = mean0.length;
        double[] factor0 = cholesky(Golden.numbers(input, "cov0"), d);
        double[] factor1 = cholesky(Golden.numbers(input, "cov1"), d);
        try (TensorScope scope = runtime.scope()) {
            FullNormal q = normal(runtime, mean0, factor0);
            Tensor x = runtime.tensor(Golden.numbers(input, "x"), Shape.of(1, 1, d));
            GAUSSIAN.check(golden, "log_pdf", q.logProbability(x).readDoubles());
            GAUSSIAN.check(golden, "entropy", q.entropy().orElseThrow().readDoubles());
            GAUSSIAN.check(golden, "kl_standard", q.klToStandardNormal().readDoubles());
            GAUSSIAN.check(golden, "kl", divergence(mean0, factor0, mean1, factor1));
            GAUSSIAN.check(golden, "kl_reverse", divergence(mean1, factor1, mean0, factor0));
        }
    }

    private double divergence(double[] mean0, double[] factor0, double[] mean1, double[] factor1) {
        int d = mean0.length;
        double[] shifted = new double[d];
        Arrays.setAll(shifted, i -> mean0[i] - mean1[i]);
        double[] whitened = new double[d * d];
        for (int column = 0; column < d; column++) {
            double[] solved = substituted(factor1, column(factor0, column, d));
            for (int row = 0; row < d; row++) {
                whitened[row * d + column] = solved[row];
            }
        }
        return normal(runtime, substituted(factor1, shifted), whitened)
                .klToStandardNormal()
                .readDoubles()[0];
    }

    private static double[] column(double[] matrix, int column, int d) {
        double[] values = new double[d];
        Arrays.setAll(values, row -> matrix[row * d + column]);
        return values;
    }

    private static double[] substituted(double[] lower, double[] right) {
        int d = right.length;
        double[] solved = right.clone();
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                solved[i] -= lower[i * d + j] * solved[j];
            }
            solved[i] /= lower[i * d + i];
        }
        return solved;
    }

    @ParameterizedTest
    @MethodSource("diagonalDensities")
    void diagonalDensitiesAgainstReferenceValues(JsonNode golden) {
        JsonNode input = golden.get("input");
        double[] mean = Golden.numbers(input, "mu");
        double[] logVariance = logVariances(Golden.numbers(input, "sigma"));
        double[] x = Golden.numbers(input, "x");
        Shape row = Shape.of(1, mean.length);
        Differentiated found =
                Differentiated.at(
                        runtime,
                        in ->
                                new DiagonalNormal(in.get(0), in.get(1))
                                        .logProbability(in.get(2).expandDims(0)),
                        List.of(mean, logVariance, x),
                        List.of(row, row, row));
        GAUSSIAN.check(golden, "log_pdf", found.value());
        GAUSSIAN.check(golden, "dlogpdf_dmu", found.gradients().get(0));
        GAUSSIAN.check(golden, "dlogpdf_dlogsigma", doubled(found.gradients().get(1)));
        GAUSSIAN.check(golden, "dlogpdf_dx", found.gradients().get(2));
        double[] terms = new double[mean.length];
        try (TensorScope scope = runtime.scope()) {
            for (int i = 0; i < terms.length; i++) {
                DiagonalNormal one =
                        new DiagonalNormal(
                                runtime.tensor(new double[] {mean[i]}, Shape.of(1, 1)),
                                runtime.tensor(new double[] {logVariance[i]}, Shape.of(1, 1)));
                Tensor z = runtime.tensor(new double[] {x[i]}, Shape.of(1, 1, 1));
                terms[i] = one.logProbability(z).readDoubles()[0];
            }
        }
        GAUSSIAN.check(golden, "log_pdf_per_dim", terms);
    }

    @ParameterizedTest
    @MethodSource("diagonalDivergences")
    void diagonalDivergencesAgainstReferenceValues(JsonNode golden) {
        JsonNode input = golden.get("input");
        double[] mean = Golden.numbers(input, "mu");
        double[] logVariance = Golden.numbers(input, "logvar");
        Differentiated found =
                Differentiated.at(
                        runtime,
                        in -> Fused.normalKl(in.get(0), in.get(1)),
                        List.of(mean, logVariance),
                        List.of(Shape.of(1, mean.length), Shape.of(1, mean.length)));
        GAUSSIAN.check(golden, "kl", found.value());
        GAUSSIAN.check(golden, "dkl_dmu", found.gradients().get(0));
        GAUSSIAN.check(golden, "dkl_dlogsigma", doubled(found.gradients().get(1)));
        Shape column = Shape.of(mean.length, 1);
        try (TensorScope scope = runtime.scope()) {
            Tensor each =
                    Fused.normalKl(
                            runtime.tensor(mean, column), runtime.tensor(logVariance, column));
            GAUSSIAN.check(golden, "kl_per_dim", each.readDoubles());
            double[] factor = new double[mean.length * mean.length];
            double[] sigma = Golden.numbers(input, "sigma");
            for (int i = 0; i < sigma.length; i++) {
                factor[i * (sigma.length + 1)] = sigma[i];
            }
            FullNormal diagonal = normal(runtime, mean, factor);
            GAUSSIAN.check(golden, "entropy", diagonal.entropy().orElseThrow().readDoubles());
        }
    }

    /** From the derivative in log sigma^2 to that in log sigma. */
    private static double[] doubled(double[] gradient) {
        return Arrays.stream(gradient).map(g -> 2 * g).toArray();
    }

    private static double[] logVariances(double[] sigma) {
        return Arrays.stream(sigma).map(s -> 2 * Math.log(s)).toArray();
    }

    private static Tensor headOutput(TensorRuntime on, int batch, int d) {
        int width = new FullNormalFamily(d).head().width();
        return on.normal(KEY.split("head"), Shape.of(batch, width));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void gradientsAreThoseOfFiniteDifferences(int d) {
        try (TensorRuntime reference = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = reference.scope()) {
            FullNormalFamily family = new FullNormalFamily(d);
            Tensor head = headOutput(reference, 2, d);
            Tensor z = reference.normal(KEY.split("z"), Shape.of(3, 2, d));
            GradientCheck check = GradientCheck.of(reference);
            check.check(
                    "log density",
                    in -> family.of(in.get(0), Phase.evaluation()).logProbability(in.get(1)),
                    head,
                    z);
            check.check(
                    "draw",
                    in -> {
                        Draw draw = family.of(in.get(0), Phase.evaluation()).draw(KEY, 3);
                        return draw.z().square().sum(-1).add(draw.logProbability());
                    },
                    head);
            check.check(
                    "divergence",
                    in -> family.of(in.get(0), Phase.evaluation()).klToStandardNormal(),
                    head);
        }
    }

    /** A draw carries the density that forward substitution finds for it; d not a power of two. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 20, 50})
    void theDensityOfADrawIsThatOfItsValue(int d) {
        try (TensorScope scope = runtime.scope()) {
            FullNormal q =
                    new FullNormalFamily(d)
                            .of(headOutput(runtime, 4, d).mul(0.5), Phase.evaluation());
            Draw draw = q.draw(KEY, 3);
            double[] carried = draw.logProbability().readDoubles();
            double[] found = q.logProbability(draw.z()).readDoubles();
            for (int i = 0; i < carried.length; i++) {
                assertThat(found[i]).isCloseTo(carried[i], within(1e-9 * Math.abs(carried[i])));
            }
            double[] noise = draw.z().sub(q.mean()).readDoubles();
            assertThat(Arrays.stream(noise).anyMatch(x -> Math.abs(x) > 0.1)).isTrue();
        }
    }

    /** The trapezoidal rule, spectrally accurate here, on a square of +-15; and the divergence. */
    @Test
    void integratesToOneAndToItsDivergence() {
        try (TensorScope scope = runtime.scope()) {
            FullNormal q =
                    normal(runtime, new double[] {0.5, -1}, new double[] {0.7, 0, -0.9, 1.1});
            StandardNormal p = new StandardNormal(runtime, new Euclidean(2));
            int n = 600;
            double step = 30.0 / n;
            double[] points = new double[2 * (n + 1) * (n + 1)];
            for (int i = 0; i < points.length / 2; i++) {
                int row = i / (n + 1);
                int column = i % (n + 1);
                points[2 * i] = row * step - 15;
                points[2 * i + 1] = column * step - 15;
            }
            Tensor z = runtime.tensor(points, Shape.of(points.length / 2, 1, 2));
            Tensor log = q.logProbability(z);
            Tensor mass = log.exp().mul(step * step);
            assertThat(mass.sum().readScalar()).isCloseTo(1, within(1e-12));
            assertThat(mass.mul(log.sub(p.logProbability(z))).sum().readScalar())
                    .isCloseTo(q.klToStandardNormal().readDoubles()[0], within(1e-11));
            assertThat(-mass.mul(log).sum().readScalar())
                    .isCloseTo(q.entropy().orElseThrow().readDoubles()[0], within(1e-11));
        }
    }

    /**
     * Projections of draws have the Normal law of a^T z; the covariance is seen, not the diagonal.
     */
    @Test
    void drawsHaveTheCovariance() {
        double[] factor = {0.7, 0, 0, -0.9, 1.1, 0, 0.4, 0.8, 0.3};
        double[] mean = {0.5, -1, 2};
        int n = 20_000;
        try (TensorScope scope = runtime.scope()) {
            Tensor z = normal(runtime, mean, factor).draw(KEY, n).z();
            assertThat(z.shape()).isEqualTo(Shape.of(n, 1, 3));
            for (int i = 0; i < 5; i++) {
                double[] a = KEY.split("projection").fold(i).normal(3);
                double centre = 0;
                double variance = 0;
                double uncorrelated = 0;
                for (int column = 0; column < 3; column++) {
                    double along = 0;
                    for (int row = 0; row < 3; row++) {
                        along += a[row] * factor[3 * row + column];
                        uncorrelated += Math.pow(a[row] * factor[3 * row + column], 2);
                    }
                    variance += along * along;
                    centre += a[column] * mean[column];
                }
                double[] projected = z.mul(runtime.vector(a)).sum(-1).readDoubles();
                NormalDistribution law = new NormalDistribution(centre, Math.sqrt(variance));
                ASSERT.distribution("a z", projected, law::cumulativeProbability);
                if (Math.abs(Math.log(uncorrelated / variance)) > 0.5) {
                    NormalDistribution other =
                            new NormalDistribution(centre, Math.sqrt(uncorrelated));
                    assertThatThrownBy(
                                    () ->
                                            ASSERT.distribution(
                                                    "a z", projected, other::cumulativeProbability))
                            .isInstanceOf(AssertionError.class);
                }
            }
        }
    }

    @Test
    void aDiagonalFactorIsADiagonalNormal() {
        double[] mean = {0.3, -2, 1};
        double[] sigma = {0.5, 3, 1e-3};
        try (TensorScope scope = runtime.scope()) {
            double[] factor = {sigma[0], 0, 0, 0, sigma[1], 0, 0, 0, sigma[2]};
            FullNormal full = normal(runtime, mean, factor);
            DiagonalNormal diagonal =
                    new DiagonalNormal(
                            runtime.tensor(mean, Shape.of(1, 3)),
                            runtime.tensor(logVariances(sigma), Shape.of(1, 3)));
            Draw one = full.draw(KEY, 5);
            Draw other = diagonal.draw(KEY, 5);
            assertClose(one.z().readDoubles(), other.z().readDoubles());
            assertClose(one.logProbability().readDoubles(), other.logProbability().readDoubles());
            assertClose(
                    full.klToStandardNormal().readDoubles(),
                    Fused.normalKl(diagonal.mean(), diagonal.logVariance()).readDoubles());
        }
    }

    private static void assertClose(double[] got, double[] want) {
        for (int i = 0; i < want.length; i++) {
            assertThat(got[i]).isCloseTo(want[i], within(1e-12 * (1 + Math.abs(want[i]))));
        }
    }

    @Test
    void theHeadHasAFactorRowByRow() {
        FullNormalFamily family = new FullNormalFamily(3);
        assertThat(family.head().width()).isEqualTo(9);
        try (TensorScope scope = runtime.scope()) {
            double one = Math.log(Math.E - 1);
            Tensor output =
                    runtime.tensor(new double[] {7, 8, 9, one, one, one, 4, 5, 6}, Shape.of(1, 9));
            FullNormal q = family.of(output, Phase.evaluation());
            assertThat(q.mean().readDoubles()).containsExactly(7, 8, 9);
            assertClose(q.factor().readDoubles(), new double[] {1, 0, 0, 4, 1, 0, 5, 6, 1});
            assertThat(new FullNormalFamily(1).head().width()).isEqualTo(2);
        }
    }

    /** Numbers that the head would change are rejected. */
    @Test
    void aFactorFromElsewhereIsAsGivenOrRejected() {
        FullNormalFamily family = new FullNormalFamily(1);
        try (TensorScope scope = runtime.scope()) {
            for (double sigma : new double[] {1e-13, 1e-6, 1, 1e6}) {
                Tensor head = head(family, sigma);
                assertThat(family.of(head, Phase.evaluation()).factor().readDoubles()[0])
                        .isCloseTo(sigma, withinPercentage(1e-9));
            }
            assertThatThrownBy(() -> head(family, 9e-14))
                    .hasMessageContaining("the diagonal at least 1.0E-13");
        }
    }

    private Tensor head(FullNormalFamily family, double sigma) {
        Tensor one = runtime.full(sigma, Shape.of(1, 1));
        return family.forms().get(0).toHead().apply(List.of(one, one));
    }

    @Test
    void shapesMustAgree() {
        try (TensorScope scope = runtime.scope()) {
            assertThatThrownBy(
                            () ->
                                    new FullNormal(
                                            runtime.zeros(Shape.of(2, 3)),
                                            runtime.zeros(Shape.of(2, 3, 2))))
                    .hasMessage("mean [2, 3] and factor [2, 3, 2] are not [B, d] and [B, d, d]");
        }
    }
}
