// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Likelihoods under heads that are hard cases, beyond those of their contracts: they normalise, and
 * their samplers have their densities. Random quantities are wrong with probability 1e-7 each.
 */
class LikelihoodTest {

    private static final RandomKey KEY = RandomKey.of(7);
    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final int LEVELS = 256;

    private interface Making {
        Likelihood on(TensorRuntime runtime);
    }

    /**
     * A likelihood of one value, under several heads.
     *
     * @param heads rows of the head's width
     */
    private record Case(String name, Making making, double[][] heads) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Case> discrete() {
        return Stream.of(
                new Case(
                        "discretized-logistic",
                        runtime -> new DiscretizedLogistic(),
                        new double[][] {
                            {0, 0}, {0.3, -2}, {-1, -5}, {1.7, -1}, {0.1234, -8}, {-3, 0.5}, {0, 4}
                        }),
                new Case(
                        "discretized-logistic-mixture",
                        runtime -> new DiscretizedLogisticMixture(2),
                        new double[][] {
                            {0, 0, -0.5, 0.5, -2, -3},
                            {3, -3, 0.2, -1, -6, 0},
                            {-1, 1, -1.2, 1.1, -4, -4}
                        }),
                new Case(
                        "categorical",
                        runtime -> new CategoricalLevels(),
                        new double[][] {
                            RandomKey.of(1).normal(LEVELS),
                            Arrays.stream(RandomKey.of(2).normal(LEVELS)).map(l -> 8 * l).toArray(),
                            new double[LEVELS]
                        }));
    }

    private static Stream<Case> onUnitInterval() {
        return Stream.of(
                new Case(
                        "continuous-bernoulli",
                        runtime -> new ContinuousBernoulli(),
                        new double[][] {{0}, {1e-9}, {0.7}, {-1}, {1.0001}, {-12}, {60}}));
    }

    private static Stream<Case> onTheLine() {
        return Stream.of(
                new Case(
                        "gaussian fixed",
                        runtime -> new Gaussian(new Gaussian.Fixed(0.3)),
                        new double[][] {{0.2}, {-1}}),
                new Case(
                        "gaussian shared",
                        runtime -> Gaussian.shared(runtime, 0.5, 1e-3),
                        new double[][] {{0.2}, {-1}}),
                new Case(
                        "gaussian per-pixel",
                        runtime -> new Gaussian(new Gaussian.PerPixel(0.5, 0.05)),
                        new double[][] {{0.2, -1}, {-1, 0.4}, {0.5, -9}}));
    }

    private static double[] levels() {
        return IntStream.range(0, LEVELS).mapToDouble(k -> k / 255.0).toArray();
    }

    /** p(x) for each x under one head. */
    private static double[] probabilities(
            TensorRuntime runtime, Likelihood likelihood, double[] head, double[] x) {
        try (TensorScope scope = runtime.scope()) {
            Tensor heads =
                    runtime.tensor(head, Shape.of(1, head.length))
                            .broadcastTo(Shape.of(x.length, head.length));
            return likelihood
                    .of(heads)
                    .logProbability(runtime.tensor(x, Shape.of(x.length, 1)))
                    .exp()
                    .readDoubles();
        }
    }

    private static double[] use(
            TensorRuntime runtime, double[] head, int n, Function<Tensor, Tensor> use) {
        try (TensorScope scope = runtime.scope()) {
            Tensor heads =
                    runtime.tensor(head, Shape.of(1, head.length))
                            .broadcastTo(Shape.of(n, head.length));
            return use.apply(heads).readDoubles();
        }
    }

    private static void withRuntime(Case tested, BiConsumer<TensorRuntime, Likelihood> test) {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            Likelihood likelihood;
            try (TensorScope scope = runtime.scope()) {
                likelihood = tested.making().on(runtime);
            }
            test.accept(runtime, likelihood);
        }
    }

    @ParameterizedTest
    @MethodSource("discrete")
    void probabilitiesOfAllLevelsSumToOne(Case tested) {
        withRuntime(
                tested,
                (runtime, likelihood) -> {
                    assertThat(likelihood.measure(DataShape.flat(1)).isCounting()).isTrue();
                    for (double[] head : tested.heads()) {
                        double[] p = probabilities(runtime, likelihood, head, levels());
                        assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-12));
                        double mean =
                                use(runtime, head, 1, h -> likelihood.of(h).mean().orElseThrow())[
                                        0];
                        double expected =
                                IntStream.range(0, LEVELS).mapToDouble(k -> p[k] * k / 255).sum();
                        assertThat(mean).isCloseTo(expected, within(1e-12));
                    }
                });
    }

    /** Simpson's rule; on the line over 12 standard deviations, beyond which 1e-32 lies. */
    @ParameterizedTest
    @MethodSource({"onUnitInterval", "onTheLine"})
    void densitiesIntegrateToOne(Case tested) {
        int n = 20000;
        boolean bounded = tested.name().startsWith("continuous");
        double from = bounded ? 0 : -20;
        double to = bounded ? 1 : 20;
        double[] x =
                IntStream.rangeClosed(0, n).mapToDouble(i -> from + (to - from) * i / n).toArray();
        withRuntime(
                tested,
                (runtime, likelihood) -> {
                    assertThat(likelihood.measure(DataShape.flat(1)).isCounting()).isFalse();
                    for (double[] head : tested.heads()) {
                        double[] p = probabilities(runtime, likelihood, head, x);
                        double total = 0;
                        double moment = 0;
                        for (int i = 0; i <= n; i++) {
                            double weight = i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;
                            total += weight * p[i] * (to - from) / n / 3;
                            moment += weight * p[i] * x[i] * (to - from) / n / 3;
                        }
                        assertThat(total).isCloseTo(1, within(1e-9));
                        double mean =
                                use(runtime, head, 1, h -> likelihood.of(h).mean().orElseThrow())[
                                        0];
                        assertThat(mean).isCloseTo(moment, within(1e-9));
                    }
                });
    }

    /** The relative frequencies of 100,000 draws; levels are joined until five are expected. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("discrete")
    void drawsOfLevelsHaveTheirProbabilities(Case tested) {
        int n = 100_000;
        withRuntime(
                tested,
                (runtime, likelihood) -> {
                    for (int c = 0; c < tested.heads().length; c++) {
                        double[] head = tested.heads()[c];
                        RandomKey key = KEY.fold(c);
                        double[] draws = use(runtime, head, n, h -> likelihood.of(h).sample(key));
                        double[] p = probabilities(runtime, likelihood, head, levels());
                        long[] counts = new long[LEVELS];
                        for (double draw : draws) {
                            assertThat(ValueDomain.GREY_LEVELS.contains((float) draw)).isTrue();
                            counts[(int) Math.round(255 * draw)]++;
                        }
                        assertCounts(tested + " " + c, counts, p);
                    }
                });
    }

    @Tag("full")
    @Test
    void drawsOfSomeLevelsHaveTheirProbabilities() {
        discrete().limit(2).forEach(this::drawsOfLevelsHaveTheirProbabilities);
    }

    private static void assertCounts(String name, long[] counts, double[] probabilities) {
        long n = Arrays.stream(counts).sum();
        long[] joined = new long[LEVELS];
        double[] mass = new double[LEVELS];
        int group = 0;
        for (int k = 0; k < LEVELS; k++) {
            joined[group] += counts[k];
            mass[group] += probabilities[k];
            double rest = Arrays.stream(probabilities, k + 1, LEVELS).sum();
            if (n * mass[group] >= 5 && n * rest >= 5) {
                group++;
            }
        }
        double total = Arrays.stream(mass).sum();
        if (group == 0) {
            return;
        }
        ASSERT.counts(
                name,
                Arrays.copyOf(joined, group + 1),
                Arrays.stream(mass, 0, group + 1).map(m -> m / total).toArray());
    }

    @ParameterizedTest
    @MethodSource({"onUnitInterval", "onTheLine"})
    void drawsHaveTheirDensity(Case tested) {
        withRuntime(
                tested,
                (runtime, likelihood) -> {
                    for (int c = 0; c < tested.heads().length; c++) {
                        double[] head = tested.heads()[c];
                        RandomKey key = KEY.fold(c);
                        double[] draws =
                                use(runtime, head, 20_000, h -> likelihood.of(h).sample(key));
                        double[] p0 = probabilities(runtime, likelihood, head, new double[] {0});
                        ASSERT.distribution(
                                tested + " " + c,
                                draws,
                                tested.name().startsWith("continuous")
                                        ? continuousBernoulliCdf(head[0])
                                        : normalCdf(head[0], deviation(head[0], p0[0], tested)));
                    }
                });
    }

    private static DoubleUnaryOperator continuousBernoulliCdf(double logit) {
        return Math.abs(logit) < 1e-6
                ? x -> x
                : x -> Math.min(1, Math.expm1(logit * x) / Math.expm1(logit));
    }

    private static double deviation(double mean, double densityAtZero, Case tested) {
        return switch (tested.name()) {
            case "gaussian fixed" -> 0.3;
            case "gaussian shared" -> 0.5;
            default -> solveDeviation(mean, densityAtZero);
        };
    }

    /** The standard deviations are those of the heads above, from their definition. */
    private static double solveDeviation(double mean, double densityAtZero) {
        double best = 0;
        double error = Double.POSITIVE_INFINITY;
        for (double raw : new double[] {-1, 0.4, -9}) {
            double least = Math.log(0.05);
            double sigma = Math.exp(least + Math.log1p(Math.exp(raw - least)));
            double density =
                    Math.exp(-0.5 * mean * mean / sigma / sigma) / sigma / Math.sqrt(2 * Math.PI);
            if (Math.abs(density - densityAtZero) < error) {
                error = Math.abs(density - densityAtZero);
                best = sigma;
            }
        }
        assertThat(error).isLessThan(1e-12);
        return best;
    }

    private static DoubleUnaryOperator normalCdf(double mean, double deviation) {
        var normal = new NormalDistribution(mean, deviation);
        return normal::cumulativeProbability;
    }

    @Test
    void domainsAreThoseWithADensity() {
        for (Likelihood discrete :
                List.of(
                        new DiscretizedLogistic(),
                        new DiscretizedLogisticMixture(3),
                        new CategoricalLevels())) {
            assertThat(discrete.domains()).containsExactly(ValueDomain.GREY_LEVELS);
        }
        assertThat(new ContinuousBernoulli().domains())
                .containsExactlyInAnyOrder(ValueDomain.UNIT_INTERVAL, ValueDomain.GREY_LEVELS);
        assertThat(new Gaussian(new Gaussian.Fixed(1)).domains())
                .containsExactlyInAnyOrder(
                        ValueDomain.REAL, ValueDomain.UNIT_INTERVAL, ValueDomain.GREY_LEVELS);
    }

    @Test
    void scalesAreAboveZero() {
        assertThatThrownBy(() -> new Gaussian.Fixed(Double.NaN))
                .hasMessage("scale must be finite and above 0, is NaN");
        assertThatThrownBy(() -> new Gaussian.PerPixel(0.1, 0.2))
                .hasMessage("initial scale must be above the least scale 0.2, is 0.1");
        assertThatThrownBy(() -> new DiscretizedLogisticMixture(0))
                .hasMessage("components must be at least 1, is 0");
    }
}
