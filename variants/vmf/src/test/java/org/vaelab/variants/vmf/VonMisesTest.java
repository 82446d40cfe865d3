// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Torus;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.parts.product.ProductFamily;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.statistics.StatisticalAssertions;

class VonMisesTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final Golden GOLDEN = Golden.beside(VonMisesTest.class, "von-mises.json");
    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(VonMisesTest.class.getClassLoader());
    private static final int DRAWS = 20_000;
    private static final double MEAN = 2.9;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> golden() {
        return GOLDEN.cases("von-mises");
    }

    @Test
    void everyCaseIsRead() {
        assertThat(golden()).hasSize(8);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void agreesWithTheGoldenValues(JsonNode c) {
        double kappa = c.at("/input/kappa").asDouble();
        double[] angles = Golden.numbers(c, "input.angle");
        try (TensorScope scope = runtime.scope()) {
            VonMises q =
                    new VonMises(
                            runtime.tensor(new double[] {MEAN}, Shape.of(1, 1)),
                            runtime.tensor(new double[] {kappa}, Shape.of(1, 1)));
            GOLDEN.check(c, "kl_uniform", q.klToUniform().readDoubles());
            GOLDEN.check(c, "entropy", q.entropy().orElseThrow().readDoubles());
            Tensor z = Torus.wrap(runtime.vector(angles).add(MEAN)).reshape(angles.length, 1, 1);
            GOLDEN.check(c, "log_density", q.logProbability(z).readDoubles());
        }
        VonMisesFisherMarginal circle = VonMisesFisherMarginal.in(2).at(kappa);
        double[] slopes =
                Arrays.stream(angles)
                        .map(t -> 2 * Math.pow(Math.sin(0.5 * t), 2))
                        .map(circle::angleDerivative)
                        .toArray();
        GOLDEN.check(c, "dangle_dkappa", slopes);
    }

    /** E[cos(z - a)] = A cos(m - a); its slopes are A' cos(m - a) and -A sin(m - a). */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 2, 10})
    void drawsAndTheirGradientsAreThoseOfTheDistribution(double kappa) {
        double a = 2.2;
        double[][] found = gradients(kappa, a);
        VonMisesFisherMarginal circle = VonMisesFisherMarginal.in(2).at(kappa);
        double away = MEAN - a;
        double cosine = circle.mean() * Math.cos(away);
        ASSERT.mean("cos(z - a)", found[0], cosine, 0.1);
        double inMean = -circle.mean() * Math.sin(away);
        ASSERT.mean("in m", found[1], inMean, 0.1);
        double inKappa = circle.variance() * Math.cos(away);
        ASSERT.mean("in kappa", found[2], inKappa, 0.2 * Math.abs(inKappa));
        ASSERT.mean("the other side", found[3], 0, 0.1);
    }

    private double[][] gradients(double kappa, double a) {
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Tensor means = runtime.keep(runtime.full(MEAN, Shape.of(DRAWS, 1)), true);
            Tensor kappas = runtime.keep(runtime.full(kappa, Shape.of(DRAWS, 1)), true);
            Tensor z = new VonMises(means, kappas).draw(RandomKey.of(5), 1).z();
            assertThat(Arrays.stream(z.readDoubles()).boxed())
                    .allMatch(angle -> Math.abs(angle) <= Math.PI);
            Tensor cosine = z.sub(a).cos();
            var gradients = tape.gradients(cosine.sum());
            double[][] found = {
                cosine.readDoubles(),
                gradients.of(means).readDoubles(),
                gradients.of(kappas).readDoubles(),
                z.sub(MEAN).sin().sign().readDoubles()
            };
            runtime.release(means);
            runtime.release(kappas);
            return found;
        }
    }

    @Test
    void angleByAngleDensitiesSumToTheWhole() {
        try (TensorScope scope = runtime.scope()) {
            VonMises q = ofHead(runtime.tensor(RandomKey.of(3).normal(36), Shape.of(4, 9)));
            Tensor points = runtime.tensor(RandomKey.of(4).normal(15), Shape.of(5, 3));
            Tensor byUnit = q.pairwiseByUnit().orElseThrow().apply(points);
            assertThat(byUnit.shape()).isEqualTo(Shape.of(5, 4, 3));
            assertThat(byUnit.sum(-1).readDoubles())
                    .containsExactly(q.pairwise().of(points).readDoubles(), within(1e-12));
        }
    }

    private static VonMises ofHead(Tensor head) {
        return new VonMisesFamily(head.shape().extent(1) / 3).of(head, Phase.evaluation());
    }

    /**
     * The first axis is no mean direction of a vector of length 0 that an encoder from elsewhere
     * gives.
     */
    @Test
    void aGivenDirectionOfLengthZeroIsRejected() {
        try (TensorScope scope = runtime.scope()) {
            Tensor tiny = runtime.tensor(new double[] {1e-30, 0, 0, 2, 1, 0}, Shape.of(2, 3));
            Tensor zero = runtime.tensor(new double[] {1, 0, 0, 0, 0, 0}, Shape.of(2, 3));
            Tensor kappa = runtime.ones(Shape.of(2, 1));
            Map<HeadForm, List<Tensor>> valid = new LinkedHashMap<>();
            Map<HeadForm, List<Tensor>> invalid = new LinkedHashMap<>();
            for (PosteriorFamily family :
                    List.of(
                            new VonMisesFisherFamily(2),
                            new PowerSphericalFamily(2),
                            new SphericalCauchyFamily(2))) {
                valid.put(family.asGiven().forms().get(0), List.of(tiny, kappa));
                invalid.put(family.asGiven().forms().get(0), List.of(zero, kappa));
            }
            HeadForm fixed = new VonMisesFisherFamily(2, 3.0).asGiven().forms().get(0);
            valid.put(fixed, List.of(tiny));
            invalid.put(fixed, List.of(zero));
            HeadForm torus = new VonMisesFamily(3).asGiven().forms().get(0);
            valid.put(torus, List.of(tiny, tiny.add(1), tiny.add(1)));
            invalid.put(torus, List.of(zero, zero, tiny.add(1)));
            valid.forEach((form, numbers) -> assertThat(form.toHead().apply(numbers)).isNotNull());
            invalid.forEach(
                    (form, numbers) ->
                            assertThatThrownBy(() -> form.toHead().apply(numbers))
                                    .hasMessageContaining("a mean direction is 0"));
        }
    }

    /** Directions of any length, or angles; concentrations themselves. */
    @Test
    void bothFormsGiveTheParametersTheyName() {
        HeadForm vectors = new VonMisesFamily(2).forms().get(0);
        HeadForm angles = new VonMisesFamily(2).forms().get(1);
        try (TensorScope scope = runtime.scope()) {
            Tensor mean = row(-3, 1.25);
            Tensor concentration = row(0.4, 500);
            Tensor first =
                    vectors.toHead()
                            .apply(List.of(mean.cos().mul(7), mean.sin().mul(7), concentration));
            Tensor second = angles.toHead().apply(List.of(mean, concentration));
            for (Tensor head : List.of(first, second)) {
                Map<String, Tensor> numbers = ofHead(head).numbers();
                assertThat(numbers.get("mean").readDoubles())
                        .containsExactly(mean.readDoubles(), within(1e-13));
                assertThat(numbers.get("concentration").readDoubles())
                        .containsExactly(concentration.readDoubles(), within(1e-10));
            }
        }
    }

    private Tensor row(double... values) {
        return runtime.vector(values).expandDims(0);
    }

    @Test
    void extremeHeadsAreFinite() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (TensorRuntime backend = Runtimes.nd4j(dtype)) {
                for (double raw : new double[] {-1e4, 0, 1e-30, 1e4}) {
                    double[] head = {raw, 0, 1, raw, raw, -raw};
                    double[] gradient =
                            SphericalDraws.headGradient(backend, new VonMisesFamily(2), head);
                    assertThat(Arrays.stream(gradient).boxed()).allMatch(Double::isFinite);
                }
            }
        }
    }

    @Test
    void aConcentrationOutsideTheDomainMakesItsAngleNaN() {
        try (TensorScope scope = runtime.scope()) {
            Draw draw = new VonMises(row(0, 0), row(Double.NaN, 1)).draw(RandomKey.of(1), 1);
            assertThat(draw.z().readDoubles()[0]).isNaN();
            assertThat(draw.z().readDoubles()[1]).isFinite();
            assertThatThrownBy(() -> new VonMises(row(0, 0), row(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("mean [1, 2] and concentration [1, 1] are not both [B, d]");
        }
    }

    /** As a config writes it; the record has the KL of the torus by its short name. */
    @Test
    void aProductWithATorusTrains() {
        SmallProblem.Setup setup =
                SmallProblem.of(PLUGINS, new ProductFamily.Settings("torus(2) x toy-normal(3)"));
        try (SmallProblem problem = setup.open(Runtimes.nd4j(DType.FLOAT64), RandomKey.of(8))) {
            problem.train(SmallProblem.steps(30), CheckpointStore.none(), new History());
            Map<String, Object> settings = Map.of("importanceSamples", 10);
            Evaluator evaluator =
                    new Evaluator(
                            StrictMapper.of(EvaluationSettings.class, settings),
                            Metrics.of(PLUGINS));
            assertThat(evaluator.klSource(problem.model())).isEqualTo(KlSource.ANALYTIC);
            assertThat(
                            evaluator
                                    .evaluate(
                                            problem.model(),
                                            SmallProblem.test(),
                                            RandomKey.of(8),
                                            EvaluationProgress.SILENT)
                                    .metrics()
                                    .get("kl.torus")
                                    .value())
                    .isPositive();
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"torus(2) > toy-normal(3)", "toy-normal(3) > torus(2)"})
    void aChainWithATorusTrains(String layers) throws Exception {
        SmallProblem.Setup setup = SmallProblem.toy(PLUGINS);
        try (ChainRun run =
                ChainRun.of(
                        Runtimes.nd4j(DType.FLOAT64),
                        setup,
                        HierarchyNotation.parse(layers, PLUGINS),
                        150)) {
            run.requireSound(1);
            assertThat(run.klSource()).isEqualTo(KlSource.PARTLY_ANALYTIC);
        }
    }
}
