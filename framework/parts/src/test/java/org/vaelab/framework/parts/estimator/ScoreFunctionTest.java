// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.RegularizedEstimator;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.TabularModel;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Values and gradients of the estimators for discrete draws, against sums over all values.
 *
 * <p>Means over 100 batches of 400 independent copies are wrong with probability 1e-7 each: 1e-4
 * for the some thousand here together. Each finds a deviation of {@value #DETECTABLE} times the
 * spread of what is averaged with probability 0.99; the errors in question (no baseline correction,
 * no gradient of the weights) are of the size of the gradient.
 */
class ScoreFunctionTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final Plugins PLUGINS = Plugins.of(List.of(new ToyModule()));
    private static final TrainingProgress CLOCK = new TrainingProgress(0, 1);
    private static final String FILE = "estimator_gradients.json";
    private static final int COPIES = 400;
    private static final int REPETITIONS = 100;
    private static final double DETECTABLE = 0.05;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> categorical3() {
        return Golden.beside(ScoreFunctionTest.class, FILE).cases("categorical3");
    }

    static Stream<JsonNode> bounds() {
        return Golden.beside(ScoreFunctionTest.class, FILE).cases("categorical3_bound");
    }

    static Stream<JsonNode> bernoulli() {
        return Golden.beside(ScoreFunctionTest.class, FILE).cases("bernoulli");
    }

    static Stream<JsonNode> twoCategorical3() {
        return Golden.beside(ScoreFunctionTest.class, FILE).cases("two_categorical3");
    }

    private static double[] numbers(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private TabularModel categorical(int variables, double[] logits, double[] table) {
        OneHot space = new OneHot(variables, 3);
        return tabular(
                new ToyCategorical.Family(
                        space.variables(), space.categories(), ToyCategorical.Draws.DISCRETE),
                space,
                logits,
                table);
    }

    private TabularModel tabular(
            PosteriorFamily family, OneHot space, double[] logits, double[] table) {
        return new TabularModel(
                runtime,
                family,
                new UniformCategorical(runtime, space),
                logits,
                table,
                PLUGINS.divergences());
    }

    /** Means over a batch, of the bound and of the gradient of the loss, by repetition. */
    private double[][] means(TabularModel model, Estimator estimator) {
        double[][] byComponent = new double[0][];
        // A sum over all values has no noise to average.
        int repetitions = estimator instanceof Enumeration ? 2 : REPETITIONS;
        for (int r = 0; r < repetitions; r++) {
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                Objective objective =
                        estimator.estimate(
                                new Step(
                                        model.model(),
                                        Batch.of(model.batch(COPIES)),
                                        RandomKey.of(3).fold(r),
                                        CLOCK));
                double[] bound = objective.bound().mean().readDoubles();
                double[] reconstruction = objective.terms().get(0).value().mean().readDoubles();
                double[] gradient =
                        tape.gradients(objective.loss().neg())
                                .of(model.head().value())
                                .readDoubles();
                double[] all = DoubleStream.of(gradient).toArray();
                if (r == 0) {
                    byComponent = new double[all.length + 2][repetitions];
                }
                byComponent[0][r] = bound[0];
                byComponent[1][r] = reconstruction[0];
                for (int i = 0; i < all.length; i++) {
                    byComponent[i + 2][r] = all[i];
                }
            }
        }
        return byComponent;
    }

    private static void assertMean(String name, double[] sample, double expected, double scale) {
        boolean constant = Arrays.stream(sample).allMatch(v -> Math.abs(v - sample[0]) < 1e-9);
        if (constant) {
            // A quantity without noise: rounding alone.
            assertThat(sample[0]).as(name).isCloseTo(expected, within(1e-9 * (1 + scale)));
        } else {
            ASSERT.mean(name, sample, expected, DETECTABLE * scale);
        }
    }

    private static double scale(double[] table) {
        double largest = Arrays.stream(table).max().orElseThrow();
        return 1 + largest - Arrays.stream(table).min().orElseThrow();
    }

    /** Every estimator of E[f]: a weight of 0 leaves it alone. */
    private List<Estimator> estimators(OneHot space) {
        Schedule zero = Schedule.constant(0);
        KlMode mode = KlMode.MONTE_CARLO;
        Nvil.NeuralBaseline neural =
                new Nvil.NeuralBaseline(
                        network(), MovingAverage.named("centre", runtime, 0.8), Optional.empty());
        List<Estimator> all =
                new ArrayList<>(
                        List.of(
                                RegularizedEstimator.of(new Reinforce(2, mode), zero),
                                RegularizedEstimator.of(new Reinforce(5, mode), zero),
                                RegularizedEstimator.of(
                                        new Reinforce(2, mode, Baseline.NONE), zero),
                                RegularizedEstimator.of(new Reinforce(1, mode, neural), zero),
                                RegularizedEstimator.of(new Enumeration(), zero)));
        if (space.categories() == 2) {
            all.add(RegularizedEstimator.of(new Disarm(mode), zero));
        }
        return all;
    }

    /** A moving deviation of 10 makes the whole gradient a tenth, that of the KL with it. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("categorical3")
    void normalisationShortensTheGradientAndDoesNotTurnIt(JsonNode golden) {
        double[] table = numbers(golden.at("/input/f"));
        TabularModel model = categorical(1, numbers(golden.at("/input/logits")), table);
        MovingAverage variance = MovingAverage.named("variance", runtime, 0.8);
        try (TensorScope scope = runtime.scope()) {
            variance.parameter().assign(runtime.full(100, variance.value().shape()));
        }
        Estimator nvil =
                new Reinforce(
                        1,
                        KlMode.MONTE_CARLO,
                        new Nvil.NeuralBaseline(
                                network(),
                                MovingAverage.named("centre", runtime, 0.8),
                                Optional.of(variance)));
        double[][] exact = means(model, new Enumeration());
        double[][] found = means(model, nvil);
        for (int i = 2; i < exact.length; i++) {
            assertMean(
                    "a tenth of the gradient in logit " + (i - 2),
                    found[i],
                    exact[i][0] / 10,
                    scale(table));
        }
    }

    private Mlp network() {
        try (TensorScope scope = runtime.scope()) {
            return new Mlp(
                    runtime,
                    RandomKey.of(8),
                    1,
                    List.of(3),
                    1,
                    Activation.TANH,
                    Initializer.FAN_IN);
        }
    }

    private void assertExpectation(
            TabularModel model, double[] table, double expectation, double[] gradient) {
        OneHot space = (OneHot) new OneLatent(model.model()).family().space();
        for (Estimator estimator : estimators(space)) {
            double[][] found = means(model, estimator);
            assertMean("E[f]", found[1], expectation, scale(table));
            for (int i = 0; i < gradient.length; i++) {
                assertMean("dE[f]/dlogits_" + i, found[i + 2], gradient[i], scale(table));
            }
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("categorical3")
    void oneVariable(JsonNode golden) {
        double[] f = numbers(golden.at("/input/f"));
        assertExpectation(
                categorical(1, numbers(golden.at("/input/logits")), f),
                f,
                golden.at("/expected/expectation").asDouble(),
                numbers(golden.at("/expected/gradient")));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("twoCategorical3")
    void twoVariables(JsonNode golden) {
        double[] table = new double[9];
        for (int i = 0; i < 9; i++) {
            table[i] = golden.at("/input/f/" + i % 3 + "/" + i / 3).asDouble();
        }
        assertExpectation(
                categorical(2, both(golden.get("input"), "logits"), table),
                table,
                golden.at("/expected/expectation").asDouble(),
                both(golden.get("expected"), "gradient"));
    }

    private static double[] both(JsonNode node, String name) {
        return DoubleStream.concat(
                        DoubleStream.of(numbers(node.get(name + 1))),
                        DoubleStream.of(numbers(node.get(name + 2))))
                .toArray();
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("bernoulli")
    void bernoulliVariables(JsonNode golden) {
        double[] logits = numbers(golden.at("/input/logits"));
        double[] table = numbers(golden.at("/input/f_table"));
        OneHot space = new OneHot(logits.length, 2);
        assertExpectation(
                tabular(new Bits(space), space, logits, table),
                table,
                golden.at("/expected/expectation").asDouble(),
                numbers(golden.at("/expected/gradient")));
    }

    @Tag("full")
    @Test
    void ofOneTable() {
        oneVariable(categorical3().findFirst().orElseThrow());
        bernoulliVariables(bernoulli().findFirst().orElseThrow());
        boundsOfOneVariable(bounds().findFirst().orElseThrow());
    }

    /** Variables of two categories with logits (0, l). */
    record Bits(OneHot space) implements PosteriorFamily {

        @Override
        public Head head() {
            return Head.of(Head.real("logits", space.variables()));
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            return new ToyCategorical(headOutput.expandDims(-1).pad(-1, 1, 0));
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("bounds")
    void boundsOfOneVariable(JsonNode golden) {
        double[] logJoint = numbers(golden.at("/input/log_joint"));
        double[] table = Arrays.stream(logJoint).map(v -> v + Math.log(3)).toArray();
        TabularModel model = categorical(1, numbers(golden.at("/input/logits")), table);
        double elbo = golden.at("/expected/elbo").asDouble();
        double[] gradient = numbers(golden.at("/expected/elbo_gradient"));
        for (KlMode mode : List.of(KlMode.ANALYTIC, KlMode.MONTE_CARLO)) {
            double[][] found = means(model, new Reinforce(3, mode));
            assertMean("elbo", found[0], elbo, scale(table));
            for (int i = 0; i < 3; i++) {
                assertMean("delbo/dlogits_" + i, found[i + 2], gradient[i], scale(table));
            }
        }
        for (JsonNode bound : golden.at("/expected/bounds")) {
            int k = bound.get("K").asInt();
            if (k > 1) {
                double[][] found = means(model, new Vimco(k));
                assertMean("bound", found[0], bound.get("value").asDouble(), scale(table));
                for (int i = 0; i < 3; i++) {
                    double expected = bound.get("gradient").get(i).asDouble();
                    assertMean("dL/dlogits_" + i, found[i + 2], expected, scale(table));
                }
            }
        }
    }

    /**
     * Without the KL the weights are p(x given z) alone: the bound of two draws is a sum over nine
     * pairs.
     */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("categorical3")
    void vimcoFollowsTheWeightOfTheKl(JsonNode golden) {
        double[] logits = numbers(golden.at("/input/logits"));
        double[] table = numbers(golden.at("/input/f"));
        double[][] found =
                means(
                        categorical(1, logits, table),
                        RegularizedEstimator.of(new Vimco(2), Schedule.constant(0)));
        double step = 1e-5;
        for (int i = 0; i < 3; i++) {
            double[] above = logits.clone();
            double[] below = logits.clone();
            above[i] += step;
            below[i] -= step;
            double expected = (ofPairs(above, table) - ofPairs(below, table)) / (2 * step);
            assertMean("dL/dlogits_" + i, found[i + 2], expected, scale(table));
        }
    }

    /** sum_jk q_j q_k log (e^f_j + e^f_k) / 2. */
    private static double ofPairs(double[] logits, double[] f) {
        double total = Arrays.stream(logits).map(Math::exp).sum();
        double sum = 0;
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) {
                double q = Math.exp(logits[j] + logits[k]) / (total * total);
                sum += q * Math.log((Math.exp(f[j]) + Math.exp(f[k])) / 2);
            }
        }
        return sum;
    }

    @Test
    void refusesWhatItCannotUse() {
        assertThatThrownBy(() -> new Reinforce(1, KlMode.AUTO))
                .hasMessage(
                        "samples must be at least 2, is 1: the baseline of a draw is the mean of"
                                + " the others");
        assertThatThrownBy(() -> new Vimco(1)).hasMessageContaining("at least 2, is 1");
        for (GradientKind kind : GradientKind.values()) {
            boolean accepted = kind == GradientKind.SCORE_FUNCTION;
            assertThat(new Reinforce(2, KlMode.AUTO).accepts(kind)).isEqualTo(accepted);
            assertThat(new Vimco(2).accepts(kind)).isEqualTo(accepted);
        }
    }
}
