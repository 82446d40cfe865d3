// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Optimizer;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.parts.estimator.Reinforce;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.RegularizedEstimator;
import org.vaelab.testkit.problem.Resumptions;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.problem.TabularModel;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * REBAR and RELAX on tables, whose relaxation is multilinear, against exact gradients.
 *
 * <p>Each statistical assertion is wrong with probability 1e-7.
 */
class RebarTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final String FILE = "estimator_gradients.json";
    private static final TrainingProgress CLOCK = new TrainingProgress(0, 1);
    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(RebarTest.class.getClassLoader());
    private static final int COPIES = 400;
    private static final int REPETITIONS = 60;

    @TempDir private Path folder;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> categorical3() {
        return Golden.beside(RebarTest.class, FILE).cases("categorical3");
    }

    static Stream<JsonNode> twoCategorical3() {
        return Golden.beside(RebarTest.class, FILE).cases("two_categorical3");
    }

    static Stream<JsonNode> bernoulli() {
        return Golden.beside(RebarTest.class, FILE).cases("bernoulli");
    }

    private TabularModel tabular(PosteriorFamily family, double[] logits, double[] table) {
        return new TabularModel(
                runtime,
                family,
                new UniformCategorical(runtime, (OneHot) family.space()),
                logits,
                table,
                new KlRegistry(List.of()));
    }

    private static PosteriorFamily categories(int variables, int categories) {
        return new CategoricalFamily(
                variables, categories, Schedule.constant(1), CategoricalFamily.Drawing.DISCRETE);
    }

    private static PosteriorFamily bits(int variables) {
        return new BernoulliFamily(
                variables, Schedule.constant(1), CategoricalFamily.Drawing.DISCRETE);
    }

    /** E[f] alone: the weight of the KL is 0. */
    private Estimator rebar(ControlVariate variate) {
        return RegularizedEstimator.of(
                new Rebar.RebarEstimator("rebar", variate, KlMode.MONTE_CARLO),
                Schedule.constant(0));
    }

    private ControlVariate variate(PosteriorFamily family, boolean withNetwork) {
        OneHot space = (OneHot) family.space();
        try (TensorScope scope = runtime.scope()) {
            Mlp network =
                    new Mlp(
                            runtime,
                            RandomKey.of(6),
                            space.coordinates() + 1,
                            List.of(4),
                            1,
                            Activation.TANH,
                            Initializer.GLOROT);
            return new ControlVariate(
                    runtime,
                    space,
                    0.4,
                    withNetwork
                            ? Optional.of(
                                    new ControlVariate.OfData(
                                            DataView.identity(DataShape.flat(1)), network))
                            : Optional.empty());
        }
    }

    /** The gradient of the mean of f over a batch in the head. */
    private double[] gradient(TabularModel model, Estimator estimator, int copies, RandomKey key) {
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Tensor loss =
                    estimator
                            .estimate(
                                    new Step(
                                            model.model(),
                                            Batch.of(model.batch(copies)),
                                            key,
                                            CLOCK))
                            .loss();
            return tape.gradients(loss.neg()).of(model.head().value()).readDoubles();
        }
    }

    /** Independent gradients of means over copies, by component. */
    private double[][] gradients(TabularModel model, Estimator estimator, int n, int copies) {
        double[][] found = new double[model.head().value().shape().size()][n];
        for (int r = 0; r < n; r++) {
            double[] gradient = gradient(model, estimator, copies, RandomKey.of(4).fold(r));
            for (int i = 0; i < gradient.length; i++) {
                found[i][r] = gradient[i];
            }
        }
        return found;
    }

    private void checkUnbiased(
            PosteriorFamily family, double[] logits, double[] table, double[] expected) {
        TabularModel model = tabular(family, logits, table);
        double scale = 1 + Arrays.stream(table).map(Math::abs).max().orElseThrow();
        for (boolean withNetwork : new boolean[] {false, true}) {
            ControlVariate variate = variate(family, withNetwork);
            try (TensorScope scope = runtime.scope()) {
                variate.parameters().get(0).assign(runtime.scalar(0.7));
            }
            double[][] found = gradients(model, rebar(variate), REPETITIONS, COPIES);
            for (int i = 0; i < expected.length; i++) {
                ASSERT.mean("logit " + i, found[i], expected[i], 0.06 * scale);
            }
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("categorical3")
    void oneVariableOfThreeCategories(JsonNode golden) {
        checkUnbiased(
                categories(1, 3),
                Golden.numbers(golden.get("input"), "logits"),
                Golden.numbers(golden.get("input"), "f"),
                Golden.numbers(golden.get("expected"), "gradient"));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("twoCategorical3")
    void twoVariablesOfThreeCategories(JsonNode golden) {
        checkUnbiased(
                categories(2, 3),
                both(golden.get("input"), "logits"),
                table(golden),
                both(golden.get("expected"), "gradient"));
    }

    /** The first variable varies fastest. */
    private static double[] table(JsonNode golden) {
        double[] table = new double[9];
        for (int i = 0; i < 9; i++) {
            table[i] = golden.at("/input/f/" + i % 3 + "/" + i / 3).asDouble();
        }
        return table;
    }

    private static double[] both(JsonNode node, String name) {
        double[] both = Arrays.copyOf(Golden.numbers(node, name + 1), 6);
        System.arraycopy(Golden.numbers(node, name + 2), 0, both, 3, 3);
        return both;
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("bernoulli")
    void bernoulliVariables(JsonNode golden) {
        double[] logits = Golden.numbers(golden.get("input"), "logits");
        checkUnbiased(
                bits(logits.length),
                logits,
                Golden.numbers(golden.get("input"), "f_table"),
                Golden.numbers(golden.get("expected"), "gradient"));
    }

    /**
     * The gradient by which the control variate is learned is that of the value that it stands
     * beside, for the same draws, up to the difference quotient.
     */
    @Test
    void theControlVariateFollowsTheMeanSquareOfTheEstimate() {
        double[] logits = {0.3, -0.7, 0.1, 1.2, 0.4, -0.5};
        double[] table = {1, -2, 0.5, 3, 0.2, -1, 2, 1.4, -0.3};
        PosteriorFamily family = categories(2, 3);
        TabularModel model = tabular(family, logits, table);
        ControlVariate variate = variate(family, true);
        Estimator rebar = rebar(variate);
        double[] largest = {0};
        for (Parameter parameter : variate.parameters()) {
            double[] analytic;
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                Gradients gradients = tape.gradients(own(model, rebar));
                analytic = gradients.of(parameter.value()).readDoubles();
            }
            double[] start = parameter.value().readDoubles();
            for (int i = 0; i < start.length; i++) {
                double difference =
                        (moved(model, rebar, parameter, i, 1e-5)
                                        - moved(model, rebar, parameter, i, -1e-5))
                                / 2e-5;
                assertThat(analytic[i])
                        .as(parameter.name() + " " + i)
                        .isCloseTo(difference, within(2e-3 * (0.1 + Math.abs(difference))));
                largest[0] = Math.max(largest[0], Math.abs(difference));
            }
        }
        assertThat(largest[0]).isGreaterThan(0.1);
    }

    private Tensor own(TabularModel model, Estimator rebar) {
        return rebar.estimate(
                        new Step(model.model(), Batch.of(model.batch(50)), RandomKey.of(9), CLOCK))
                .own()
                .orElseThrow();
    }

    private double moved(
            TabularModel model, Estimator rebar, Parameter parameter, int i, double step) {
        try (TensorScope scope = runtime.scope()) {
            double[] start = parameter.value().readDoubles();
            double[] there = start.clone();
            there[i] += step;
            parameter.assign(runtime.tensor(there, parameter.value().shape()));
            double value = own(model, rebar).readScalar();
            parameter.assign(runtime.tensor(start, parameter.value().shape()));
            return value;
        }
    }

    /**
     * Once learned, the variance of one draw with a control variate is below that of two
     * independent draws with the mean of the other as baseline, and RELAX's not above REBAR's
     * (Tucker et al. 2017, figure 2; Grathwohl et al. 2018). f is a sum over variables with an
     * interaction, as log p(x given z) of a decoder is. The ratios of variances found are 0.76 of
     * the untrained REBAR's, 0.47 of the score function's and 0.96 of REBAR's, each with an error
     * of some 2 %.
     */
    @Tag("full")
    @Test
    void learnsToReduceTheVariance() {
        double[] logits = {0.3, -0.7, 0.1, 0.6, 0.4, -0.5};
        double[] table = new double[9];
        double[] first = {0, 2, -1};
        double[] second = {1, -2, 0.5};
        for (int v = 0; v < 9; v++) {
            table[v] = -20 + first[v % 3] + second[v / 3] + 0.3 * first[v % 3] * second[v / 3];
        }
        PosteriorFamily family = categories(2, 3);
        TabularModel model = tabular(family, logits, table);
        ControlVariate plain = variate(family, false);
        ControlVariate network = variate(family, true);
        double before = variance(model, rebar(plain));
        learn(model, rebar(plain), plain);
        learn(model, rebar(network), network);
        double score =
                variance(
                        model,
                        RegularizedEstimator.of(
                                new Reinforce(2, KlMode.MONTE_CARLO), Schedule.constant(0)));
        double rebar = variance(model, rebar(plain));
        double relax = variance(model, rebar(network));
        assertThat(rebar).isLessThan(0.9 * before).isLessThan(0.6 * score);
        assertThat(relax).isLessThan(1.1 * rebar);
    }

    /** By Adam, as in training. */
    private void learn(TabularModel model, Estimator rebar, ControlVariate variate) {
        Optimizer adam =
                StrictMapper.of(
                                OptimizerSettings.Adam.class,
                                Map.of("learningRate", Schedule.constant(0.01)))
                        .create();
        for (int step = 0; step < 400; step++) {
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                Tensor own =
                        rebar.estimate(
                                        new Step(
                                                model.model(),
                                                Batch.of(model.batch(100)),
                                                RandomKey.of(11).fold(step),
                                                CLOCK))
                                .own()
                                .orElseThrow();
                Gradients gradients = tape.gradients(own);
                adam.step(variate.parameters(), gradients, new Optimizer.Step(step, 0.01));
            }
        }
    }

    /** The sum over the logits of the variance of the gradient of one datum. */
    private double variance(TabularModel model, Estimator estimator) {
        int n = 1500;
        int copies = 10;
        double sum = 0;
        for (double[] sample : gradients(model, estimator, n, copies)) {
            double mean = Arrays.stream(sample).average().orElseThrow();
            sum += Arrays.stream(sample).map(g -> (g - mean) * (g - mean)).sum();
        }
        return copies * sum / (n - 1);
    }

    /** With b from p, z has the law of log p + g whatever b, and b is its largest coordinate. */
    @Test
    void perturbedLogitsHaveTheirLaw() {
        double[] p = {0.05, 0.7, 0.25};
        int draws = 20_000;
        try (TensorScope scope = runtime.scope()) {
            Tensor logP = runtime.vector(p).log().reshape(1, 1, 3);
            RandomKey key = RandomKey.of(2);
            Tensor b = new DiscreteCategorical(logP).draw(key.split("b"), draws).z();
            Tensor noise = GumbelNoise.of(logP, key.split("noise"), draws).logExponentials();
            Tensor z = RelaxedGradient.PerturbedLogits.given(logP, b, noise).z();
            assertThat(z.argMax(-1).readInts()).isEqualTo(b.argMax(-1).readInts());
            double[] values = z.readDoubles();
            for (int j = 0; j < 3; j++) {
                double location = Math.log(p[j]);
                double[] sample = new double[draws];
                for (int d = 0; d < draws; d++) {
                    sample[d] = values[3 * d + j];
                }
                ASSERT.distribution("z_" + j, sample, v -> Math.exp(-Math.exp(-(v - location))));
            }
        }
    }

    @Test
    void perturbedLogitsMoveAsTheirSlopeSays() {
        try (TensorScope scope = runtime.scope()) {
            Tensor b = runtime.tensor(new double[] {0, 1, 0}, Shape.of(1, 1, 3));
            Tensor noise = runtime.tensor(new double[] {-0.3, 0.2, 1.1}, Shape.of(1, 1, 3));
            double[] logP = {-1.2, -0.8, -1.5};
            double[] slope =
                    RelaxedGradient.PerturbedLogits.given(
                                    runtime.tensor(logP, Shape.of(1, 1, 3)), b, noise)
                            .slope()
                            .readDoubles();
            for (int j = 0; j < 3; j++) {
                double[] up = logP.clone();
                double[] down = logP.clone();
                up[j] += 1e-6;
                down[j] -= 1e-6;
                double difference =
                        RelaxedGradient.PerturbedLogits.given(
                                                runtime.tensor(up, Shape.of(1, 1, 3)), b, noise)
                                        .z()
                                        .readDoubles()[j]
                                - RelaxedGradient.PerturbedLogits.given(
                                                runtime.tensor(down, Shape.of(1, 1, 3)), b, noise)
                                        .z()
                                        .readDoubles()[j];
                assertThat(slope[j]).isCloseTo(difference / 2e-6, within(1e-8));
            }
            // Nothing overflows where a probability is as good as 0.
            Tensor extreme = runtime.tensor(new double[] {-2000, 0, -900}, Shape.of(1, 1, 3));
            RelaxedGradient.PerturbedLogits far =
                    RelaxedGradient.PerturbedLogits.given(extreme, b, noise);
            assertThat(far.z().readDoubles())
                    .containsExactly(new double[] {-1999.7, -0.2, -901.1}, within(1e-9));
            assertThat(far.slope().readDoubles())
                    .containsExactly(new double[] {1, 0, 1}, within(1e-12));
        }
    }

    static Stream<Arguments> estimators() {
        return Stream.of(
                Arguments.of(
                        "rebar",
                        new Rebar(KlMode.AUTO, 0.5),
                        "optimizer.secondMoment.estimator.logTemperature"),
                Arguments.of(
                        "relax",
                        new Relax(KlMode.AUTO, 0.5, List.of(3)),
                        "estimator.network.1.weight"));
    }

    private static SmallProblem.Setup problem(PosteriorFamily family, EstimatorPart estimator) {
        OneHot space = (OneHot) family.space();
        return SmallProblem.of(
                        PLUGINS,
                        StrictMapper.of(
                                CategoricalFamily.class,
                                Map.of(
                                        "variables",
                                        space.variables(),
                                        "categories",
                                        space.categories(),
                                        "draw",
                                        CategoricalFamily.Drawing.DISCRETE)))
                .with(b -> b.withEstimator(estimator));
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void anInterruptedRunGoesOnToTheSameBytes(String name, EstimatorPart estimator, String array) {
        SmallProblem.Setup setup = problem(categories(2, 3), estimator);
        CheckpointFile whole =
                Resumptions.compare(
                        folder,
                        initial -> setup.open(DType.FLOAT32, RandomKey.of(initial)),
                        SmallProblem.steps(5));
        assertThat(whole.load().orElseThrow().arrays())
                .containsKeys("estimator.scale", "estimator.logTemperature", array);
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void refusesAChain(String name, EstimatorPart estimator, String array) {
        SmallProblem.Setup setup = problem(categories(2, 3), estimator);
        assertThatThrownBy(
                        () ->
                                ChainRun.of(
                                        Runtimes.nd4j(DType.FLOAT64),
                                        setup,
                                        HierarchyNotation.parse(
                                                "onehot(3, 4) > onehot(5, 4)", PLUGINS),
                                        1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        name
                                + " needs one latent variable, on a space of kind OneHot, not"
                                + " onehot(3, 4) > onehot(5, 4)");
    }

    @Test
    void refusesATemperatureThatIsNone() {
        for (double temperature : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Rebar(KlMode.AUTO, temperature))
                    .hasMessage("temperature must be above 0 and finite, is " + temperature);
        }
    }
}
