// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.parts.prior.LearnedCategorical;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.TabularModel;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

/**
 * Categorical posteriors, discrete and relaxed, and their priors.
 *
 * <p>Each statistical assertion is wrong with probability 1e-7: 1e-5 for the hundred or so here.
 */
class CategoricalTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final RandomKey KEY = RandomKey.of(1);
    private static final int DRAWS = 20_000;
    private static final double[] LOGITS = {0.4, -1.2, 0.9, 0.1, 2.0, -0.5, 0, 0, 0};
    private static final OneHot SPACE = new OneHot(3, 3);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private Tensor logits() {
        return runtime.tensor(LOGITS, Shape.of(1, 3, 3));
    }

    private static double[] softmax(double... logits) {
        double sum = Arrays.stream(logits).map(Math::exp).sum();
        return Arrays.stream(logits).map(l -> Math.exp(l) / sum).toArray();
    }

    /** -sum p log p of the three variables, of which the last is uniform. */
    @Test
    void theEntropyOfDiscreteValuesIsKnown() {
        try (TensorScope scope = runtime.scope()) {
            double expected = 0;
            for (int i = 0; i < 3; i++) {
                for (double p : softmax(Arrays.copyOfRange(LOGITS, 3 * i, 3 * i + 3))) {
                    expected -= p * Math.log(p);
                }
            }
            Tensor entropy = new DiscreteCategorical(logits()).entropy().orElseThrow();
            assertThat(entropy.readDoubles())
                    .containsExactly(new double[] {expected}, within(1e-12));
        }
    }

    /** A row that is not finite is drawn from all the same, and its density says what it is. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void logitsThatAreNotFiniteShowInTheDensityAndNotInADrawThatFails(double broken) {
        try (TensorScope scope = runtime.scope()) {
            double[] logits = LOGITS.clone();
            logits[4] = broken;
            Draw draw =
                    new DiscreteCategorical(runtime.tensor(logits, Shape.of(1, 3, 3)))
                            .draw(KEY, 50);
            double[] z = draw.z().readDoubles();
            assertThat(Arrays.stream(z).sum()).isEqualTo(150);
            // Uniform over the broken row: each of its categories is among fifty draws, save 5e-9.
            for (int j = 3; j < 6; j++) {
                int place = j;
                assertThat(IntStream.range(0, 50).mapToDouble(k -> z[9 * k + place]).sum())
                        .as("draws of category %d under seed 1", place - 3)
                        .isPositive();
            }
            assertThat(draw.logProbability().readDoubles()).containsOnly(Double.NaN);
        }
    }

    // --------------------------------------------------------------------------------- densities

    /** In the log-ratios r_j = y_j - y_k the density is that of the paper's measure. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 1, 3})
    void theRelaxedDensityOfTwoCategoriesIntegratesToOne(double temperature) {
        try (TensorScope scope = runtime.scope()) {
            double step = 0.1 / temperature;
            double[] ratios = IntStream.rangeClosed(-450, 450).mapToDouble(i -> i * step).toArray();
            Tensor r = runtime.vector(ratios).expandDims(-1).pad(-1, 0, 1);
            Tensor density =
                    Concrete.logDensity(runtime.vector(0.7, -0.6), temperature, r.logSoftmax(-1))
                            .exp();
            assertThat(density.sum().readScalar() * step).isCloseTo(1, within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 1, 3})
    void theRelaxedDensityOfThreeCategoriesIntegratesToOne(double temperature) {
        try (TensorScope scope = runtime.scope()) {
            double step = 0.25 / temperature;
            int half = 170;
            double[] grid = IntStream.rangeClosed(-half, half).mapToDouble(i -> i * step).toArray();
            int n = grid.length;
            Tensor first = runtime.vector(grid).reshape(n, 1).broadcastTo(Shape.of(n, n));
            Tensor second = runtime.vector(grid).broadcastTo(Shape.of(n, n));
            Tensor r = Tensor.stack(List.of(first, second), -1).pad(-1, 0, 1);
            Tensor density =
                    Concrete.logDensity(
                                    runtime.vector(0.7, -0.6, 0.2), temperature, r.logSoftmax(-1))
                            .exp();
            assertThat(density.sum().readScalar() * step * step).isCloseTo(1, within(1e-9));
        }
    }

    /** A draw's density comes from its noise; it is the density at the value. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 4})
    void theDensityOfADrawIsThatOfItsValue(double temperature) {
        try (TensorScope scope = runtime.scope()) {
            RelaxedCategorical q = new RelaxedCategorical(logits(), temperature, false);
            Draw draw = q.draw(KEY, 50);
            double[] expected = q.logProbability(draw.z()).readDoubles();
            double[] found = draw.logProbability().readDoubles();
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-8));
            }
            Draw hard = new RelaxedCategorical(logits(), temperature, true).draw(KEY, 50);
            assertThat(hard.logProbability().readDoubles()).containsExactly(found);
        }
    }

    /** Under the density's own parameters q and p agree to rounding, draw by draw. */
    @Test
    void relaxedDensitiesOfEqualDistributionsAreEqual() {
        try (TensorScope scope = runtime.scope()) {
            Tensor zeros = runtime.zeros(Shape.of(2, 3, 3));
            for (CategoricalLogits prior :
                    List.of(
                            new UniformCategorical(runtime, SPACE),
                            new LearnedCategorical(runtime, SPACE))) {
                Draw draw = new RelaxedCategorical(zeros, 0.4, false).draw(KEY, 20);
                double[] ratio =
                        draw.logProbability().sub(draw.logProbabilityUnder(prior)).readDoubles();
                assertThat(ratio).containsOnly(new double[] {0}, within(1e-11));
            }
        }
    }

    // ------------------------------------------------------------------------------------- draws

    /** The log-ratio of two coordinates is logistic: P(r <= s) = sigmoid(t s - (l_1 - l_2)). */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1, 5})
    void drawsHaveTheDistribution(double temperature) {
        double[] ratios;
        try (TensorScope scope = runtime.scope()) {
            Tensor pair = runtime.tensor(new double[] {0.8, -0.3}, Shape.of(1, 1, 2));
            Tensor z = new RelaxedCategorical(pair, temperature, false).draw(KEY, DRAWS).z();
            Tensor y = z.maximum(Double.MIN_NORMAL).log();
            ratios = y.slice(-1, 0, 1).sub(y.slice(-1, 1, 2)).readDoubles();
        }
        ASSERT.distribution("log-ratio", ratios, s -> 1 / (1 + Math.exp(-(temperature * s - 1.1))));
        assertThatThrownBy(
                        () ->
                                ASSERT.distribution(
                                        "log-ratio",
                                        ratios,
                                        s -> 1 / (1 + Math.exp(-(temperature * s - 1.3)))))
                .isInstanceOf(AssertionError.class);
    }

    private long[][] largest(Categorical q) {
        long[][] counts = new long[3][3];
        int[] indices = q.draw(KEY, DRAWS).z().argMax(-1).readInts();
        for (int i = 0; i < indices.length; i++) {
            counts[i % 3][indices[i]]++;
        }
        return counts;
    }

    @Test
    void theLargestCoordinatesHaveTheProbabilities() {
        try (TensorScope scope = runtime.scope()) {
            for (Categorical q :
                    List.of(
                            new DiscreteCategorical(logits()),
                            new RelaxedCategorical(logits(), 0.5, false),
                            new RelaxedCategorical(logits(), 2, true))) {
                long[][] counts = largest(q);
                for (int i = 0; i < 3; i++) {
                    double[] row = Arrays.copyOfRange(LOGITS, 3 * i, 3 * i + 3);
                    ASSERT.counts("variable " + i, counts[i], softmax(row));
                    row[0] += 0.2;
                    long[] found = counts[i];
                    assertThatThrownBy(() -> ASSERT.counts("another", found, softmax(row)))
                            .isInstanceOf(AssertionError.class);
                }
            }
        }
    }

    @Test
    void oneKeyGivesTheSameBytesOnEveryBackend() {
        for (boolean hard : new boolean[] {false, true}) {
            double[] first = draw(runtime, hard, KEY);
            assertThat(draw(runtime, hard, KEY)).isEqualTo(first);
            assertThat(draw(runtime, hard, RandomKey.of(2))).isNotEqualTo(first);
            try (TensorRuntime other = Runtimes.reference(DType.FLOAT64)) {
                assertThat(draw(other, hard, KEY)).containsExactly(first, within(1e-13));
            }
        }
    }

    private static double[] draw(TensorRuntime runtime, boolean hard, RandomKey key) {
        try (TensorScope scope = runtime.scope()) {
            Tensor logits = runtime.tensor(LOGITS, Shape.of(1, 3, 3));
            return new RelaxedCategorical(logits, 0.5, hard).draw(key, 4).z().readDoubles();
        }
    }

    // -------------------------------------------------------------------------------- conditionals

    private Tensor random(String name, int rows) {
        return runtime.normal(KEY.split(name), Shape.of(rows, 3, 3));
    }

    private static RelaxedCategorical row(RelaxedCategorical all, int r) {
        return new RelaxedCategorical(
                all.logits().slice(0, r, r + 1), all.temperature(), all.hard());
    }

    /** K draws of R rows as one draw of K R rows: the same values, densities and order. */
    @Test
    void aDrawUnderOtherLeadingAxesIsTheSameDraw() {
        try (TensorScope scope = runtime.scope()) {
            for (boolean hard : new boolean[] {false, true}) {
                RelaxedCategorical q = new RelaxedCategorical(random("q", 2), 0.5, hard);
                Draw draw = q.draw(KEY, 3);
                Draw flat = draw.reshaped(1, 6);
                assertThat(flat.isRelaxed()).isTrue();
                assertThat(flat.z().shape()).isEqualTo(Shape.of(1, 6, 3, 3));
                assertThat(flat.logProbability().shape()).isEqualTo(Shape.of(1, 6));
                Draw back = flat.reshaped(3, 2);
                UniformCategorical prior = new UniformCategorical(runtime, SPACE);
                for (Draw other : List.of(flat, back)) {
                    assertThat(other.z().readDoubles()).isEqualTo(draw.z().readDoubles());
                    assertThat(other.logProbability().readDoubles())
                            .isEqualTo(draw.logProbability().readDoubles());
                    assertThat(other.logProbabilityUnder(prior).readDoubles())
                            .isEqualTo(draw.logProbabilityUnder(prior).readDoubles());
                }
            }
        }
    }

    /** Under one categorical distribution for each row: each draw under that of its own row. */
    @Test
    void aRelaxedDrawHasADensityUnderADistributionForEachRow() {
        int rows = 4;
        int samples = 3;
        try (TensorScope scope = runtime.scope()) {
            RelaxedCategorical q = new RelaxedCategorical(random("q", rows), 0.5, false);
            Draw draw = q.draw(KEY, samples);
            Tensor logits = random("p", rows);
            double[] found =
                    draw.logProbabilityUnder(new DiscreteCategorical(logits)).readDoubles();
            assertThat(found).hasSize(samples * rows);
            for (int r = 0; r < rows; r++) {
                // At the same temperature: the density of the relaxation of p at the value.
                RelaxedCategorical p =
                        new RelaxedCategorical(logits.slice(0, r, r + 1), 0.5, false);
                double[] expected = p.logProbability(draw.z().slice(1, r, r + 1)).readDoubles();
                for (int k = 0; k < samples; k++) {
                    assertThat(found[k * rows + r]).isCloseTo(expected[k], within(1e-8));
                }
            }
            // q's own density is what it has under the distribution that it relaxes.
            assertThat(draw.logProbabilityUnder(new DiscreteCategorical(q.logits())).readDoubles())
                    .containsExactly(draw.logProbability().readDoubles(), within(1e-11));
        }
    }

    /** As the layers of a chain ask: one row for each of the K B draws. */
    @Test
    void drawsOfAllRowsHaveDensitiesUnderAConditionalOfAsManyRows() {
        try (TensorScope scope = runtime.scope()) {
            RelaxedCategorical q = new RelaxedCategorical(random("q", 2), 0.7, false);
            Draw flat = q.draw(KEY, 3).reshaped(1, 6);
            RelaxedCategorical p = new RelaxedCategorical(random("p", 6), 0.7, false);
            double[] found = flat.logProbabilityUnder(p).readDoubles();
            for (int i = 0; i < 6; i++) {
                double[] expected =
                        row(p, i).logProbability(flat.z().slice(1, i, i + 1)).readDoubles();
                assertThat(found[i]).isCloseTo(expected[0], within(1e-8));
            }
        }
    }

    // --------------------------------------------------------------------------------- divergence

    private static Tensor units(Distribution q, Distribution p) {
        AnalyticKl<?, ?> kl =
                Plugins.of(List.of(new GumbelModule())).divergences().find(q, p).orElseThrow();
        assertThat(kl.of(q, p).readDoubles())
                .containsExactly(
                        kl.perUnit(q, p).orElseThrow().sum(-1).readDoubles(), within(1e-14));
        return kl.perUnit(q, p).orElseThrow();
    }

    @Test
    void unitsOfACategoricalAreItsVariables() {
        try (TensorScope scope = runtime.scope()) {
            OneHot space = new OneHot(2, 3);
            Tensor logits =
                    runtime.tensor(
                            new double[] {0, 0, 0, Math.log(2), 0, Math.log(5)}, Shape.of(1, 2, 3));
            // Probabilities 1/4, 1/8, 5/8 against thirds.
            double second =
                    0.25 * Math.log(0.75) + 0.125 * Math.log(0.375) + 0.625 * Math.log(1.875);
            LearnedCategorical learned = new LearnedCategorical(runtime, space);
            for (Categorical q :
                    List.of(
                            new DiscreteCategorical(logits),
                            new RelaxedCategorical(logits, 0.5, false))) {
                for (Prior p : List.of(new UniformCategorical(runtime, space), learned)) {
                    assertThat(units(q, p).readDoubles())
                            .containsExactly(new double[] {0, second}, within(1e-15));
                }
            }
            learned.parameters().get(0).assign(logits.reshape(2, 3));
            assertThat(units(new DiscreteCategorical(logits), learned).readDoubles())
                    .containsExactly(new double[] {0, 0}, within(1e-15));
        }
    }

    /** One p for each row and one for all, against sums over the categories. */
    @Test
    void theDivergenceFromACategoricalIsTheSumOverItsValues() {
        int rows = 3;
        try (TensorScope scope = runtime.scope()) {
            Tensor logQ = random("q", rows).logSoftmax(-1);
            Tensor logP = random("p", rows).logSoftmax(-1);
            double[] q = logQ.readDoubles();
            double[] p = logP.readDoubles();
            double[] forEachRow =
                    units(new DiscreteCategorical(logQ), new DiscreteCategorical(logP))
                            .readDoubles();
            LearnedCategorical one = new LearnedCategorical(runtime, SPACE);
            one.parameters().get(0).assign(logP.slice(0, 0, 1).reshape(3, 3));
            double[] forAllRows = units(new DiscreteCategorical(logQ), one).readDoubles();
            for (int i = 0; i < 9; i++) {
                double each = 0;
                double all = 0;
                for (int j = 0; j < 3; j++) {
                    double weight = Math.exp(q[3 * i + j]);
                    each += weight * (q[3 * i + j] - p[3 * i + j]);
                    all += weight * (q[3 * i + j] - p[3 * (i % 3) + j]);
                }
                assertThat(forEachRow[i]).isCloseTo(each, within(1e-13)).isPositive();
                assertThat(forAllRows[i]).isCloseTo(all, within(1e-13));
            }
        }
    }

    // ---------------------------------------------------------------------------------- gradients

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        try (TensorScope scope = runtime.scope()) {
            GradientCheck check = GradientCheck.of(runtime);
            Tensor logits = logits();
            check.check(
                    "relaxed draw",
                    in -> new RelaxedCategorical(in.get(0), 0.6, false).draw(KEY, 2).z(),
                    logits);
            check.check(
                    "relaxed log-ratio",
                    in -> {
                        Draw draw = new RelaxedCategorical(in.get(0), 0.6, false).draw(KEY, 2);
                        UniformCategorical prior = new UniformCategorical(runtime, SPACE);
                        return draw.logProbability().sub(draw.logProbabilityUnder(prior));
                    },
                    logits);
            check.check(
                    "relaxed density",
                    in ->
                            new RelaxedCategorical(in.get(0), 0.6, false)
                                    .logProbability(in.get(1).softmax(-1)),
                    logits,
                    runtime.tensor(KEY.normal(18), Shape.of(2, 1, 3, 3)));
            check.check(
                    "kl",
                    in -> Fused.categoricalKl(in.get(0), in.get(1).logSoftmax(-1)),
                    logits,
                    runtime.tensor(KEY.normal(9), Shape.of(3, 3)));
            check.check(
                    "discrete log-probability",
                    in ->
                            new DiscreteCategorical(in.get(0))
                                    .logProbability(
                                            TabularModel.everyValue(runtime, SPACE).expandDims(1)),
                    logits);
        }
    }

    @Test
    void aHardDrawHasTheGradientOfTheSoftOne() {
        Tensor parameter;
        try (TensorScope scope = runtime.scope()) {
            parameter = runtime.keep(logits(), true);
        }
        double[][] gradients = new double[2][];
        for (int hard = 0; hard < 2; hard++) {
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                Tensor z = new RelaxedCategorical(parameter, 0.7, hard == 1).draw(KEY, 3).z();
                Tensor weights = runtime.tensor(KEY.normal(27), z.shape());
                gradients[hard] = tape.gradients(z.mul(weights).sum()).of(parameter).readDoubles();
                if (hard == 1) {
                    assertThat(z.readDoubles()).containsOnly(0, 1);
                    assertThat(z.sum(-1).readDoubles()).containsOnly(1);
                }
            }
        }
        assertThat(gradients[1]).containsExactly(gradients[0]);
        assertThat(Arrays.stream(gradients[0]).anyMatch(g -> Math.abs(g) > 0.01)).isTrue();
    }

    // ---------------------------------------------------------------------------- extreme numbers

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 1, 10})
    void extremeParametersAreFiniteInSinglePrecision(double temperature) {
        try (TensorRuntime single = Runtimes.nd4j(DType.FLOAT32)) {
            float[] values = {1000, -1000, 0, -1000, 1000, 1000, -1000, -1000, -1000, 1, 2, 3};
            Tensor parameter;
            try (TensorScope scope = single.scope()) {
                parameter = single.keep(single.tensor(values, Shape.of(1, 4, 3)), true);
            }
            OneHot space = new OneHot(4, 3);
            for (Categorical q :
                    List.of(
                            new DiscreteCategorical(parameter),
                            new RelaxedCategorical(parameter, temperature, false),
                            new RelaxedCategorical(parameter, temperature, true))) {
                try (TensorScope scope = single.scope();
                        GradientTape tape = GradientTape.record(single)) {
                    Draw draw = q.draw(KEY, 500);
                    Tensor logPrior =
                            draw.logProbabilityUnder(new UniformCategorical(single, space));
                    Tensor kl = Fused.categoricalKl(q.logits(), single.scalar(-Math.log(3)));
                    assertFinite(draw.z(), draw.logProbability(), logPrior, kl, q.location());
                    assertFinite(q.logProbability(draw.z()));
                    assertThat(draw.z().sum(-1).sub(1).abs().max().readScalar()).isLessThan(1e-5);
                    Tensor loss =
                            draw.z()
                                    .square()
                                    .sum()
                                    .add(draw.logProbability().sum())
                                    .add(logPrior.sum())
                                    .add(kl.sum());
                    Gradients gradients = tape.gradients(loss);
                    assertFinite(gradients.of(parameter));
                }
            }
        }
    }

    private static void assertFinite(Tensor... tensors) {
        for (Tensor tensor : tensors) {
            for (double value : tensor.readDoubles()) {
                assertThat(value).isFinite();
            }
        }
    }

    // -------------------------------------------------------------------------- families, phases

    @Test
    void aFamilyIsRelaxedInTrainingAndDiscreteInEvaluation() {
        Schedule temperature = new Schedule.Exponential(1, 0.5, 0.1, 1);
        try (TensorScope scope = runtime.scope()) {
            Tensor output = logits().reshape(1, 9);
            for (CategoricalFamily.Drawing draw : CategoricalFamily.Drawing.values()) {
                CategoricalFamily family = new CategoricalFamily(3, 3, temperature, draw);
                Categorical training =
                        family.of(output, Phase.training(new TrainingProgress(3, 10)));
                Categorical evaluation = family.of(output, Phase.evaluation());
                assertThat(evaluation).isInstanceOf(DiscreteCategorical.class);
                assertThat(evaluation.draw(KEY, 1).isRelaxed()).isFalse();
                assertThat(evaluation.draw(KEY, 7).z().readDoubles()).containsOnly(0, 1);
                assertThat(training.draw(KEY, 1).isRelaxed())
                        .isEqualTo(draw != CategoricalFamily.Drawing.DISCRETE);
                if (training instanceof RelaxedCategorical relaxed) {
                    assertThat(relaxed.temperature()).isCloseTo(Math.exp(-0.3), within(1e-15));
                }
                assertThat(training.gradient())
                        .isEqualTo(
                                switch (draw) {
                                    case RELAXED -> GradientKind.RELAXED;
                                    case STRAIGHT_THROUGH -> GradientKind.STRAIGHT_THROUGH;
                                    case DISCRETE -> GradientKind.SCORE_FUNCTION;
                                });
            }
        }
    }

    /** The second coordinate of a pair is 1 / (1 + e^(-(l + L) / t)) with L logistic. */
    @Test
    void bernoulliVariablesAreBinaryConcretes() {
        double t = 0.4;
        double l = 0.9;
        double[] second;
        try (TensorScope scope = runtime.scope()) {
            Tensor output = runtime.tensor(new double[] {l, -2}, Shape.of(1, 2));
            BernoulliFamily family =
                    new BernoulliFamily(2, Schedule.constant(t), CategoricalFamily.Drawing.RELAXED);
            assertThat(family.head().width()).isEqualTo(2);
            assertThat(family.of(output, Phase.evaluation()).location().readDoubles())
                    .containsExactly(
                            new double[] {
                                1 / (1 + Math.exp(l)),
                                1 / (1 + Math.exp(-l)),
                                1 / (1 + Math.exp(-2)),
                                1 / (1 + Math.exp(2))
                            },
                            within(1e-15));
            Tensor z =
                    family.of(output, Phase.training(new TrainingProgress(0, 1)))
                            .draw(KEY, DRAWS)
                            .z();
            second = z.slice(-2, 0, 1).slice(-1, 1, 2).readDoubles();
        }
        ASSERT.distribution(
                "binary concrete",
                second,
                x -> 1 / (1 + Math.exp(-(t * (Math.log(x) - Math.log1p(-x)) - l))));
    }

    @Test
    void theSpaceLaysVariablesSideBySide() {
        OneHot space = new OneHot(2, 3);
        assertThat(space.eventShape()).isEqualTo(Shape.of(2, 3));
        assertThat(space.networkInput().width()).isEqualTo(6);
        assertThat(space.measure()).isEqualTo(BaseMeasure.COUNTING);
        assertThat(space).hasToString("onehot(2, 3)");
        try (TensorScope scope = runtime.scope()) {
            Tensor z = runtime.tensor(new double[] {0, 1, 0, 0, 0, 1}, Shape.of(1, 1, 2, 3));
            assertThat(space.networkInput().of(z).shape()).isEqualTo(Shape.of(1, 1, 6));
            assertThat(space.networkInput().of(z).readDoubles()).containsExactly(0, 1, 0, 0, 0, 1);
        }
    }

    @Test
    void refusesWhatMeansNothing() {
        assertThatThrownBy(() -> new OneHot(0, 2)).hasMessage("variables must be at least 1, is 0");
        assertThatThrownBy(() -> new OneHot(1, 1))
                .hasMessage("categories must be at least 2, is 1");
        Schedule toZero = new Schedule.Linear(1, 0, 10);
        assertThatThrownBy(
                        () ->
                                new CategoricalFamily(
                                        3, 3, toZero, CategoricalFamily.Drawing.RELAXED))
                .hasMessage("temperature must stay above 0, falls to 0.0");
        try (TensorScope scope = runtime.scope()) {
            Tensor logits = logits();
            for (double temperature : new double[] {0, -1, Double.NaN}) {
                assertThatThrownBy(() -> new RelaxedCategorical(logits, temperature, false))
                        .hasMessage("temperature must be above 0 and finite, is " + temperature);
            }
            Tensor flat = logits.reshape(1, 9);
            assertThatThrownBy(() -> new DiscreteCategorical(flat))
                    .hasMessage("logits [1, 9] are not [B, n, k]");
            Draw draw = new RelaxedCategorical(logits, 1, false).draw(KEY, 1);
            StandardNormal normal = new StandardNormal(runtime, new Euclidean(9));
            assertThatThrownBy(() -> draw.logProbabilityUnder(normal))
                    .hasMessage(
                            "prior StandardNormal has no relaxation with which a relaxed draw could"
                                    + " be compared; use the KL between the discrete distributions"
                                    + " (kl: analytic) or another prior");
        }
    }
}
