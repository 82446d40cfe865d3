// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Differentiated;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;

/** Likelihoods and their gradients against reference values of hundreds of digits. */
class LikelihoodGoldenTest {

    private static final Logger LOG = LoggerFactory.getLogger(LikelihoodGoldenTest.class);

    private static final Golden LIKELIHOODS =
            Golden.beside(LikelihoodGoldenTest.class, "likelihoods.json");
    private static final Golden CONTINUOUS =
            Golden.beside(LikelihoodGoldenTest.class, "continuous_bernoulli.json");

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterAll
    static void tellTheWorstErrors() {
        LOG.info("{}", LIKELIHOODS);
        LOG.info("{}", CONTINUOUS);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> bernoulli() {
        return LIKELIHOODS.cases("bernoulli_logits");
    }

    static Stream<JsonNode> gaussian() {
        return LIKELIHOODS.cases("gaussian");
    }

    static Stream<JsonNode> optimalSigma() {
        return LIKELIHOODS.cases("gaussian_optimal_sigma");
    }

    static Stream<JsonNode> discretizedLogistic() {
        return LIKELIHOODS.cases("discretized_logistic");
    }

    static Stream<JsonNode> mixture() {
        return LIKELIHOODS.cases("discretized_logistic_mixture");
    }

    static Stream<JsonNode> categorical() {
        return LIKELIHOODS.cases("categorical256");
    }

    static Stream<JsonNode> lambda() {
        return CONTINUOUS.cases("lambda");
    }

    static Stream<JsonNode> logit() {
        return CONTINUOUS.cases("logit");
    }

    /** log p of each of n values of one pixel under one head, and the gradient in each copy. */
    private Differentiated perValue(Likelihood likelihood, double[] head, double[] x) {
        double[] heads = repeat(head, x.length);
        return Differentiated.at(
                runtime,
                h -> likelihood.of(h).logProbability(runtime.tensor(x, Shape.of(x.length, 1))),
                heads,
                Shape.of(x.length, head.length));
    }

    private static double[] repeat(double[] values, int times) {
        return IntStream.range(0, times)
                .boxed()
                .flatMapToDouble(i -> Arrays.stream(values))
                .toArray();
    }

    private static double[] joined(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] levels(JsonNode golden) {
        return Arrays.stream(Golden.numbers(golden.get("input"), "levels"))
                .map(k -> k / 255)
                .toArray();
    }

    /** The columns [from, to) of a gradient of rows of {@code width}. */
    private static double[] columns(double[] gradient, int width, int from, int to) {
        return IntStream.range(0, gradient.length)
                .filter(i -> i % width >= from && i % width < to)
                .mapToDouble(i -> gradient[i])
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("bernoulli")
    void bernoulli(JsonNode golden) {
        double[] logits = Golden.numbers(golden.get("input"), "logits");
        double[] x = Golden.numbers(golden.get("input"), "x");
        Shape row = Shape.of(1, x.length);
        Differentiated p =
                Differentiated.at(
                        runtime,
                        h -> new Bernoulli().of(h).logProbability(runtime.tensor(x, row)),
                        logits,
                        row);
        LIKELIHOODS.check(golden, "log_prob", p.value());
        LIKELIHOODS.check(golden, "dlogprob_dlogits", p.gradient());
    }

    @ParameterizedTest
    @MethodSource("gaussian")
    void gaussian(JsonNode golden) {
        double[] x = Golden.numbers(golden.get("input"), "x");
        double[] mean = Golden.numbers(golden.get("input"), "mu");
        double[] logScale =
                Arrays.stream(Golden.numbers(golden.get("input"), "sigma"))
                        .map(Math::log)
                        .toArray();
        Gaussian likelihood = new Gaussian(new Gaussian.PerPixel(1, 1e-30));
        int n = x.length;
        Differentiated p =
                Differentiated.at(
                        runtime,
                        h -> likelihood.of(h).logProbability(runtime.tensor(x, Shape.of(1, n))),
                        joined(mean, logScale),
                        Shape.of(1, 2 * n));
        LIKELIHOODS.check(golden, "log_prob", p.value());
        LIKELIHOODS.check(golden, "dlogprob_dmu", columns(p.gradient(), 2 * n, 0, n));
        LIKELIHOODS.check(golden, "dlogprob_dlogsigma", columns(p.gradient(), 2 * n, n, 2 * n));
        if (Arrays.stream(logScale).distinct().count() == 1) {
            double sigma = Golden.numbers(golden.get("input"), "sigma")[0];
            Differentiated fixed =
                    Differentiated.at(
                            runtime,
                            h ->
                                    new Gaussian(new Gaussian.Fixed(sigma))
                                            .of(h)
                                            .logProbability(runtime.tensor(x, Shape.of(1, n))),
                            mean,
                            Shape.of(1, n));
            LIKELIHOODS.check(golden, "log_prob", fixed.value());
            LIKELIHOODS.check(golden, "dlogprob_dmu", fixed.gradient());
        }
    }

    /** At the scale of largest likelihood the shared scale has no gradient. */
    @ParameterizedTest
    @MethodSource("optimalSigma")
    void optimalSharedScale(JsonNode golden) {
        double[] x = Golden.numbers(golden.get("input"), "x");
        double[] mean = Golden.numbers(golden.get("input"), "mu");
        double sigma = golden.get("expected").get("sigma").asDouble();
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Gaussian likelihood = Gaussian.shared(runtime, sigma, 1e-3 * sigma);
            Parameter scale = likelihood.parameters().get(0);
            Shape row = Shape.of(1, x.length);
            Tensor p =
                    likelihood.of(runtime.tensor(mean, row)).logProbability(runtime.tensor(x, row));
            LIKELIHOODS.check(golden, "log_prob", p.readDoubles());
            assertThat(tape.gradients(p.sum()).of(scale.value()).readScalar())
                    .isCloseTo(0, within(1e-12 * x.length));
        }
    }

    @ParameterizedTest
    @MethodSource("discretizedLogistic")
    void discretizedLogistic(JsonNode golden) {
        double[] head = {
            golden.get("input").get("mu").asDouble(),
            golden.get("input").get("log_scale").asDouble()
        };
        Differentiated p = perValue(new DiscretizedLogistic(), head, levels(golden));
        LIKELIHOODS.check(golden, "log_prob", p.value());
        LIKELIHOODS.check(golden, "dlogprob_dmu", columns(p.gradient(), 2, 0, 1));
        LIKELIHOODS.check(golden, "dlogprob_dlogscale", columns(p.gradient(), 2, 1, 2));
    }

    @ParameterizedTest
    @MethodSource("mixture")
    void mixture(JsonNode golden) {
        JsonNode input = golden.get("input");
        double[] logits = Golden.numbers(input, "logits");
        int m = logits.length;
        double[] head =
                joined(logits, Golden.numbers(input, "mu"), Golden.numbers(input, "log_scale"));
        Differentiated p = perValue(new DiscretizedLogisticMixture(m), head, levels(golden));
        LIKELIHOODS.check(golden, "log_prob", p.value());
        LIKELIHOODS.check(golden, "dlogprob_dlogits", columns(p.gradient(), 3 * m, 0, m));
        LIKELIHOODS.check(golden, "dlogprob_dmu", columns(p.gradient(), 3 * m, m, 2 * m));
        LIKELIHOODS.check(golden, "dlogprob_dlogscale", columns(p.gradient(), 3 * m, 2 * m, 3 * m));
    }

    @ParameterizedTest
    @MethodSource("categorical")
    void categorical(JsonNode golden) {
        double[] logits = Golden.numbers(golden.get("input"), "logits");
        double[] x =
                Arrays.stream(Golden.numbers(golden.get("input"), "targets"))
                        .map(k -> k / 255)
                        .toArray();
        Differentiated p = perValue(new CategoricalLevels(), logits, x);
        LIKELIHOODS.check(golden, "log_prob", p.value());
        double[] first = p.gradient();
        LIKELIHOODS.check(
                golden, "dlogprob_dlogits_first_target_at_0_1_255", first[0], first[1], first[255]);
    }

    @ParameterizedTest
    @MethodSource("lambda")
    void continuousBernoulliByProbability(JsonNode golden) {
        double lambda = golden.get("input").get("lambda").asDouble();
        double logit = Math.log(lambda) - Math.log1p(-lambda);
        double[] x = Golden.numbers(golden.get("input"), "x");
        Differentiated p = perValue(new ContinuousBernoulli(), new double[] {logit}, x);
        CONTINUOUS.check(golden, "log_pdf", p.value());
        Differentiated mean = mean(logit);
        CONTINUOUS.check(golden, "mean", mean.value());
        // The variance of an exponential family is the derivative of its mean.
        CONTINUOUS.check(golden, "variance", mean.gradient());
        double logPartition = -atZero(logit);
        CONTINUOUS.check(golden, "entropy", logPartition - logit * mean.value()[0]);
        double logNormalizer = softplus(logit) - logPartition;
        CONTINUOUS.check(golden, "log_normalizer", logNormalizer);
        CONTINUOUS.check(golden, "normalizer", Math.exp(logNormalizer));
    }

    @ParameterizedTest
    @MethodSource("logit")
    void continuousBernoulliByLogit(JsonNode golden) {
        double logit = golden.get("input").get("logit").asDouble();
        double[] x = Golden.numbers(golden.get("input"), "x");
        Differentiated p = perValue(new ContinuousBernoulli(), new double[] {logit}, x);
        CONTINUOUS.check(golden, "log_pdf", p.value());
        CONTINUOUS.check(golden, "dlogpdf_dlogit", p.gradient());
        Differentiated mean = mean(logit);
        CONTINUOUS.check(golden, "mean", mean.value());
        CONTINUOUS.check(golden, "variance", mean.gradient());
        CONTINUOUS.check(golden, "log_partition", -atZero(logit));
        CONTINUOUS.check(golden, "log_normalizer", softplus(logit) + atZero(logit));
    }

    private double atZero(double logit) {
        return DoubleStream.of(
                        perValue(new ContinuousBernoulli(), new double[] {logit}, new double[] {0})
                                .value())
                .sum();
    }

    private Differentiated mean(double logit) {
        return Differentiated.at(
                runtime,
                h -> new ContinuousBernoulli().of(h).mean().orElseThrow(),
                new double[] {logit},
                Shape.of(1, 1));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
