// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;

/** Concrete densities and categorical divergences against reference values, in float64. */
class GoldenCategoricalTest {

    private static final String FILE = "gumbel_softmax.json";
    private static final Golden GOLDEN = Golden.beside(GoldenCategoricalTest.class, FILE);
    private static final double TOLERANCE = 1e-11;

    private static final Logger LOG = LoggerFactory.getLogger(GoldenCategoricalTest.class);
    private static final DoubleAccumulator WORST = new DoubleAccumulator(Math::max, 0);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterAll
    static void tellTheWorstError() {
        LOG.info("{}: worst error {}, relative to max(1, |value|)", FILE, WORST.get());
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> concrete() {
        return GOLDEN.cases("concrete");
    }

    static Stream<JsonNode> expConcrete() {
        return GOLDEN.cases("exp_concrete");
    }

    static Stream<JsonNode> categorical() {
        return GOLDEN.cases("categorical");
    }

    static Stream<JsonNode> transforms() {
        return GOLDEN.cases("gumbel_transform");
    }

    @Test
    void everyCaseIsRead() {
        assertThat(concrete()).hasSize(27);
        assertThat(expConcrete()).hasSize(27);
        assertThat(categorical()).hasSize(9);
        assertThat(transforms()).hasSize(6);
    }

    /** As the golden files are compared: |got - want| <= absolute + relative |want|. */
    private static void assertClose(
            String name, double[] got, double[] want, double relative, double absolute) {
        assertThat(got).as(name).hasSameSizeAs(want);
        for (int i = 0; i < got.length; i++) {
            double error = Math.abs(got[i] - want[i]);
            assertThat(error)
                    .as("%s [%d]: got %s, want %s", name, i, got[i], want[i])
                    .isLessThanOrEqualTo(absolute + relative * Math.abs(want[i]));
            WORST.accumulate(error / Math.max(1, Math.abs(want[i])));
        }
    }

    private static double[] numbers(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .flatMapToDouble(
                        child ->
                                child.isArray()
                                        ? DoubleStream.of(numbers(child))
                                        : DoubleStream.of(child.asDouble()))
                .toArray();
    }

    /** A density of [points, k], summed so that each point's gradient is its own row. */
    private interface Density {
        Tensor of(Tensor logits);
    }

    private void assertDensity(JsonNode golden, int points, Density density) {
        double[] logits = numbers(golden.at("/input/logits"));
        double[] repeated =
                IntStream.range(0, points)
                        .boxed()
                        .flatMapToDouble(i -> DoubleStream.of(logits))
                        .toArray();
        Tensor rows;
        try (TensorScope scope = runtime.scope()) {
            rows = runtime.keep(runtime.tensor(repeated, Shape.of(points, logits.length)), true);
        }
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Tensor value = density.of(rows);
            assertClose(
                    "log density",
                    value.readDoubles(),
                    numbers(golden.at("/expected/log_density")),
                    TOLERANCE,
                    TOLERANCE);
            assertClose(
                    "gradient",
                    tape.gradients(value.sum()).of(rows).readDoubles(),
                    numbers(golden.at("/expected/dlogdensity_dlogits")),
                    1e-10,
                    TOLERANCE);
        }
        runtime.release(rows);
    }

    private Tensor points(JsonNode rows) {
        int count = rows.size();
        return runtime.tensor(numbers(rows), Shape.of(count, rows.get(0).size()));
    }

    @ParameterizedTest
    @MethodSource("expConcrete")
    void logarithmicDensity(JsonNode golden) {
        JsonNode y = golden.at("/input/y");
        double t = golden.at("/input/temperature").asDouble();
        assertDensity(golden, y.size(), logits -> Concrete.logDensity(logits, t, points(y)));
    }

    /** The density of x itself has the further factor 1 / prod_j x_j. */
    @ParameterizedTest
    @MethodSource("concrete")
    void densityOnTheSimplex(JsonNode golden) {
        JsonNode x = golden.at("/input/x");
        double t = golden.at("/input/temperature").asDouble();
        assertDensity(
                golden,
                x.size(),
                logits -> {
                    Tensor y = points(x).log();
                    return Concrete.logDensity(logits, t, y).sub(y.sum(-1));
                });
    }

    @ParameterizedTest
    @MethodSource("categorical")
    void categoricalDivergences(JsonNode golden) {
        JsonNode expected = golden.get("expected");
        double[] logitsQ = numbers(golden.at("/input/logits_q"));
        double[] logitsP = numbers(golden.at("/input/logits_p"));
        int k = logitsQ.length;
        Tensor q;
        try (TensorScope scope = runtime.scope()) {
            q = runtime.keep(runtime.vector(logitsQ), true);
            DiscreteCategorical discrete = new DiscreteCategorical(q.reshape(1, 1, k));
            Tensor each = runtime.indices(IntStream.range(0, k).toArray(), Shape.of(k));
            assertClose(
                    "log_probs",
                    discrete.logProbability(each.oneHot(k).reshape(k, 1, 1, k)).readDoubles(),
                    numbers(expected.get("log_probs")),
                    TOLERANCE,
                    TOLERANCE);
            assertClose(
                    "probs",
                    discrete.location().readDoubles(),
                    numbers(expected.get("probs")),
                    TOLERANCE,
                    TOLERANCE);
        }
        try (TensorScope scope = runtime.scope()) {
            Tensor uniform = runtime.scalar(-Math.log(k));
            assertKl(q, uniform, expected.get("kl_uniform"), expected.get("dkl_uniform_dlogits"));
        }
        try (TensorScope scope = runtime.scope()) {
            Tensor p = runtime.vector(logitsP).logSoftmax(-1);
            assertKl(q, p, expected.get("kl"), expected.get("dkl_dlogits_q"));
        }
    }

    private void assertKl(Tensor q, Tensor logPrior, JsonNode kl, JsonNode gradient) {
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor found = Fused.categoricalKl(q, logPrior);
            assertClose("kl", found.readDoubles(), new double[] {kl.asDouble()}, TOLERANCE, 1e-13);
            assertClose(
                    "dkl/dlogits",
                    tape.gradients(found).of(q).readDoubles(),
                    numbers(gradient),
                    TOLERANCE,
                    TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void drawsFromUniforms(JsonNode golden) {
        double t = golden.at("/input/temperature").asDouble();
        try (TensorScope scope = runtime.scope()) {
            Tensor logits = runtime.vector(numbers(golden.at("/input/logits")));
            Tensor u = runtime.vector(numbers(golden.at("/input/uniforms")));
            Tensor logExponentials = u.log().neg().log();
            JsonNode expected = golden.get("expected");
            assertClose(
                    "gumbels",
                    logExponentials.neg().readDoubles(),
                    numbers(expected.get("gumbels")),
                    TOLERANCE,
                    TOLERANCE);
            Tensor tempered = Concrete.tempered(logits, logExponentials, t);
            assertClose(
                    "log_sample",
                    tempered.logSoftmax(-1).readDoubles(),
                    numbers(expected.get("log_sample")),
                    TOLERANCE,
                    TOLERANCE);
            assertClose(
                    "sample",
                    tempered.softmax(-1).readDoubles(),
                    numbers(expected.get("sample")),
                    1e-10,
                    1e-14);
            assertThat(tempered.argMax(-1).readInts())
                    .containsExactly(expected.get("hard_index").asInt());
        }
    }
}
