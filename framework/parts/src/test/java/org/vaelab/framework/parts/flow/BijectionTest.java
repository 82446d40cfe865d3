// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ParameterProbe;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

/** There and back, and what happens to volumes on the way. */
final class BijectionTest {

    private static final RandomKey KEY = RandomKey.of(31);
    private static final int ROWS = 3;
    private static final int DRAWS = 4;

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
    private TensorScope scope = runtime.scope();

    @BeforeEach
    void open() {
        scope = runtime.scope();
    }

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private Flow flow(String type, int d, int layers, int context) {
        return new Flow(
                List.copyOf(
                        type.equals("iaf")
                                ? AutoregressiveStep.alternating(
                                        runtime, KEY, d, layers, List.of(6, 5), context)
                                : AffineCoupling.alternating(
                                        runtime, KEY, d, layers, List.of(6), context, "a test")));
    }

    private Flow moved(String type, int d, int layers, int context) {
        Flow flow = flow(type, d, layers, context);
        ParameterProbe.move(flow, KEY.split("move"), 0.2);
        return flow;
    }

    private Tensor points(int d) {
        return runtime.normal(KEY.split("x"), Shape.of(DRAWS, ROWS, d)).mul(2);
    }

    private Optional<Tensor> context(int width) {
        return width == 0
                ? Optional.empty()
                : Optional.of(runtime.normal(KEY.split("h"), Shape.of(ROWS, width)));
    }

    private static void assertClose(Tensor got, Tensor expected, double tolerance) {
        assertThat(got.shape()).isEqualTo(expected.shape());
        assertThat(got.readDoubles()).containsExactly(expected.readDoubles(), within(tolerance));
    }

    @ParameterizedTest
    @CsvSource({
        "iaf, 1, 2, 0",
        "iaf, 1, 2, 3",
        "iaf, 2, 1, 3",
        "iaf, 5, 4, 0",
        "iaf, 20, 3, 4",
        "real-nvp, 2, 1, 0",
        "real-nvp, 3, 2, 2",
        "real-nvp, 5, 4, 0",
        "real-nvp, 20, 3, 4"
    })
    void theWayBackLeadsBack(String type, int d, int layers, int width) {
        Flow flow = moved(type, d, layers, width);
        Tensor x = points(d);
        Optional<Tensor> h = context(width);
        Bijection.Mapped there = flow.forward(x, h);
        assertThat(there.value().readDoubles()).isNotEqualTo(x.readDoubles());
        Bijection.Mapped back = flow.inverse(there.value(), h);
        assertClose(back.value(), x, 1e-10);
        assertClose(back.logDeterminant(), there.logDeterminant().neg(), 1e-10);
        try (GradientTape tape = GradientTape.record(runtime)) {
            assertClose(flow.inverse(there.value(), h).value(), x, 1e-10);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "iaf, 1, 2, 2",
        "iaf, 2, 2, 0",
        "iaf, 5, 3, 2",
        "real-nvp, 2, 3, 0",
        "real-nvp, 5, 3, 2"
    })
    void theDeterminantIsThatOfTheJacobian(String type, int d, int layers, int width) {
        Flow flow = moved(type, d, layers, width);
        Optional<Tensor> h = context(width);
        Tensor x = points(d);
        double[] claimed = flow.forward(x, h).logDeterminant().readDoubles();
        double step = 1e-6;
        double[][][] jacobians = new double[DRAWS * ROWS][d][d];
        for (int j = 0; j < d; j++) {
            double[] direction = new double[d];
            direction[j] = step;
            Tensor shift = runtime.vector(direction);
            double[] more = flow.forward(x.add(shift), h).value().readDoubles();
            double[] less = flow.forward(x.sub(shift), h).value().readDoubles();
            for (int i = 0; i < more.length; i++) {
                jacobians[i / d][i % d][j] = (more[i] - less[i]) / (2 * step);
            }
        }
        double[] found = Arrays.stream(jacobians).mapToDouble(BijectionTest::logDet).toArray();
        assertThat(claimed).containsExactly(found, within(1e-7));
    }

    /** By elimination with pivots. */
    private static double logDet(double[][] a) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            int pivot = k;
            for (int i = k; i < a.length; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            double[] row = a[pivot];
            a[pivot] = a[k];
            a[k] = row;
            sum += Math.log(Math.abs(row[k]));
            for (int i = k + 1; i < a.length; i++) {
                double factor = a[i][k] / row[k];
                for (int j = k; j < a.length; j++) {
                    a[i][j] -= factor * row[j];
                }
            }
        }
        return sum;
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"iaf, 3, 2, 2", "iaf, 2, 2, 0", "real-nvp, 3, 2, 2", "real-nvp, 2, 2, 0"})
    void theWayBackHasItsGradients(String type, int d, int layers, int width) {
        Flow flow = moved(type, d, layers, width);
        Tensor y = flow.forward(points(d), context(width)).value();
        Tensor weights = runtime.normal(KEY.split("weights"), y.shape());
        GradientCheck.of(runtime)
                .check(
                        "x and its log-determinant in y and h",
                        in -> {
                            Optional<Tensor> h =
                                    width == 0 ? Optional.empty() : Optional.of(in.get(1));
                            Bijection.Mapped x = flow.inverse(in.get(0), h);
                            return x.value().mul(weights).sum(-1).add(x.logDeterminant());
                        },
                        y,
                        context(Math.max(1, width)).orElseThrow());
        ParameterProbe.compareWithDifferences(
                flow,
                () -> {
                    Bijection.Mapped x = flow.inverse(y, context(width));
                    return x.value().mul(weights).sum().add(x.logDeterminant().sum());
                });
    }

    @Test
    void couplingsStartAsTheIdentity() {
        Tensor x = points(5);
        Bijection.Mapped there = flow("real-nvp", 5, 4, 2).forward(x, context(2));
        assertThat(there.value().readDoubles()).isEqualTo(x.readDoubles());
        assertThat(there.logDeterminant().readDoubles()).containsOnly(0);
    }

    /** sigma = 1 / (1 + e^-2), once a step. */
    @Test
    void autoregressiveStepsStartAsAContraction() {
        Tensor x = points(5);
        double sigma = 1 / (1 + Math.exp(-2));
        Bijection.Mapped there = flow("iaf", 5, 3, 2).forward(x, context(2));
        assertClose(there.value(), x.mul(Math.pow(sigma, 3)), 1e-14);
        assertThat(Arrays.stream(there.logDeterminant().readDoubles()))
                .allSatisfy(l -> assertThat(l).isCloseTo(15 * Math.log(sigma), within(1e-13)));
    }

    /** Of steps in turn, the first coordinate moves by itself in one, and the last in the other. */
    @Test
    void theOrderTurnsFromStepToStep() {
        Flow flow = moved("iaf", 3, 2, 0);
        Tensor x = points(3);
        Tensor other = x.add(runtime.vector(0, 0, 1));
        Bijection first = flow.layers().get(0);
        Bijection second = flow.layers().get(1);
        assertClose(
                first.forward(other, Optional.empty()).value().slice(-1, 0, 2),
                first.forward(x, Optional.empty()).value().slice(-1, 0, 2),
                0);
        assertThat(second.forward(other, Optional.empty()).value().slice(-1, 0, 1).readDoubles())
                .isNotEqualTo(
                        second.forward(x, Optional.empty()).value().slice(-1, 0, 1).readDoubles());
        Tensor front = x.add(runtime.vector(1, 0, 0));
        assertClose(
                second.forward(front, Optional.empty()).value().slice(-1, 1, 3),
                second.forward(x, Optional.empty()).value().slice(-1, 1, 3),
                0);
    }

    @Test
    void theContextMovesThePoints() {
        for (String type : List.of("iaf", "real-nvp")) {
            Flow flow = moved(type, 2, 2, 3);
            Tensor h = context(3).orElseThrow();
            assertThat(flow.forward(points(2), Optional.of(h)).value().readDoubles())
                    .isNotEqualTo(
                            flow.forward(points(2), Optional.of(h.add(1))).value().readDoubles());
        }
    }

    /** A gate that is shut or wide open in float64: finite, and the exact limits. */
    @Test
    void gatesAtTheirLimitsAreFinite() {
        AutoregressiveStep step =
                AutoregressiveStep.alternating(runtime, KEY, 1, 1, List.of(2), 0).get(0);
        Tensor x = runtime.tensor(new double[] {3}, Shape.of(1, 1));
        for (double s : new double[] {-1e6, 1e6}) {
            step.parameters().stream()
                    .filter(p -> p.name().equals("output.bias"))
                    .forEach(p -> p.assign(runtime.vector(0.5, s)));
            Bijection.Mapped there = step.forward(x, Optional.empty());
            assertThat(there.value().readScalar()).isEqualTo(s < 0 ? 0.5 : 3);
            assertThat(there.logDeterminant().readScalar()).isEqualTo(s < 0 ? s : 0);
        }
    }

    /**
     * Far from all that the flow leads to there is no density, and no NaN, in single precision too.
     */
    @ParameterizedTest
    @ValueSource(strings = {"FLOAT32", "FLOAT64"})
    void thePointsOfAnotherWorldComeFromFarAway(DType dtype) {
        try (TensorRuntime own = Runtimes.reference(dtype);
                TensorScope inner = own.scope()) {
            Flow flow =
                    new Flow(
                            List.copyOf(
                                    AutoregressiveStep.alternating(own, KEY, 3, 3, List.of(6), 0)));
            ParameterProbe.move(flow, KEY.split("move"), 0.8);
            Tensor y = own.normal(KEY.split("far"), Shape.of(200, 3)).mul(1e4);
            StandardNormal base = new StandardNormal(own, new Euclidean(3));
            Bijection.Mapped x = flow.inverse(y, Optional.empty());
            double[] density = base.logProbability(x.value()).add(x.logDeterminant()).readDoubles();
            assertThat(Arrays.stream(density)).allMatch(l -> l < -100);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> flow("real-nvp", 1, 2, 0))
                .hasMessage(
                        "a coupling needs at least two coordinates: a test does not go with R^1");
        assertThatThrownBy(() -> new Flow(List.of())).hasMessage("a flow needs at least one layer");
    }
}
