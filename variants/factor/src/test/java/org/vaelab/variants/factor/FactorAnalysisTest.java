// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ExactPosteriors;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;

class FactorAnalysisTest {

    private static final Golden GOLDEN =
            Golden.beside(FactorAnalysisTest.class, "factor_analysis.json");
    private static final double NONE = 1e-8;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static Stream<JsonNode> steps() {
        return GOLDEN.cases("fa_em_step");
    }

    private static Stream<JsonNode> principal() {
        return GOLDEN.cases("ppca");
    }

    private static GivenData data(JsonNode golden) {
        JsonNode x = golden.get("input").get("x");
        return new GivenData(Examples.real(x.get(0).size(), Golden.numbers(x)));
    }

    private static PartContext context(TensorRuntime runtime, RandomKey key, GivenData data) {
        return new PartContext(runtime, key, data, Plugins.of(List.of(new FactorModule())));
    }

    private static double[] transposed(double[] rows, int columns) {
        int n = rows.length / columns;
        double[] result = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            result[i % columns * n + i / columns] = rows[i];
        }
        return result;
    }

    private static Parameter parameter(FactorAnalysis model, String name) {
        return model.parameters().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private double sum(FactorAnalysis model, Batch batch) {
        return Arrays.stream(model.bound(batch).readDoubles()).sum();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void oneStepOfExpectationAndMaximisation(JsonNode golden) {
        JsonNode input = golden.get("input");
        int q = input.get("W").get(0).size();
        int width = input.get("psi").size();
        FactorAnalysis model =
                new FactorAnalysis(
                        runtime,
                        DataShape.flat(width),
                        FactorAnalysis.Noise.PER_VALUE,
                        NONE,
                        transposed(Golden.numbers(input.get("W")), q),
                        Golden.numbers(input.get("mu")),
                        Golden.numbers(input.get("psi")));
        try (TensorScope scope = runtime.scope()) {
            Batch batch = data(golden).batch(runtime);
            FactorPosterior posterior = model.posterior(batch.x());
            Tensor r = posterior.inverseFactor();
            GOLDEN.check(golden, "posterior_covariance", r.transpose().matmul(r).readDoubles());
            GOLDEN.check(golden, "posterior_means", posterior.location().readDoubles());
            GOLDEN.check(golden, "log_likelihood_before", sum(model, batch));

            model.expect(batch, 1);
            GOLDEN.check(golden, "log_likelihood_before", sum(model, batch));
            model.maximize();

            double[] weight = parameter(model, "weight").value().readDoubles();
            GOLDEN.check(golden, "W_new", transposed(weight, width));
            GOLDEN.check(golden, "psi_new", model.logVariance().exp().readDoubles());
            GOLDEN.check(golden, "log_likelihood_after", sum(model, batch));
        }
    }

    /** The closed form, and that expectation and maximisation have nothing to add to it. */
    @ParameterizedTest
    @MethodSource("principal")
    void theMaximumOfTheLikelihoodInClosedForm(JsonNode golden) {
        GivenData data = data(golden);
        int width = data.examples().width();
        int q = golden.get("input").get("d").asInt();
        FactorAnalysis model =
                new FactorModel.ProbabilisticPca(q, FactorModel.Start.PRINCIPAL_COMPONENTS, NONE)
                        .create(context(runtime, RandomKey.of(1), data));
        try (TensorScope scope = runtime.scope()) {
            Tensor weight = parameter(model, "weight").value();
            double variance = model.logVariance().exp().readDoubles()[0];
            GOLDEN.check(golden, "mean", parameter(model, "bias").value().readDoubles());
            GOLDEN.check(golden, "sigma2", variance);
            double[] covariance = weight.transpose().matmul(weight).readDoubles();
            for (int d = 0; d < width; d++) {
                covariance[d * (width + 1)] += variance;
            }
            GOLDEN.check(golden, "covariance", covariance);
            Tensor inverse = InverseFactor.of(weight.matmul(weight.transpose()));
            Tensor orthonormal = inverse.matmul(weight);
            GOLDEN.check(
                    golden,
                    "projection",
                    orthonormal.transpose().matmul(orthonormal).readDoubles());
            GOLDEN.check(golden, "log_likelihood", sum(model, data.batch(runtime)));
        }
        double[] ascent = ExactPosteriors.ascent(model, data, data.trainingSize(), 1);
        assertThat(ascent[1]).isCloseTo(ascent[0], within(1e-9));
    }

    /** Data of three factors, with noise that differs from value to value. */
    private static GivenData threeFactors(RandomKey key, int n) {
        int width = 8;
        double[] loadings = key.split("loadings").normal(3 * width);
        double[] z = key.split("z").normal(3 * n);
        double[] noise = key.split("noise").normal(n * width);
        double[] x = new double[n * width];
        for (int i = 0; i < x.length; i++) {
            int d = i % width;
            x[i] = 3 + 0.2 * (1 + d) * noise[i];
            for (int j = 0; j < 3; j++) {
                x[i] += z[i / width * 3 + j] * loadings[j * width + d];
            }
        }
        return new GivenData(Examples.real(width, x));
    }

    private FactorAnalysis model(
            TensorRuntime on, FactorAnalysis.Noise noise, GivenData data, RandomKey key) {
        FactorModel.Start start = FactorModel.Start.RANDOM;
        FactorModel variant =
                noise == FactorAnalysis.Noise.SHARED
                        ? new FactorModel.ProbabilisticPca(3, start, 1e-3)
                        : new FactorModel.FactorAnalysisModel(3, start, 1e-3);
        return variant.create(context(on, key.split("model"), data));
    }

    /**
     * Of a sum of 120 log-likelihoods each step may lose 1e-9 nats by rounding in double precision,
     * and 1e-3 in single.
     */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({
        "PER_VALUE, FLOAT64, 1e-9", "SHARED, FLOAT64, 1e-9",
        "PER_VALUE, FLOAT32, 1e-3", "SHARED, FLOAT32, 1e-3"
    })
    void theLikelihoodNeverFalls(FactorAnalysis.Noise noise, DType dtype, double rounding) {
        for (int seed = 1; seed <= 3; seed++) {
            RandomKey key = RandomKey.of(seed);
            GivenData data = threeFactors(key, 120);
            try (TensorRuntime own = Runtimes.nd4j(dtype)) {
                FactorAnalysis model = model(own, noise, data, key);
                double[] ascent = ExactPosteriors.ascent(model, data, 40, 200);
                for (int i = 1; i < ascent.length; i++) {
                    assertThat(ascent[i])
                            .as("iteration %d, %s", i, key)
                            .isGreaterThanOrEqualTo(ascent[i - 1] - rounding);
                }
                assertThat(ascent[200]).isGreaterThan(ascent[0] + 50);
            }
        }
    }

    /** 500 steps lead to the maximum that is known in closed form, to the last nat. */
    @Test
    void expectationAndMaximisationReachesPrincipalComponents() {
        RandomKey key = RandomKey.of(4);
        GivenData data = threeFactors(key, 120);
        FactorAnalysis closed =
                new FactorModel.ProbabilisticPca(3, FactorModel.Start.PRINCIPAL_COMPONENTS, 1e-3)
                        .create(context(runtime, key, data));
        FactorAnalysis model = model(runtime, FactorAnalysis.Noise.SHARED, data, key);
        double[] ascent = ExactPosteriors.ascent(model, data, 120, 500);
        assertThat(ascent[500]).isCloseTo(ExactPosteriors.objective(closed, data), within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(FactorAnalysis.Noise.class)
    void everyDrawGivesTheLogLikelihood(FactorAnalysis.Noise noise) {
        RandomKey key = RandomKey.of(7);
        GivenData data = threeFactors(key, 30);
        FactorAnalysis model = model(runtime, noise, data, key);
        try (TensorScope scope = runtime.scope()) {
            Batch batch = data.batch(runtime);
            double[] bound = model.bound(batch).readDoubles();
            double[] weights =
                    ExactPosteriors.logWeights(model, batch, key.split("z"), 5).readDoubles();
            for (int i = 0; i < weights.length; i++) {
                assertThat(weights[i]).isCloseTo(bound[i % 30], within(1e-10));
            }
        }
    }

    /**
     * In single precision, of noise as small as that of dequantised border pixels beside large
     * factors.
     */
    @Test
    void inSinglePrecisionEveryDrawGivesTheLogLikelihood() {
        try (TensorRuntime single = Runtimes.nd4j(DType.FLOAT32)) {
            int width = 300;
            RandomKey key = RandomKey.of(8);
            double[] weight = key.split("weight").normal(5 * width);
            double[] variances = new double[width];
            Arrays.fill(variances, 1e-5);
            double[] bias = key.split("bias").uniform(width);
            Arrays.setAll(weight, i -> 0.1 * weight[i]);
            FactorAnalysis model =
                    new FactorAnalysis(
                            single,
                            DataShape.flat(width),
                            FactorAnalysis.Noise.PER_VALUE,
                            1e-3,
                            weight,
                            bias,
                            variances);
            try (TensorScope scope = single.scope()) {
                Tensor z = single.normal(key.split("z"), Shape.of(20, 5));
                Tensor x =
                        model.output(
                                        org.vaelab.framework.model.Latents.of("z", z),
                                        java.util.Map.of())
                                .sample(key.split("x"));
                Batch batch = Batch.of(x);
                double[] bound = model.bound(batch).readDoubles();
                double[] weights =
                        ExactPosteriors.logWeights(model, batch, key.split("q"), 4).readDoubles();
                for (int i = 0; i < weights.length; i++) {
                    assertThat(weights[i]).isCloseTo(bound[i % 20], within(0.05));
                }
            }
        }
    }

    /**
     * The gradient of log p(x, z) - log q(z given x) at one draw is that of log p(x), by
     * differences.
     */
    @ParameterizedTest
    @EnumSource(FactorAnalysis.Noise.class)
    void theGradientAtADrawIsThatOfTheLogLikelihood(FactorAnalysis.Noise noise) {
        RandomKey key = RandomKey.of(9);
        GivenData data = threeFactors(key, 10);
        FactorAnalysis model = model(runtime, noise, data, key);
        for (String name : new String[] {"weight", "bias", "logScale"}) {
            Parameter parameter = parameter(model, name);
            double[] direction = key.split(name).normal(parameter.value().shape().size());
            double analytic;
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                Tensor logWeights =
                        ExactPosteriors.logWeights(
                                model, data.batch(runtime), key.split("draw"), 1);
                Gradients gradients = tape.gradients(logWeights.sum());
                Tensor along = runtime.tensor(direction, parameter.value().shape());
                analytic = gradients.of(parameter.value()).mul(along).sum().readScalar();
            }
            double step = 1e-5;
            double numeric =
                    (moved(model, parameter, direction, step, data)
                                    - moved(model, parameter, direction, -step, data))
                            / (2 * step);
            assertThat(analytic)
                    .as("along %s, %s", name, key)
                    .isCloseTo(numeric, within(1e-5 * (1 + Math.abs(numeric))));
        }
    }

    /** The log-likelihood with a parameter moved, which is then moved back. */
    private double moved(
            FactorAnalysis model,
            Parameter parameter,
            double[] direction,
            double step,
            GivenData data) {
        try (TensorScope scope = runtime.scope()) {
            Tensor before = parameter.value().stopGradient().mul(1);
            Tensor along = runtime.tensor(direction, before.shape());
            parameter.assign(before.add(along.mul(step)));
            double value = ExactPosteriors.objective(model, data);
            parameter.assign(before);
            return value;
        }
    }

    /**
     * A hundred passes of stepwise EM come within two nats of 120 data's full EM, and of its start
     * not.
     */
    @Test
    void stepwiseExpectationAndMaximisation() {
        RandomKey key = RandomKey.of(11);
        GivenData data = threeFactors(key, 120);
        double best =
                ExactPosteriors.ascent(
                        model(runtime, FactorAnalysis.Noise.PER_VALUE, data, key), data, 120, 300)[
                        300];
        FactorAnalysis model = model(runtime, FactorAnalysis.Noise.PER_VALUE, data, key);
        double start = ExactPosteriors.objective(model, data);
        int step = 0;
        for (int epoch = 0; epoch < 100; epoch++) {
            for (int from = 0; from < 120; from += 20) {
                try (TensorScope scope = runtime.scope()) {
                    double rate = step == 0 ? 1 : Math.pow(step + 2, -0.7);
                    model.expect(data.batch(runtime, from, from + 20), rate);
                    model.maximize();
                    step++;
                }
            }
        }
        double end = ExactPosteriors.objective(model, data);
        assertThat(end).isGreaterThan(best - 2).isLessThan(best + 1e-6);
        assertThat(start).isLessThan(best - 50);
    }

    @Test
    void momentsOfThePosterior() {
        RandomKey key = RandomKey.of(13);
        GivenData data = threeFactors(key, 4);
        FactorAnalysis model = model(runtime, FactorAnalysis.Noise.PER_VALUE, data, key);
        try (TensorScope scope = runtime.scope()) {
            Batch batch = data.batch(runtime);
            Posterior q = model.posterior(batch).first();
            Tensor z = q.draw(key.split("draw"), 3).z();
            assertThat(q.logProbability(z).readDoubles())
                    .containsExactly(
                            q.draw(key.split("draw"), 3).logProbability().readDoubles(),
                            within(1e-10));
            int draws = 200_000;
            double[] logs = q.draw(key.split("many"), draws).logProbability().mean(0).readDoubles();
            double[] entropy = q.entropy().orElseThrow().readDoubles();
            for (int i = 0; i < 4; i++) {
                // The standard deviation of log q is sqrt(3/2): five standard errors.
                assertThat(-logs[i]).isCloseTo(entropy[i], within(5 * Math.sqrt(1.5 / draws)));
            }
        }
    }

    @Test
    void aValueThatDoesNotVaryKeepsTheLeastScale() {
        double[] x = new double[40];
        double[] noise = RandomKey.of(14).normal(20);
        for (int i = 0; i < 20; i++) {
            x[2 * i] = noise[i];
            x[2 * i + 1] = 0.25;
        }
        GivenData data = new GivenData(Examples.real(2, x));
        FactorAnalysis model =
                new FactorModel.FactorAnalysisModel(1, FactorModel.Start.RANDOM, 0.01)
                        .create(context(runtime, RandomKey.of(1), data));
        double[] ascent = ExactPosteriors.ascent(model, data, 20, 50);
        for (int i = 1; i < ascent.length; i++) {
            assertThat(ascent[i]).isGreaterThanOrEqualTo(ascent[i - 1] - 1e-9);
        }
        try (TensorScope scope = runtime.scope()) {
            double scale = Math.sqrt(model.logVariance().exp().readDoubles()[1]);
            assertThat(scale).isCloseTo(0.01 * Math.exp(1e-4), within(1e-12));
        }
    }

    private static FactorModel ppca(int latent, double least) {
        return new FactorModel.ProbabilisticPca(latent, FactorModel.Start.RANDOM, least);
    }

    @Test
    void refusesWhatItCannotModel() {
        GivenData bits = new GivenData(Examples.binary(3, new byte[] {0, 1, 1, 1, 0, 1}));
        assertThatThrownBy(() -> ppca(1, 1e-3).create(context(runtime, RandomKey.of(1), bits)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "variant 'ppca' has no density for binary data, only for grey levels, real,"
                                + " unit interval; leave out data.binarize or choose another variant,"
                                + " such as a mixture of Bernoullis");
        GivenData two = new GivenData(Examples.real(2, new double[] {0, 1, 1, 3}));
        assertThatThrownBy(() -> ppca(2, 1e-3).create(context(runtime, RandomKey.of(1), two)))
                .hasMessage("latent must be below the number of values of a datum, 2, is 2");
        assertThatThrownBy(() -> ppca(0, 1e-3)).hasMessage("latent must be at least 1, is 0");
        assertThatThrownBy(() -> ppca(1, 0)).hasMessage("least must be finite and above 0, is 0.0");
        FactorAnalysis model = ppca(1, 1e-3).create(context(runtime, RandomKey.of(1), two));
        assertThatThrownBy(model::maximize)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there is nothing to maximise before an expectation");
    }
}
