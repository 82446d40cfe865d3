// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.parts.prior.AutoregressiveNormal;
import org.vaelab.framework.parts.prior.LearnedNormal;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

/** Densities of independent Normals pair by pair, and the divergence between two of them. */
class DiagonalNormalTest {

    private static final Golden GOLDEN = Golden.beside(DiagonalNormalTest.class, "gaussian.json");
    private static final RandomKey KEY = RandomKey.of(37);
    private static final Plugins PLUGINS = Plugins.of(List.of(new GaussianModule()));

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    /** A deviation or a variance of 0 would count as 1e-38. */
    @Test
    void spreadsOfAnEncoderFromElsewhereHaveALeast() {
        List<HeadForm> forms = new DiagonalNormalFamily(1).asGiven().forms();
        assertThat(forms.stream().map(form -> form.numbers().get(1).least()))
                .containsExactly(
                        Double.NEGATIVE_INFINITY,
                        (double) Float.MIN_NORMAL,
                        (double) Float.MIN_NORMAL,
                        Double.NEGATIVE_INFINITY);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> againstTheStandardOne() {
        return GOLDEN.cases("kl_diag_standard");
    }

    static Stream<JsonNode> againstAnotherOne() {
        return GOLDEN.cases("kl_diag_diag");
    }

    @Test
    void everyCaseIsRead() {
        assertThat(againstTheStandardOne()).hasSize(8);
        assertThat(againstAnotherOne()).hasSize(6);
    }

    private static DiagonalNormal random(TensorRuntime on, String name, int rows, int d) {
        RandomKey key = KEY.split(name);
        Shape shape = Shape.of(rows, d);
        return new DiagonalNormal(
                on.normal(key.split("mean"), shape), on.normal(key.split("logVariance"), shape));
    }

    private static DiagonalNormal row(DiagonalNormal normals, int r) {
        return new DiagonalNormal(
                normals.mean().slice(0, r, r + 1), normals.logVariance().slice(0, r, r + 1));
    }

    private static void assertClose(double got, double want, double relative) {
        assertThat(got).isCloseTo(want, within(relative * (1 + Math.abs(want))));
    }

    // --------------------------------------------------------------------------- pair by pair

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 50})
    void pairwiseDensitiesAreThoseOfEachPair(int d) {
        int rows = 4;
        int points = 6;
        try (TensorScope scope = runtime.scope()) {
            DiagonalNormal normals = random(runtime, "rows", rows, d);
            Tensor z = runtime.normal(KEY.split("points"), Shape.of(points, d)).mul(3);
            Tensor found = normals.pairwise().of(z);
            assertThat(found.shape()).isEqualTo(Shape.of(points, rows));
            double[] log = found.readDoubles();
            for (int r = 0; r < rows; r++) {
                Tensor own = row(normals, r).logProbability(z.expandDims(1));
                double[] expected = own.readDoubles();
                for (int n = 0; n < points; n++) {
                    assertClose(log[n * rows + r], expected[n], 1e-12);
                }
            }
        }
    }

    /** The expanded square cancels: far from 0 a float32 would have nothing left of it. */
    @Test
    void pairwiseDensitiesFarFromTheOriginKeepTheirDigitsInSinglePrecision() {
        double[][] found = new double[2][];
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (TensorRuntime own = Runtimes.nd4j(dtype);
                    TensorScope scope = own.scope()) {
                DiagonalNormal normals =
                        new DiagonalNormal(
                                own.tensor(new double[] {1000, -500, 250, 0}, Shape.of(2, 2)),
                                own.tensor(new double[] {-2, -1, -3, 0}, Shape.of(2, 2)));
                Tensor z = own.tensor(new double[] {1000.5, -500.25, 250.125, 1}, Shape.of(2, 2));
                Tensor log = normals.pairwise().of(z);
                assertThat(log.dtype()).isEqualTo(dtype);
                found[dtype == DType.FLOAT32 ? 0 : 1] = log.readDoubles();
            }
        }
        for (int i = 0; i < found[0].length; i++) {
            assertClose(found[0][i], found[1][i], 1e-6);
        }
    }

    @Test
    void pairwiseDensitiesHaveTheirDerivatives() {
        try (TensorRuntime reference = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = reference.scope()) {
            DiagonalNormal normals = random(reference, "rows", 3, 2);
            GradientCheck.of(reference)
                    .check(
                            "pairwise",
                            in -> new DiagonalNormal(in.get(0), in.get(1)).pairwise().of(in.get(2)),
                            normals.mean(),
                            normals.logVariance(),
                            reference.normal(KEY.split("points"), Shape.of(4, 2)));
        }
    }

    // ---------------------------------------------------------------------------- divergences

    private static AnalyticKl<?, ?> kl(Distribution q, Distribution p) {
        return PLUGINS.divergences().find(q, p).orElseThrow();
    }

    private static double[] divergence(Distribution q, Distribution p) {
        return kl(q, p).of(q, p).readDoubles();
    }

    private static double[] units(Distribution q, Distribution p) {
        return kl(q, p).perUnit(q, p).orElseThrow().readDoubles();
    }

    /** The prior announces it for all independent Normals, and needs to know of no family. */
    @Test
    void theDivergenceFromCorrelatedNormalsIsKnown() {
        Plugins both = Plugins.of(List.of(new StandardModule(), new GaussianModule()));
        try (TensorScope scope = runtime.scope()) {
            AutoregressiveNormal prior = AutoregressiveNormal.of(runtime, new Euclidean(6), 3);
            DiagonalNormal q = random(runtime, "correlated", 5, 6);
            AnalyticKl<?, ?> kl = both.divergences().find(q, prior).orElseThrow();
            double[] nats = kl.of(q, prior).readDoubles();
            assertThat(nats).isEqualTo(prior.divergenceOf(q).readDoubles()).hasSize(5);
            assertThat(Arrays.stream(nats).min().orElseThrow()).isGreaterThan(3);
            assertThat(kl.perUnit(q, prior)).isEmpty();
        }
    }

    private Tensor matrix(JsonNode golden, String field) {
        double[] values = Golden.numbers(golden.get("input"), field);
        return runtime.tensor(values, Shape.of(1, values.length));
    }

    private DiagonalNormal normal(JsonNode golden, String mean, String sigma) {
        return new DiagonalNormal(matrix(golden, mean), matrix(golden, sigma).log().mul(2));
    }

    /** One Normal for all rows, as a prior is: mean and log-variance [D]. */
    private LearnedNormal forAllRows(DiagonalNormal one) {
        int d = one.mean().shape().extent(1);
        LearnedNormal prior = new LearnedNormal(runtime, new Euclidean(d));
        List<Parameter> parameters = prior.parameters();
        parameters.get(0).assign(one.mean().reshape(d));
        parameters.get(1).assign(one.logVariance().reshape(d));
        return prior;
    }

    @ParameterizedTest
    @MethodSource("againstTheStandardOne")
    void unitsOfANormalAgainstTheStandardOne(JsonNode golden) {
        try (TensorScope scope = runtime.scope()) {
            DiagonalNormal q = normal(golden, "mu", "sigma");
            Euclidean space = new Euclidean(q.mean().shape().extent(1));
            StandardNormal p = new StandardNormal(runtime, space);
            assertThat(kl(q, p)).hasToString("DiagonalNormal to StandardNormal");
            GOLDEN.check(golden, "kl_per_dim", units(q, p));
            GOLDEN.check(golden, "kl", kl(q, p).perUnit(q, p).orElseThrow().sum(-1).readDoubles());
            GOLDEN.check(golden, "kl", divergence(q, p));
        }
    }

    /**
     * With one p for all rows, as priors are, and with one for each, as the layers of a chain are.
     */
    @ParameterizedTest
    @MethodSource("againstAnotherOne")
    void divergencesFromAnotherNormalAgainstReferenceValues(JsonNode golden) {
        try (TensorScope scope = runtime.scope()) {
            DiagonalNormal q = normal(golden, "mu0", "sigma0");
            DiagonalNormal forEachRow = normal(golden, "mu1", "sigma1");
            for (IndependentNormal p : List.of(forEachRow, forAllRows(forEachRow))) {
                assertThat(kl(q, p)).hasToString("DiagonalNormal to IndependentNormal");
                GOLDEN.check(golden, "kl_per_dim", units(q, p));
                GOLDEN.check(golden, "kl", divergence(q, p));
            }
        }
    }

    @Test
    void everyRowHasItsOwnDivergence() {
        int rows = 5;
        int d = 3;
        try (TensorScope scope = runtime.scope()) {
            DiagonalNormal q = random(runtime, "q", rows, d);
            DiagonalNormal p = random(runtime, "p", rows, d);
            LearnedNormal first = forAllRows(row(p, 0));
            double[] each = divergence(q, p);
            double[] all = divergence(q, first);
            assertThat(each).hasSize(rows);
            assertThat(all).hasSize(rows);
            assertThat(units(q, p)).hasSize(rows * d);
            assertThat(units(q, first)).hasSize(rows * d);
            for (int r = 0; r < rows; r++) {
                assertClose(each[r], divergence(row(q, r), row(p, r))[0], 1e-14);
                assertClose(all[r], divergence(row(q, r), row(p, 0))[0], 1e-14);
                double sum = 0;
                for (int i = 0; i < d; i++) {
                    sum += units(q, p)[r * d + i];
                }
                assertClose(sum, each[r], 1e-14);
            }
        }
    }

    /** The trapezoidal rule, spectrally accurate here, of q (log q - log p). */
    @Test
    void theDivergenceIsTheIntegral() {
        int n = 4000;
        double step = 60.0 / n;
        double[] points = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            points[i] = i * step - 30;
        }
        try (TensorScope scope = runtime.scope()) {
            int rows = 6;
            DiagonalNormal q = random(runtime, "q", rows, 1);
            DiagonalNormal p = random(runtime, "p", rows, 1);
            Tensor z =
                    runtime.tensor(points, Shape.of(n + 1, 1, 1))
                            .broadcastTo(Shape.of(n + 1, rows, 1));
            Tensor logQ = q.logProbability(z);
            double[] forEachRow =
                    logQ.exp().mul(logQ.sub(p.logProbability(z))).sum(0).mul(step).readDoubles();
            LearnedNormal one = forAllRows(row(p, 2));
            double[] forAllRows =
                    logQ.exp().mul(logQ.sub(one.logProbability(z))).sum(0).mul(step).readDoubles();
            for (int r = 0; r < rows; r++) {
                assertThat(forEachRow[r]).isPositive();
                assertClose(divergence(q, p)[r], forEachRow[r], 1e-11);
                assertClose(divergence(q, one)[r], forAllRows[r], 1e-11);
            }
        }
    }

    @Test
    void divergencesHaveTheirDerivativesInBoth() {
        try (TensorRuntime reference = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = reference.scope()) {
            DiagonalNormal q = random(reference, "q", 3, 2);
            DiagonalNormal p = random(reference, "p", 3, 2);
            GradientCheck check = GradientCheck.of(reference);
            check.check(
                    "p for each row",
                    in ->
                            new DiagonalNormal(in.get(0), in.get(1))
                                    .divergenceFrom(new DiagonalNormal(in.get(2), in.get(3))),
                    q.mean(),
                    q.logVariance(),
                    p.mean(),
                    p.logVariance());
            check.check(
                    "p for all rows, by unit",
                    in ->
                            new DiagonalNormal(in.get(0), in.get(1))
                                    .unitDivergenceFrom(new Given(in.get(2), in.get(3))),
                    q.mean(),
                    q.logVariance(),
                    row(p, 0).mean().reshape(2),
                    row(p, 0).logVariance().reshape(2));
        }
    }

    /** Parameters alone. */
    private record Given(Tensor mean, Tensor logVariance) implements IndependentNormal {
        @Override
        public Tensor logProbability(Tensor z) {
            throw new AssertionError("no density is asked for here");
        }
    }

    /** Near equality the divergence is second order, and no difference of large numbers. */
    @Test
    void almostEqualNormalsDivergeByTheSquareOfTheDifference() {
        try (TensorScope scope = runtime.scope()) {
            double small = 1e-9;
            Tensor mean = runtime.full(3, Shape.of(1, 1));
            Tensor log = runtime.full(2, Shape.of(1, 1));
            DiagonalNormal p = new DiagonalNormal(mean, log);
            assertThat(divergence(p, p)).containsExactly(0);
            double moved = divergence(new DiagonalNormal(mean.add(small), log), p)[0];
            double step = mean.add(small).sub(mean).readScalar();
            assertThat(moved).isCloseTo(0.5 * step * step * Math.exp(-2), within(1e-30));
        }
    }

    // ---------------------------------------------------------------------------------- draws

    /** K draws of R rows as one draw of K R rows: the same values, densities and order. */
    @Test
    void aDrawUnderOtherLeadingAxesIsTheSameDraw() {
        try (TensorScope scope = runtime.scope()) {
            Draw draw = random(runtime, "rows", 3, 2).draw(KEY, 4);
            Draw flat = draw.reshaped(1, 12);
            assertThat(flat.z().shape()).isEqualTo(Shape.of(1, 12, 2));
            assertThat(flat.logProbability().shape()).isEqualTo(Shape.of(1, 12));
            assertThat(flat.z().readDoubles()).isEqualTo(draw.z().readDoubles());
            Draw back = flat.reshaped(4, 3);
            assertThat(back.z().shape()).isEqualTo(draw.z().shape());
            assertThat(back.z().readDoubles()).isEqualTo(draw.z().readDoubles());
            assertThat(back.logProbability().readDoubles())
                    .isEqualTo(draw.logProbability().readDoubles());
            assertThat(flat.isRelaxed()).isFalse();
            // Under a conditional of 12 rows, draw k of row r is row 3 k + r.
            DiagonalNormal p = random(runtime, "conditional", 12, 2);
            double[] log = flat.logProbabilityUnder(p).readDoubles();
            for (int i = 0; i < 12; i++) {
                Tensor one = flat.z().slice(1, i, i + 1);
                assertThat(log[i]).isEqualTo(row(p, i).logProbability(one).readScalar());
            }
        }
    }

    @Test
    void shapesMustAgree() {
        try (TensorScope scope = runtime.scope()) {
            Tensor mean = runtime.zeros(Shape.of(2, 3));
            assertThatThrownBy(() -> new DiagonalNormal(mean, runtime.zeros(Shape.of(3))))
                    .hasMessage("mean [2, 3] and log variance [3] are not both [B, D]");
        }
    }
}
