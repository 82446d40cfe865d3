// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

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
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.CountSpace;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.parts.estimator.GeneralizedUpdate;
import org.vaelab.framework.parts.estimator.GeneralizedUpdate.Update;
import org.vaelab.framework.parts.estimator.ReweightedWakeSleep;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.Hierarchy;
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
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/** Reference values, relaxations and their limits, numbers of arrivals, and hierarchies. */
class SparseTest {

    private static final Golden GOLDEN = Golden.beside(SparseTest.class, "sparse.json");
    private static final RandomKey KEY = RandomKey.of(3);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    static Stream<JsonNode> poisson() {
        return GOLDEN.cases("poisson");
    }

    static Stream<JsonNode> spikes() {
        return GOLDEN.cases("spike-and-slab");
    }

    private Tensor row(JsonNode golden, String field) {
        return runtime.tensor(Golden.numbers(golden.get("input"), field), Shape.of(1, 1));
    }

    @ParameterizedTest
    @MethodSource("poisson")
    void poissonIsThatOfTheReference(JsonNode golden) {
        Poisson q = new Poisson(row(golden, "logRate"), 0);
        GOLDEN.check(golden, "logDensity", q.logProbability(row(golden, "z")).readDoubles());
        Poisson p = new Poisson(row(golden, "priorLogRate"), 0);
        GOLDEN.check(golden, "kl", q.kl(p).readDoubles());
    }

    /** In float32, where the terms cancel; by mpmath. */
    @ParameterizedTest
    @CsvSource({
        "148, 5, -3.4186833519585724",
        "200, 5, -11.645146294982077",
        "100.5, 4.5, -3.8128294957985655"
    })
    void densitiesOfLargeCountsKeepTheirDigits(double z, double logRate, double nats) {
        try (TensorRuntime single = Runtimes.reference(DType.FLOAT32);
                TensorScope within = single.scope()) {
            Poisson q = new Poisson(single.full(logRate, Shape.of(1, 1)), 0);
            assertThat(q.logProbability(single.full(z, Shape.of(1, 1, 1))).readScalar())
                    .isCloseTo(nats, within(2e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("spikes")
    void spikeAndSlabIsThatOfTheReference(JsonNode golden) {
        SpikeAndSlab q =
                new SpikeAndSlab(
                        row(golden, "logit"), row(golden, "mean"), row(golden, "logVariance"), 0);
        GOLDEN.check(golden, "logDensity", q.logProbability(row(golden, "z")).readDoubles());
        Tensor zero = runtime.zeros(Shape.of(1, 1));
        SpikeAndSlab p = new SpikeAndSlab(row(golden, "priorLogit"), zero, zero, 0);
        GOLDEN.check(golden, "kl", q.kl(p).readDoubles());
    }

    /** KL(q || p) of an encoder from elsewhere, p of log rate 0; by mpmath. */
    @ParameterizedTest
    @CsvSource({
        "-1000, 1",
        "-20, 0.99999995671577393",
        "4.9, 524.73014077124839",
        "6, 2018.1439674636756"
    })
    void logRatesOfAnEncoderFromElsewhereAreNotBounded(double logRate, double nats) {
        PosteriorFamily given = made(PoissonFamily.class).asGiven();
        Poisson q = (Poisson) given.of(runtime.full(logRate, Shape.of(1, 1)), Phase.evaluation());
        Poisson p = new Poisson(runtime.zeros(Shape.of(1, 1)), 0);
        assertThat(q.kl(p).readScalar()).isCloseTo(nats, withinPercentage(1e-10));
        assertThat(given.forms().get(0).numbers().get(0).greatest()).isEqualTo(6);
    }

    /** The same of p with logit 0 and a standard Normal. */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 0.25",
        "0, 0, -60, 14.75",
        "3, 2, -200, 97.188556081930475",
        "0, 0.5, 30, 2671618645373.428",
        "0, 0, -1000, 249.75"
    })
    void slabsOfAnEncoderFromElsewhereAreNotBounded(
            double logit, double mean, double logVariance, double nats) {
        PosteriorFamily given = made(SpikeAndSlabFamily.class).asGiven();
        Tensor output = runtime.tensor(new double[] {logit, mean, logVariance}, Shape.of(1, 3));
        SpikeAndSlab q = (SpikeAndSlab) given.of(output, Phase.evaluation());
        Tensor zero = runtime.zeros(Shape.of(1, 1));
        assertThat(q.kl(new SpikeAndSlab(zero, zero, zero, 0)).readScalar())
                .isCloseTo(nats, withinPercentage(1e-10));
        assertThat(given.forms().get(0).isUnlimited()).isTrue();
    }

    private static <T> T made(Class<T> family) {
        return StrictMapper.of(family, Map.of("latent", 1));
    }

    /**
     * The probability that a count is larger is below 1e-12, by summation; and few are to spare.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1e-7, 0.01, 0.7, 5, 30, 148})
    void soManyArrivalsAreEnough(double rate) {
        int n = Poisson.mostArrivals(rate);
        double logTerm = -rate;
        for (int i = 1; i <= n; i++) {
            logTerm += Math.log(rate / i);
        }
        double tail = 0;
        for (int i = n + 1; i < n + 400; i++) {
            logTerm += Math.log(rate / i);
            tail += Math.exp(logTerm);
        }
        assertThat(tail).isLessThan(1e-12);
        assertThat(n).isLessThan((int) (rate + 9 * Math.sqrt(rate) + 16));
    }

    /** Of one key, relaxed values tend to the draws of the distribution itself. */
    @Test
    void coldRelaxationsAreDraws() {
        Tensor logRate = runtime.full(0.8, Shape.of(1, 3));
        double[] counts = new Poisson(logRate, 0).draw(KEY, 300).z().readDoubles();
        double[] cold = new Poisson(logRate, 1e-7).draw(KEY, 300).z().readDoubles();
        assertThat(cold).containsExactly(counts, within(1e-3));
        double[] spiked = spiked(0).draw(KEY, 300).z().readDoubles();
        double[] coldSpiked = spiked(1e-7).draw(KEY, 300).z().readDoubles();
        assertThat(coldSpiked).containsExactly(spiked, within(1e-3));
        assertThat(Arrays.stream(spiked).filter(z -> z == 0).count()).isBetween(300L, 700L);
    }

    private SpikeAndSlab spiked(double temperature) {
        Tensor tenth = runtime.full(0.1, Shape.of(1, 3));
        return new SpikeAndSlab(tenth, tenth, tenth, temperature);
    }

    /** The mean of relaxed counts at any rate; six standard errors of the mean of 4,000. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({"2, 0.7", "1e-3, 1", "5, 1", "20, 1", "148, 1", "148, 0.5", "148, 0.05"})
    void relaxedCountsHaveTheMeanOfTheReadme(double rate, double temperature) {
        double[] z;
        try (TensorRuntime fast = Runtimes.nd4j(DType.FLOAT64);
                TensorScope within = fast.scope()) {
            Tensor logRate = fast.full(Math.log(rate), Shape.of(1, 1));
            z = new Poisson(logRate, temperature).draw(KEY, 4000).z().readDoubles();
        }
        double mean = Arrays.stream(z).average().orElseThrow();
        double expected = rate * temperature * Math.log1p(Math.exp(1 / temperature));
        // The variance is rate int s(t)^2 dt, s(t) what an arrival at t counts.
        double variance = expected - rate * temperature / (1 + Math.exp(-1 / temperature));
        assertThat(mean).isCloseTo(expected, within(6 * Math.sqrt(variance / z.length)));
        if (rate > 1) {
            // Six standard errors of a variance, of nearly Normal values, and one percent.
            double found = Arrays.stream(z).map(v -> (v - mean) * (v - mean)).sum() / z.length;
            assertThat(found / variance).isCloseTo(1, within(0.01 + 6 * Math.sqrt(2.0 / z.length)));
        }
    }

    /** Another row of the batch, with any rate, changes no draw. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05})
    void drawsDoNotDependOnOtherRows(double temperature) {
        double[] beside = firstRow(temperature, 4);
        assertThat(firstRow(temperature, 148)).containsExactly(beside, within(1e-12));
    }

    @Tag("full")
    @Test
    void warmDrawsDoNotDependOnOtherRows() {
        drawsDoNotDependOnOtherRows(1);
    }

    private double[] firstRow(double temperature, double other) {
        double[] logRates = {Math.log(3), Math.log(other)};
        Tensor logRate = runtime.tensor(logRates, Shape.of(2, 1));
        return new Poisson(logRate, temperature).draw(KEY, 500).z().slice(1, 0, 1).readDoubles();
    }

    /**
     * Where q is the posterior, wake-sleep and the generalised update leave it: the gradient in the
     * log rate has mean 0. With relaxed draws it was 0.31 at temperature 1. Six standard errors of
     * 20,000 draws.
     */
    static Stream<Estimator> followingDensities() {
        return Stream.of(
                new ReweightedWakeSleep(5, false),
                new GeneralizedUpdate(Update.MAXIMUM_MARGINAL_LIKELIHOOD, 5, null));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("followingDensities")
    void theExactPosteriorIsAFixedPoint(Estimator estimator) {
        Tensor raw = runtime.keep(runtime.zeros(Shape.of(1, 1)), true);
        PoissonFamily family =
                StrictMapper.of(PoissonFamily.class, Map.of("latent", 1, "temperature", 1));
        Tensor exact = family.of(raw, Phase.evaluation()).logRate().reshape(1);
        Prior prior =
                new PoissonPrior(new CountSpace(1), Parameter.learned("logRate", exact), false);
        LatentVariableModel model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(1),
                        x -> x.mul(0).add(raw),
                        family,
                        prior,
                        z -> z.mul(0),
                        new Bernoulli(),
                        new KlRegistry(List.of()));
        Batch batch = Batch.of(runtime.zeros(Shape.of(4000, 1)));
        try (GradientTape tape = GradientTape.record(runtime)) {
            Step step = new Step(model, batch, KEY, new TrainingProgress(0, 1));
            Tensor loss = estimator.estimate(step).loss();
            double gradient = tape.gradients(loss).of(raw).readScalar();
            assertThat(gradient).isCloseTo(0, within(6 / Math.sqrt(20_000)));
        } finally {
            runtime.release(raw);
        }
    }

    @Test
    void relaxedDrawsNeedAPriorOfTheirKind() {
        Draw draw = new Poisson(runtime.zeros(Shape.of(1, 2)), 0.5).draw(KEY, 1);
        StandardNormal other = new StandardNormal(runtime, new Euclidean(2));
        assertThatThrownBy(() -> draw.logProbabilityUnder(other))
                .hasMessage(
                        "prior StandardNormal has no density of relaxed draws; use another prior, or"
                                + " draw: discrete");
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "toy-normal(2) > poisson(3)",
                "poisson(2) > poisson(3)",
                "toy-normal(2) > spiked(3)"
            })
    void chainsTrain(String layers) throws Exception {
        Plugins plugins = ToyModule.besideTheModulesOf(SparseTest.class.getClassLoader());
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

    @Test
    void settingsOutsideTheirRangeAreRejected() {
        assertThatThrownBy(() -> new SpikeAndSlabPrior.Settings(1))
                .hasMessage("slab must be above 0 and below 1, is 1.0");
        assertThatThrownBy(() -> new PoissonPrior.Settings(0, true))
                .hasMessage("rate must be finite and above 0, is 0.0");
        assertThatThrownBy(
                        () ->
                                StrictMapper.of(
                                        PoissonFamily.class, Map.of("latent", 2, "temperature", 0)))
                .hasMessageContaining("temperature must stay above 0, falls to 0.0");
    }
}
