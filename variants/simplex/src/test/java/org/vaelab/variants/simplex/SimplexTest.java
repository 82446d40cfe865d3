// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.latent.Simplex;
import org.vaelab.framework.latent.UnitCube;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/** Reference values, limit cases, draws that round to the border, walks, and hierarchies. */
class SimplexTest {

    private static final Golden GOLDEN = Golden.beside(SimplexTest.class, "simplex.json");
    private static final RandomKey KEY = RandomKey.of(3);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    static Stream<JsonNode> kumaraswamy() {
        return GOLDEN.cases("kumaraswamy");
    }

    static Stream<JsonNode> dirichlet() {
        return GOLDEN.cases("dirichlet");
    }

    static Stream<JsonNode> sticks() {
        return GOLDEN.cases("stick-breaking");
    }

    static Stream<JsonNode> complements() {
        return GOLDEN.cases("complement");
    }

    /** The numbers of an input as the only row. */
    private Tensor row(JsonNode golden, String field) {
        double[] values = Golden.numbers(golden.get("input"), field);
        return runtime.tensor(values, Shape.of(1, values.length));
    }

    private Tensor weights(double... values) {
        return runtime.tensor(values, Shape.of(1, values.length));
    }

    @ParameterizedTest
    @MethodSource("kumaraswamy")
    void kumaraswamyIsThatOfTheReference(JsonNode golden) {
        Kumaraswamy q = new Kumaraswamy(row(golden, "a"), row(golden, "b"));
        GOLDEN.check(golden, "mean", q.expectation().orElseThrow().readDoubles());
        GOLDEN.check(golden, "logDensity", q.ofLogs(row(golden, "logLog")).readDoubles());
        GOLDEN.check(golden, "entropy", q.entropy().orElseThrow().readDoubles());
        Tensor kl = q.klToBeta(new BetaSticks(row(golden, "alpha"), row(golden, "beta")));
        GOLDEN.check(golden, "kl", kl.readDoubles());
    }

    @ParameterizedTest
    @MethodSource("dirichlet")
    void dirichletIsThatOfTheReference(JsonNode golden) {
        Dirichlet q = new Dirichlet(row(golden, "concentration"));
        GOLDEN.check(golden, "logDensity", q.ofLogs(row(golden, "logWeights")).readDoubles());
        GOLDEN.check(golden, "kl", q.kl(new Dirichlet(row(golden, "prior"))).readDoubles());
    }

    @ParameterizedTest
    @MethodSource("sticks")
    void stickBreakingIsThatOfTheReference(JsonNode golden) {
        StickBreaking q = new StickBreaking(new Kumaraswamy(row(golden, "a"), row(golden, "b")));
        GOLDEN.check(golden, "logDensity", q.ofLogs(row(golden, "logWeights")).readDoubles());
        GOLDEN.check(golden, "mean", q.expectation().orElseThrow().readDoubles());
    }

    @ParameterizedTest
    @MethodSource("complements")
    void complementIsThatOfTheReference(JsonNode golden) {
        GOLDEN.check(golden, "value", LogLog.complement(row(golden, "logLog")).readDoubles());
    }

    /** Uniform distributions have the density of the volume, (k - 1)! on the simplex. */
    @Test
    void shapesOfOneAreUniform() {
        Tensor one = runtime.ones(Shape.of(1, 1));
        Kumaraswamy uniform = new Kumaraswamy(one, one);
        assertThat(uniform.logProbability(weights(0.3)).readScalar()).isZero();
        assertThat(uniform.klToUniform().readScalar()).isCloseTo(0, within(1e-15));
        Dirichlet flat = new Dirichlet(runtime.ones(Shape.of(1, 4)));
        double density = flat.logProbability(weights(0.1, 0.2, 0.3, 0.4)).readScalar();
        assertThat(density).isCloseTo(Math.log(6), within(1e-13));
    }

    /**
     * Weights of small concentrations underflow in float32, and fractions round to 1. The densities
     * of such draws under q and priors are those of float64, to the rounding of logarithms of up to
     * 1e5.
     */
    @ParameterizedTest
    @CsvSource({"kumaraswamy, beta", "dirichlet, dirichlet", "stick-breaking, gem"})
    void densitiesAreRightWhereValuesRoundToTheBorder(String posterior, String prior) {
        double[][] inFloat = densities(posterior, DType.FLOAT32);
        double[][] exact = densities(posterior, DType.FLOAT64);
        assertThat(Stream.of(inFloat[2]).flatMapToDouble(Arrays::stream))
                .as("values at the border")
                .anyMatch(z -> z == 0 || z == 1);
        for (int which = 0; which < 2; which++) {
            for (int i = 0; i < exact[which].length; i++) {
                assertThat(inFloat[which][i])
                        .as(prior + " " + i)
                        .isCloseTo(
                                exact[which][i], within(2e-5 * (10 + Math.abs(exact[which][i]))));
            }
        }
    }

    /** The log densities under q, those under a prior, and the values. */
    private static double[][] densities(String posterior, DType dtype) {
        try (TensorRuntime own = Runtimes.reference(dtype);
                TensorScope ofOwn = own.scope()) {
            Tensor small = own.full(0.01, Shape.of(1, 4));
            Posterior q =
                    switch (posterior) {
                        case "kumaraswamy" -> new Kumaraswamy(small.add(0.2), small);
                        case "dirichlet" -> new Dirichlet(small);
                        default -> new StickBreaking(new Kumaraswamy(small.add(0.2), small));
                    };
            Draw draw = q.draw(KEY, 50);
            Tensor underPrior =
                    switch (posterior) {
                        case "kumaraswamy" ->
                                draw.logProbabilityUnder(
                                        new BetaPrior(own, new UnitCube(4), 0.3, 0.2));
                        case "dirichlet" ->
                                draw.logProbabilityUnder(new Dirichlet(own.full(0.1, Shape.of(4))));
                        default ->
                                draw.logProbabilityUnder(
                                        new SticksPrior(
                                                new Simplex(5),
                                                List.of(),
                                                () ->
                                                        new BetaSticks(
                                                                own.ones(Shape.of(4)),
                                                                own.full(0.5, Shape.of(4)))));
                    };
            return new double[][] {
                draw.logProbability().readDoubles(),
                underPrior.readDoubles(),
                draw.z().readDoubles()
            };
        }
    }

    /** From a corner to the opposite edge it is a quarter of a circle of radius 2. */
    @Test
    void distancesAreThoseOfTheFisherRaoMetric() {
        Simplex simplex = new Simplex(3);
        double far =
                simplex.distance(weights(1, 0, 0), weights(0, 0.5, 0.5)).orElseThrow().readScalar();
        assertThat(far).isCloseTo(Math.PI, within(1e-12));
        double expected = 2 * Math.acos(Math.sqrt(0.25) + Math.sqrt(0.1));
        double near =
                simplex.distance(weights(0.5, 0.2, 0.3), weights(0.5, 0.5, 0))
                        .orElseThrow()
                        .readScalar();
        assertThat(near).isCloseTo(expected, within(1e-12));
        Tensor along =
                simplex.walks()
                        .orElseThrow()
                        .alongUnit(weights(0.2, 0.2, 0.6), 0, 3, weights(1, 0, 0));
        assertThat(along.readDoubles())
                .containsExactly(
                        new double[] {0, 0.25, 0.75, 0.5, 0.125, 0.375, 1, 0, 0}, within(1e-12));
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kumaraswamy(2) > toy-normal(2)",
                "toy-normal(2) > dirichlet(3)",
                "dirichlet(3) > dirichlet(3)",
                "sticks(3) > kumaraswamy(2)"
            })
    void chainsTrain(String layers) throws Exception {
        Plugins plugins = ToyModule.besideTheModulesOf(SimplexTest.class.getClassLoader());
        Hierarchy chain = HierarchyNotation.parse(layers, plugins);
        try (ChainRun run =
                ChainRun.of(
                        Runtimes.nd4j(DType.FLOAT32),
                        SmallProblem.of(plugins, new ToyNormal.Family(2)),
                        chain,
                        150)) {
            run.requireSound(0.5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, a simplex needs at least 2 weights",
        "0, a simplex needs at least 2 weights",
    })
    void tooFewWeightsAreRejected(int k, String message) {
        assertThatThrownBy(() -> new DirichletFamily(k)).hasMessageContaining(message);
    }

    @Test
    void concentrationsMustBePositive() {
        assertThatThrownBy(() -> StrictMapper.of(SticksPrior.Gem.class, Map.of("concentration", 0)))
                .hasMessageContaining("concentration must be finite and above 0, is 0");
        assertThatThrownBy(() -> new BetaPrior.Settings(1, -1))
                .hasMessage("beta must be finite and above 0, is -1.0");
    }
}
