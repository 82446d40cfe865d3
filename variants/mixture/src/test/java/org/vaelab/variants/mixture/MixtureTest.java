// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ExactPosteriors;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.Runtimes;

class MixtureTest {

    private static final List<String> OF_BITS =
            List.of(
                    "{\"components\": 4}",
                    "{\"components\": 4, \"pseudoCount\": 0}",
                    "{\"components\": 4, \"pseudoCount\": 1}",
                    "{\"components\": 4, \"variational\": {}}",
                    "{\"components\": 6, \"variational\": {\"concentration\": 0.01}, \"pseudoCount\": 0.5}");
    private static final List<String> OF_NUMBERS =
            List.of(
                    "{\"components\": 4, \"of\": \"gaussian\"}",
                    "{\"components\": 4, \"of\": \"gaussian\", \"least\": 0.3}",
                    "{\"components\": 4, \"of\": \"gaussian\", \"variational\": {}}",
                    "{\"components\": 6, \"of\": \"gaussian\", \"variational\": {\"concentration\": 0.01, \"meanCount\": 0.1,"
                            + " \"degrees\": 7.5}}");

    private static MixtureModel settings(String json) {
        try {
            return StrictMapper.of(MixtureModel.class, new JsonMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /** Around three prototypes: bits of which one in ten is wrong. */
    private static GivenData bits(RandomKey key, int n) {
        int width = 9;
        double[] noise = key.split("bits").uniform(n * width);
        byte[] bits = new byte[n * width];
        for (int i = 0; i < bits.length; i++) {
            boolean on = i % width / 3 == i / width % 3;
            bits[i] = (byte) (noise[i] < 0.1 == on ? 0 : 1);
        }
        return new GivenData(Examples.binary(width, bits));
    }

    /** Around three means, far from 0: correlated numbers. */
    private static GivenData numbers(RandomKey key, int n) {
        int width = 4;
        double[] noise = key.split("numbers").normal(n * width);
        double[] x = new double[n * width];
        for (int i = 0; i < x.length; i++) {
            int row = i / width;
            x[i] = 100 + 2 * (row % 3) * (i % width) + noise[i] + 0.8 * noise[row * width];
        }
        return new GivenData(Examples.real(width, x));
    }

    private static GivenData data(MixtureModel settings, RandomKey key, int n) {
        return settings.of() == MixtureModel.Family.BERNOULLI ? bits(key, n) : numbers(key, n);
    }

    private static Mixture mixture(
            TensorRuntime runtime, MixtureModel settings, GivenData data, RandomKey key) {
        return settings.create(
                new PartContext(
                        runtime,
                        key.split("model"),
                        data,
                        Plugins.of(List.of(new MixtureModule()))));
    }

    private static Stream<String> all() {
        return Stream.concat(OF_BITS.stream(), OF_NUMBERS.stream());
    }

    /**
     * Of a sum over 120 data each step may lose 1e-8 nats by rounding, in single precision 5e-4.
     */
    private static Stream<Arguments> inBothPrecisions() {
        return all().flatMap(
                        json ->
                                Stream.of(
                                        Arguments.of(json, DType.FLOAT64, 1e-8),
                                        Arguments.of(json, DType.FLOAT32, 5e-4)));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("inBothPrecisions")
    void whatIsMaximisedNeverFalls(String json, DType dtype, double rounding) {
        neverFalls(json, dtype, rounding, 3);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("all")
    void whatIsMaximisedNeverFallsInDouble(String json) {
        neverFalls(json, DType.FLOAT64, 1e-8, 1);
    }

    private static void neverFalls(String json, DType dtype, double rounding, int seeds) {
        MixtureModel settings = settings(json);
        for (int seed = 1; seed <= seeds; seed++) {
            RandomKey key = RandomKey.of(seed);
            GivenData data = data(settings, key, 120);
            try (TensorRuntime runtime = Runtimes.nd4j(dtype)) {
                Mixture mixture = mixture(runtime, settings, data, key);
                double[] ascent = ExactPosteriors.ascent(mixture, data, 30, 60);
                for (int i = 1; i < ascent.length; i++) {
                    assertThat(ascent[i])
                            .as("iteration %d, %s", i, key)
                            .isGreaterThanOrEqualTo(ascent[i - 1] - rounding);
                }
                assertThat(ascent[60]).as("%s", key).isGreaterThan(ascent[0] + 10);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyDrawGivesTheLogLikelihood(String json) {
        MixtureModel settings = settings(json);
        RandomKey key = RandomKey.of(5);
        GivenData data = data(settings, key, 60);
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Mixture mixture = mixture(runtime, settings, data, key);
            ExactPosteriors.ascent(mixture, data, 60, 3);
            Batch batch = data.batch(runtime);
            double[] weights =
                    ExactPosteriors.logWeights(mixture, batch, key.split("z"), 20).readDoubles();
            double[] enumerated = enumerated(mixture, batch, settings.components());
            for (int i = 0; i < weights.length; i++) {
                assertThat(weights[i]).isCloseTo(enumerated[i % 60], within(1e-9));
            }
            if (settings.variational() == null) {
                assertThat(mixture.bound(batch).readDoubles())
                        .containsExactly(enumerated, within(1e-9));
            }
        }
    }

    /** log sum_k p(x, z = k) by asking the generative model for each k. */
    private static double[] enumerated(Mixture mixture, Batch batch, int components) {
        int[] each = new int[components * batch.size()];
        Arrays.setAll(each, i -> i / batch.size());
        Tensor z =
                mixture.runtime()
                        .indices(each, Shape.of(components, batch.size(), 1))
                        .oneHot(components);
        Latents values = Latents.of("z", z);
        return mixture.output(values, Map.of())
                .logProbability(batch.x())
                .add(mixture.logPrior(values, Map.of()))
                .logSumExp(0)
                .readDoubles();
    }

    /** Of two values the predictive density is integrated over a plane. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'components': 2, 'of': 'gaussian'}",
                "{'components': 2, 'of': 'gaussian', 'variational': {}}"
            })
    void densitiesIntegrateToOne(String json) {
        RandomKey key = RandomKey.of(6);
        double[] x = key.normal(80);
        GivenData data = new GivenData(Examples.real(2, x));
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            Mixture mixture = mixture(runtime, settings(json.replace('\'', '"')), data, key);
            ExactPosteriors.ascent(mixture, data, 40, 2);
            // With x = sinh u both tails are reached, and dx = cosh u du.
            int n = 401;
            double step = 0.05;
            double[] points = new double[n * n * 2];
            double[] logs = new double[n * n];
            for (int i = 0; i < n * n; i++) {
                double u = (i / n - n / 2) * step;
                double v = (i % n - n / 2) * step;
                points[2 * i] = Math.sinh(u);
                points[2 * i + 1] = Math.sinh(v);
                logs[i] = Math.log(Math.cosh(u) * Math.cosh(v) * step * step);
            }
            try (TensorScope scope = runtime.scope()) {
                Batch batch = Batch.of(runtime.tensor(points, Shape.of(n * n, 2)));
                double[] logDensities = enumerated(mixture, batch, 2);
                double sum = 0;
                for (int i = 0; i < n * n; i++) {
                    sum += Math.exp(logDensities[i] + logs[i]);
                }
                assertThat(sum).isCloseTo(1, within(1e-6));
            }
        }
    }

    @Test
    void probabilitiesOfAllBitsSumToOne() {
        RandomKey key = RandomKey.of(7);
        for (String json : OF_BITS) {
            GivenData data = bits(key, 60);
            try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                    TensorScope scope = runtime.scope()) {
                MixtureModel settings = settings(json);
                Mixture mixture = mixture(runtime, settings, data, key);
                ExactPosteriors.ascent(mixture, data, 60, 4);
                double[] every = new double[512 * 9];
                Arrays.setAll(every, i -> ((i / 9) >> (i % 9)) & 1);
                Batch batch = Batch.of(runtime.tensor(every, Shape.of(512, 9)));
                double sum =
                        Arrays.stream(enumerated(mixture, batch, settings.components()))
                                .map(Math::exp)
                                .sum();
                assertThat(sum).as(json).isCloseTo(1, within(1e-12));
            }
        }
    }

    /**
     * A bit that no datum has: 0 log 0 = 0 where it is 0, and log p(x) = -infinity where it is 1.
     */
    @Test
    void probabilitiesThatAreExactlyZero() {
        byte[] bits = new byte[60 * 3];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) (i % 3 == 2 ? 0 : i / 3 % 2);
        }
        GivenData data = new GivenData(Examples.binary(3, bits));
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            try (TensorRuntime runtime = Runtimes.nd4j(dtype);
                    TensorScope scope = runtime.scope()) {
                RandomKey key = RandomKey.of(3);
                Mixture mixture =
                        mixture(
                                runtime,
                                settings("{\"components\": 2, \"pseudoCount\": 0}"),
                                data,
                                key);
                double[] ascent = ExactPosteriors.ascent(mixture, data, 60, 100);
                assertThat(ascent[100]).isCloseTo(60 * Math.log(0.5), within(1e-4));
                Tensor x = runtime.tensor(new double[] {0, 0, 0, 0, 0, 1}, Shape.of(2, 3));
                Batch batch = Batch.of(x);
                double[] bound = mixture.bound(batch).readDoubles();
                assertThat(bound[0]).isCloseTo(Math.log(0.5), within(1e-5));
                assertThat(bound[1]).isEqualTo(Double.NEGATIVE_INFINITY);
                double[] weights = ExactPosteriors.logWeights(mixture, batch, key, 8).readDoubles();
                for (int i = 0; i < weights.length; i++) {
                    if (i % 2 == 0) {
                        assertThat(weights[i]).isCloseTo(Math.log(0.5), within(1e-5));
                    } else {
                        assertThat(weights[i]).isEqualTo(Double.NEGATIVE_INFINITY);
                    }
                }
                // Nor do statistics become anything but numbers.
                mixture.expect(batch, 0.1);
                mixture.maximize();
                assertThat(mixture.bound(data.batch(runtime)).sum().readScalar()).isFinite();
            }
        }
    }

    @Tag("full")
    @Test
    void variationalBayesEmptiesComponentsThatAreNotNeeded() {
        RandomKey key = RandomKey.of(9);
        GivenData data = numbers(key, 300);
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            Mixture mixture = mixture(runtime, settings(OF_NUMBERS.get(3)), data, key);
            ExactPosteriors.ascent(mixture, data, 300, 300);
            double[] logWeights = mixture.parameters().get(0).value().readDoubles();
            assertThat(Arrays.stream(logWeights).filter(alpha -> alpha > 1).count())
                    .as("components with data of the six: %s", Arrays.toString(logWeights))
                    .isEqualTo(3);
        }
    }

    /** Means of draws, by five of their standard errors. */
    @ParameterizedTest
    @MethodSource("all")
    void drawsHaveTheMeansOfTheirComponents(String json) {
        MixtureModel settings = settings(json);
        RandomKey key = RandomKey.of(10);
        GivenData data = data(settings, key, 60);
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Mixture mixture = mixture(runtime, settings, data, key);
            ExactPosteriors.ascent(mixture, data, 60, 5);
            int n = 20_000;
            Latents z = mixture.sample(key.split("z"), n, Map.of());
            assertThat(z.z("z").shape()).isEqualTo(Shape.of(n, 1, settings.components()));
            Tensor means = mixture.output(z, Map.of()).mean().orElseThrow();
            Tensor x = mixture.output(z, Map.of()).sample(key.split("x"));
            int width = data.examples().width();
            assertThat(x.shape()).isEqualTo(Shape.of(n, width));
            Tensor apart = x.sub(means);
            double[] mean = apart.mean(0).readDoubles();
            double[] square = apart.square().mean(0).readDoubles();
            for (int d = 0; d < width; d++) {
                assertThat(mean[d])
                        .as("value %d, %s", d, key)
                        .isCloseTo(0, within(5 * Math.sqrt(square[d] / n) + 1e-12));
            }
        }
    }

    @Test
    void thePosterior() {
        RandomKey key = RandomKey.of(11);
        GivenData data = bits(key, 5);
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Mixture mixture = mixture(runtime, settings("{\"components\": 4}"), data, key);
            Posterior q = mixture.posterior(data.batch(runtime)).first();
            double[] r = q.location().readDoubles();
            int draws = 50_000;
            double[] frequencies = q.draw(key.split("draw"), draws).z().mean(0).readDoubles();
            double[] entropy = new double[5];
            for (int i = 0; i < r.length; i++) {
                double error = Math.sqrt(r[i] * (1 - r[i]) / draws);
                assertThat(frequencies[i]).isCloseTo(r[i], within(5 * error + 1e-12));
                entropy[i / 4] -= r[i] == 0 ? 0 : r[i] * Math.log(r[i]);
            }
            assertThat(q.entropy().orElseThrow().readDoubles())
                    .containsExactly(entropy, within(1e-12));
            Tensor z = q.draw(key.split("points"), 1).z().reshape(5, 1, 4);
            assertThat(q.pairwiseByUnit().orElseThrow().apply(z).readDoubles())
                    .containsExactly(q.pairwise().of(z).readDoubles(), within(1e-12));
        }
    }

    /** Statistics of 10,000 data in single precision are those of double to five digits. */
    @Test
    void singlePrecisionOfManyData() {
        RandomKey key = RandomKey.of(12);
        GivenData data = bits(key, 10_000);
        double[][] ends = new double[2][];
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            try (TensorRuntime runtime = Runtimes.nd4j(dtype)) {
                Mixture mixture = mixture(runtime, settings("{\"components\": 3}"), data, key);
                double[] ascent = ExactPosteriors.ascent(mixture, data, 100, 3);
                ends[dtype == DType.FLOAT64 ? 0 : 1] = ascent;
            }
        }
        for (int i = 0; i < ends[0].length; i++) {
            assertThat(ends[1][i] / 10_000).isCloseTo(ends[0][i] / 10_000, within(2e-5));
        }
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> settings(json)).hasMessageContaining(message);
    }

    @Test
    void settingsThatDoNotGoTogether() {
        assertRefused("{\"components\": 1}", "components must be at least 2, is 1");
        assertRefused(
                "{\"components\": 2, \"least\": 0.1}",
                "least is no setting of a mixture of: bernoulli; leave it out");
        assertRefused(
                "{\"components\": 2, \"of\": \"gaussian\", \"pseudoCount\": 1}",
                "pseudoCount is no setting of a mixture of: gaussian; leave it out");
        assertRefused(
                "{\"components\": 2, \"pseudoCount\": -1}",
                "pseudoCount must be finite and at least 0, is -1.0");
        assertRefused(
                "{\"components\": 2, \"pseudoCount\": 0, \"variational\": {}}",
                "pseudoCount must be finite and above 0, is 0.0");
        assertRefused(
                "{\"components\": 2, \"variational\": {\"degrees\": 3}}",
                "variational.degrees is no setting of a mixture of: bernoulli; leave it out");
        assertRefused(
                "{\"components\": 2, \"variational\": {\"concentration\": 0}}",
                "concentration must be finite and above 0, is 0.0");
        MixtureModel defaults = settings("{\"components\": 2}");
        assertThat(defaults.pseudoCount()).isEqualTo(0.01);
        assertThat(defaults.variational()).isNull();
        assertThat(settings(OF_NUMBERS.get(0)).least()).isEqualTo(1e-3);
    }

    @Test
    void dataThatDoNotFit() {
        RandomKey key = RandomKey.of(13);
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            assertThatThrownBy(
                            () ->
                                    mixture(
                                            runtime,
                                            settings("{\"components\": 2}"),
                                            numbers(key, 10),
                                            key))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "a mixture of: bernoulli has no density for real data, only for"
                                    + " binary; binarise the data (data.binarize: dynamic, static or"
                                    + " threshold) or choose of: gaussian");
            assertThatThrownBy(
                            () -> mixture(runtime, settings(OF_NUMBERS.get(0)), bits(key, 10), key))
                    .hasMessage(
                            "a mixture of: gaussian has no density for binary data, only for grey"
                                    + " levels, real, unit interval; leave out data.binarize or"
                                    + " choose of: bernoulli");
            assertThatThrownBy(
                            () ->
                                    mixture(
                                            runtime,
                                            settings("{\"components\": 11}"),
                                            bits(key, 10),
                                            key))
                    .hasMessage(
                            "components must be at most the number of training examples, 10, is 11");
            assertThatThrownBy(
                            () ->
                                    mixture(
                                            runtime,
                                            settings(
                                                    "{\"components\": 2, \"of\": \"gaussian\","
                                                            + " \"variational\": {\"degrees\": 3}}"),
                                            numbers(key, 10),
                                            key))
                    .hasMessage(
                            "variational.degrees must be above the number of values of a datum less 1, 3, is"
                                    + " 3.0");
        }
    }
}
