// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

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
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.KlTerms;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Chains of two linear-Gaussian layers against reference values: the bound, its terms and gradients
 * over draws whose mean is the expectation, log p(x) by an integral, draws by their moments.
 */
final class HierarchicalGaussianTest {

    private static final Golden GOLDEN =
            Golden.beside(HierarchicalGaussianTest.class, "hierarchical_gaussian.json");
    private static final RandomKey KEY = RandomKey.of(3);
    private static final int BATCH = 2;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> hierarchical() {
        return GOLDEN.cases("hierarchical");
    }

    /** Those in which z1 and z2 are a number each. */
    static Stream<JsonNode> ofTwoNumbers() {
        return hierarchical()
                .filter(golden -> Golden.numbers(golden.get("input"), "A").length == 1);
    }

    @Test
    void everyCaseIsRead() {
        assertThat(hierarchical()).hasSize(12);
        assertThat(ofTwoNumbers()).hasSize(3);
    }

    private static ElboTerms terms(
            TwoLayers layers, LatentVariableModel model, Batch batch, KlMode mode) {
        return ElboTerms.of(model, batch, KEY, Phase.evaluation(), layers.samples(), mode);
    }

    private static LatentVariableModel exact(TwoLayers layers, Tensor head) {
        return new LatentVariableModel(
                layers.generative(), layers.exact(head, BATCH), TwoLayers.divergences());
    }

    /** The sum of the terms is the KL of the bound, of which each has its own expectation. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("hierarchical")
    void theTermsOfTheBound(JsonNode golden) {
        try (TensorScope scope = runtime.scope()) {
            TwoLayers layers = new TwoLayers(runtime, golden);
            LatentVariableModel model = exact(layers, layers.head());
            Batch batch = layers.batch(BATCH);
            for (KlMode mode : List.of(KlMode.AUTO, KlMode.MONTE_CARLO)) {
                ElboTerms terms = terms(layers, model, batch, mode);
                assertThat(terms.klTerms())
                        .extracting(KlTerm::name)
                        .containsExactly(TwoLayers.TOP, TwoLayers.BOTTOM);
                for (int row = 0; row < BATCH; row++) {
                    check(golden, "expected_log_likelihood", terms.reconstruction(), row);
                    check(golden, "kl_z2", terms.klTerms().get(0).value(), row);
                    check(golden, "kl_z1", terms.klTerms().get(1).value(), row);
                    check(golden, "elbo", terms.bound(), row);
                }
                assertThat(terms.kl().readDoubles())
                        .isEqualTo(
                                terms.klTerms()
                                        .get(0)
                                        .value()
                                        .add(terms.klTerms().get(1).value())
                                        .readDoubles());
            }
        }
    }

    private static void check(JsonNode golden, String field, Tensor values, int row) {
        GOLDEN.check(golden, field, values.readDoubles()[row]);
    }

    /**
     * The divergence of q(z1) from p(z1 given z2) is known, too, for each draw of z2; but q draws
     * z1 first, and given z1 the mean of it is not that of its logarithmic ratio.
     */
    @Test
    void onlyWhatIsDrawnAfterItsParentsHasAnAnalyticTerm() {
        JsonNode golden = hierarchical().findFirst().orElseThrow();
        try (TensorScope scope = runtime.scope()) {
            TwoLayers layers = new TwoLayers(runtime, golden);
            LatentVariableModel model = exact(layers, layers.head());
            Batch batch = layers.batch(BATCH);
            JointDraw draw =
                    model.infer(batch, KEY, Phase.evaluation()).draw(KEY, layers.samples());
            assertThat(draw.isDrawnBefore(TwoLayers.BOTTOM, TwoLayers.TOP)).isTrue();
            LatentDraw bottom = draw.of(TwoLayers.BOTTOM);
            Distribution prior =
                    model.generative().prior(TwoLayers.BOTTOM, draw.values(), batch.given());
            assertThat(model.kl().find(bottom.q(), prior)).isPresent();

            List<KlTerm> auto = KlTerms.of(model, batch, draw, KlMode.AUTO);
            assertThat(auto)
                    .extracting(KlTerm::source)
                    .containsExactly(KlSource.ANALYTIC, KlSource.MONTE_CARLO);
            assertThat(auto).extracting(KlTerm::dependsOnDraws).containsExactly(true, true);
            assertThat(KlTerms.source(auto)).isEqualTo(KlSource.PARTLY_ANALYTIC);
            assertThat(KlTerms.source(KlTerms.of(model, batch, draw, KlMode.MONTE_CARLO)))
                    .isEqualTo(KlSource.MONTE_CARLO);
            assertThatThrownBy(() -> KlTerms.of(model, batch, draw, KlMode.ANALYTIC))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "kl: analytic, but no closed form has the right expectation for z1, whose"
                                    + " parents the inference draws after it; use auto or"
                                    + " monte-carlo");
        }
    }

    /** From above both terms are in closed form: q(z2), then q(z1 given z2). */
    @Test
    void drawnFromAboveBothTermsAreAnalytic() {
        JsonNode golden = hierarchical().findFirst().orElseThrow();
        try (TensorScope scope = runtime.scope()) {
            TwoLayers layers = new TwoLayers(runtime, golden);
            DeepGenerativeModel p = layers.generative();
            // The prior itself as q: it diverges from itself by 0, over whatever draws.
            Inference fromAbove = new PriorAsPosterior();
            LatentVariableModel model =
                    new LatentVariableModel(p, fromAbove, TwoLayers.divergences());
            Batch batch = layers.batch(3);
            ElboTerms terms =
                    ElboTerms.of(model, batch, KEY, Phase.evaluation(), 5, KlMode.ANALYTIC);
            assertThat(terms.klSource()).isEqualTo(KlSource.ANALYTIC);
            assertThat(terms.klTerms())
                    .extracting(KlTerm::dependsOnDraws)
                    .containsExactly(false, true);
            assertThat(terms.kl().readDoubles()).containsExactly(0, 0, 0);
            ElboTerms drawn =
                    ElboTerms.of(model, batch, KEY, Phase.evaluation(), 5, KlMode.MONTE_CARLO);
            assertThat(drawn.kl().readDoubles()).containsExactly(new double[3], within(1e-13));
        }
    }

    @ParameterizedTest
    @MethodSource("hierarchical")
    void theGradientOfTheBound(JsonNode golden) {
        try (TensorScope scope = runtime.scope()) {
            TwoLayers layers = new TwoLayers(runtime, golden);
            Tensor head = runtime.keep(layers.head(), true);
            for (KlMode mode : List.of(KlMode.AUTO, KlMode.MONTE_CARLO)) {
                try (GradientTape tape = GradientTape.record(runtime)) {
                    LatentVariableModel model = exact(layers, head);
                    Tensor bound = terms(layers, model, layers.batch(BATCH), mode).bound();
                    double[] gradient = tape.gradients(bound.mean()).of(head).readDoubles();
                    int d = layers.bottom();
                    GOLDEN.check(golden, "delbo_dmean1", Arrays.copyOf(gradient, d));
                    // The head has log sigma^2.
                    GOLDEN.check(
                            golden,
                            "delbo_dlogstd1",
                            Arrays.stream(gradient, d, 2 * d).map(g -> 2 * g).toArray());
                }
            }
            runtime.release(head);
        }
    }

    /** Where q is the posterior, p(x, z) / q(z given x) is p(x) whatever z. */
    @ParameterizedTest
    @MethodSource("hierarchical")
    void theWeightOfADrawFromThePosteriorIsTheLikelihood(JsonNode golden) {
        double gap = golden.at("/expected/kl_q_posterior").asDouble();
        try (TensorScope scope = runtime.scope()) {
            TwoLayers layers = new TwoLayers(runtime, golden);
            LatentVariableModel model =
                    new LatentVariableModel(
                            layers.generative(), layers.inference(), TwoLayers.divergences());
            Batch batch = layers.batch(BATCH);
            JointDraw draw = model.infer(batch, KEY, Phase.evaluation()).draw(KEY, 500);
            Tensor logWeights =
                    model.output(draw, batch)
                            .logProbability(batch.x())
                            .add(model.logPrior(draw, batch))
                            .sub(draw.logProbability());
            assertThat(logWeights.shape()).isEqualTo(Shape.of(500, BATCH));
            double logLikelihood = golden.at("/expected/log_px").asDouble();
            double[] weights = logWeights.readDoubles();
            if (gap < 1e-9) {
                // The divergence is the variance of the logarithm by half.
                assertThat(weights).containsOnly(new double[] {logLikelihood}, within(1e-4));
            } else {
                double mean = Arrays.stream(weights).average().orElseThrow();
                assertThat(mean).isLessThan(logLikelihood);
                StatisticalAssertions.at(1e-7)
                        .mean("elbo", weights, golden.at("/expected/elbo").asDouble(), 0.5 + gap);
            }
        }
    }

    /** log p(x) is the integral of what the generative model alone says: p(z2) p(z1|z2) p(x|z1). */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("ofTwoNumbers")
    void theJointDensityIntegratesToTheLikelihood(JsonNode golden) {
        int side = 500;
        double reach = 12;
        double step = 2 * reach / side;
        double[] above = new double[side * side];
        double[] below = new double[side * side];
        for (int i = 0; i < above.length; i++) {
            int row = i / side;
            int column = i % side;
            above[i] = -reach + (row + 0.5) * step;
            below[i] = -reach + (column + 0.5) * step;
        }
        try (TensorScope scope = runtime.scope()) {
            TwoLayers layers = new TwoLayers(runtime, golden);
            DeepGenerativeModel p = layers.generative();
            Shape points = Shape.of(side * side, 1, 1);
            Tensor z2 = runtime.tensor(above, points);
            Tensor z1 = runtime.tensor(below, points);
            Latents z = Latents.of(TwoLayers.TOP, z2).with(TwoLayers.BOTTOM, () -> z1);
            Tensor ofTop = p.prior(TwoLayers.TOP, z, Map.of()).logProbability(z2);
            Tensor ofBottom =
                    p.prior(TwoLayers.BOTTOM, z, Map.of())
                            .logProbability(z1.reshape(1, side * side, 1))
                            .reshape(side * side, 1);
            Tensor logJoint =
                    p.output(z, Map.of())
                            .logProbability(layers.batch(1).x())
                            .add(ofTop)
                            .add(ofBottom);
            double integral = logJoint.logSumExp(0).readScalar() + 2 * Math.log(step);
            GOLDEN.check(golden, "log_px", integral);
        }
    }

    /** Ancestral draws have the moments of p(z1) = N(a, A A' + diag t^2). */
    @ParameterizedTest
    @MethodSource("hierarchical")
    void drawsOfTheGenerativeModel(JsonNode golden) {
        int n = 20_000;
        JsonNode input = golden.get("input");
        double[] mean = Golden.numbers(input, "a");
        double[] matrix = Golden.numbers(input, "A");
        double[] own = Golden.numbers(input, "t");
        try (TensorScope scope = runtime.scope()) {
            TwoLayers layers = new TwoLayers(runtime, golden);
            Latents drawn = layers.generative().sample(KEY, n, Map.of());
            assertThat(drawn.byName().keySet()).containsExactly(TwoLayers.TOP, TwoLayers.BOTTOM);
            assertThat(drawn.z(TwoLayers.TOP).shape()).isEqualTo(Shape.of(n, layers.top()));
            Tensor z1 = drawn.z(TwoLayers.BOTTOM);
            assertThat(z1.shape()).isEqualTo(Shape.of(n, layers.bottom()));
            StatisticalAssertions assertions = StatisticalAssertions.at(1e-7);
            for (int i = 0; i < mean.length; i++) {
                double variance = own[i] * own[i];
                for (int j = 0; j < layers.top(); j++) {
                    variance += Math.pow(matrix[i * layers.top() + j], 2);
                }
                double[] values = z1.slice(1, i, i + 1).readDoubles();
                double centre = mean[i];
                assertions.mean("mean of z1_" + i, values, centre, 0.1 * Math.sqrt(variance));
                assertions.mean(
                        "variance of z1_" + i,
                        Arrays.stream(values).map(v -> (v - centre) * (v - centre)).toArray(),
                        variance,
                        0.1 * variance);
            }
        }
    }

    /** q(z2) = p(z2), q(z1 given z2) = p(z1 given z2). */
    private static final class PriorAsPosterior implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            TensorRuntime runtime = p.runtime();
            Shape shape = p.latents().get(0).space().eventShape().prepend(batch.size());
            Tensor zeros = runtime.zeros(shape);
            return new SequentialPosterior(
                    TwoLayers.TOP,
                    new ToyNormal(zeros, zeros),
                    List.of(
                            new SequentialPosterior.Step(
                                    TwoLayers.BOTTOM,
                                    values ->
                                            (Posterior)
                                                    p.prior(
                                                            TwoLayers.BOTTOM,
                                                            values,
                                                            batch.given()))));
        }

        @Override
        public String name() {
            return "prior";
        }
    }
}
