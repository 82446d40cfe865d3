// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.linear.CholeskyFactor;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;

/** One step of each algorithm from a stated start, against independent computation. */
class MixtureGoldenTest {

    private static final Golden GOLDEN = Golden.beside(MixtureGoldenTest.class, "mixtures.json");

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static Stream<JsonNode> bernoullis() {
        return GOLDEN.cases("bernoulli_mixture_em");
    }

    private static Stream<JsonNode> normals() {
        return GOLDEN.cases("gaussian_mixture_em");
    }

    private static Stream<JsonNode> variational() {
        return GOLDEN.cases("gaussian_mixture_vb");
    }

    private static void assign(Mixture mixture, String name, double... values) {
        TensorRuntime runtime = mixture.runtime();
        try (TensorScope scope = runtime.scope()) {
            Parameter parameter =
                    mixture.parameters().stream()
                            .filter(p -> p.name().equals(name))
                            .findFirst()
                            .orElseThrow();
            parameter.assign(runtime.tensor(values, parameter.value().shape()));
        }
    }

    private static double[] logarithms(double... values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    private static double sum(Tensor values) {
        return Arrays.stream(values.readDoubles()).sum();
    }

    private Batch batch(JsonNode input) {
        JsonNode x = input.get("x");
        return Batch.of(runtime.tensor(Golden.numbers(x), Shape.of(x.size(), x.get(0).size())));
    }

    private static double[] exponentials(Tensor logs) {
        return Arrays.stream(logs.readDoubles()).map(Math::exp).toArray();
    }

    @ParameterizedTest
    @MethodSource("bernoullis")
    void expectationAndMaximisationOfBernoullis(JsonNode golden) {
        JsonNode input = golden.get("input");
        Shape shape = Shape.of(input.get("means").size(), input.get("means").get(0).size());
        Bernoullis components =
                new Bernoullis(runtime, shape, 0, false, input.get("x").size(), false);
        Weights weights = new Weights.PointWeights(runtime, shape.extent(0));
        Mixture mixture =
                new Mixture(
                        runtime,
                        DataShape.flat(shape.extent(1)),
                        shape.extent(0),
                        weights,
                        components);
        double[] means = Golden.numbers(input.get("means"));
        assign(mixture, "weights.logarithm", logarithms(Golden.numbers(input.get("weights"))));
        assign(mixture, "components.logOn", logarithms(means));
        assign(
                mixture,
                "components.logOff",
                Arrays.stream(means).map(m -> Math.log1p(-m)).toArray());
        try (TensorScope scope = runtime.scope()) {
            Batch batch = batch(input);
            step(golden, mixture, batch);
            GOLDEN.check(golden, "weights_new", exponentials(weights.logarithms()));
            GOLDEN.check(golden, "means_new", components.means().readDoubles());
            GOLDEN.check(golden, "log_likelihood_after", sum(mixture.bound(batch)));
        }
    }

    private static void step(JsonNode golden, Mixture mixture, Batch batch) {
        GOLDEN.check(
                golden,
                "responsibilities",
                mixture.posterior(batch).location().z("z").readDoubles());
        GOLDEN.check(golden, "log_likelihood_before", sum(mixture.bound(batch)));
        mixture.expect(batch, 1);
        mixture.maximize();
    }

    @ParameterizedTest
    @MethodSource("normals")
    void expectationAndMaximisationOfNormals(JsonNode golden) {
        JsonNode input = golden.get("input");
        int size = input.get("means").size();
        int width = input.get("means").get(0).size();
        double[] middle = new double[width];
        Arrays.fill(middle, 0.3);
        DiagonalNormals components =
                new DiagonalNormals(
                        runtime,
                        size,
                        1e-8,
                        new Components.TrainingValues(middle, new double[width]),
                        false);
        Weights weights = new Weights.PointWeights(runtime, size);
        Mixture mixture = new Mixture(runtime, DataShape.flat(width), size, weights, components);
        assign(mixture, "weights.logarithm", logarithms(Golden.numbers(input.get("weights"))));
        assign(mixture, "components.mean", Golden.numbers(input.get("means")));
        assign(mixture, "components.variance", Golden.numbers(input.get("variances")));
        try (TensorScope scope = runtime.scope()) {
            Batch batch = batch(input);
            step(golden, mixture, batch);
            GOLDEN.check(golden, "weights_new", exponentials(weights.logarithms()));
            GOLDEN.check(golden, "means_new", components.means().readDoubles());
            GOLDEN.check(
                    golden, "variances_new", components.parameters().get(2).value().readDoubles());
            GOLDEN.check(golden, "log_likelihood_after", sum(mixture.bound(batch)));
        }
    }

    private static double[] inverse(double[] matrix, int n) {
        double[] identity = new double[n * n];
        for (int i = 0; i < n; i++) {
            identity[i * (n + 1)] = 1;
        }
        return CholeskyFactor.of(matrix, n).solve(identity, n);
    }

    private static NormalWishart[] posterior(JsonNode input, int width) {
        JsonNode q = input.get("posterior");
        NormalWishart[] all = new NormalWishart[q.get("nu").size()];
        for (int k = 0; k < all.length; k++) {
            all[k] =
                    new NormalWishart(
                            q.get("beta").get(k).asDouble(),
                            Golden.numbers(q.get("m").get(k)),
                            q.get("nu").get(k).asDouble(),
                            inverse(Golden.numbers(q.get("W").get(k)), width));
        }
        return all;
    }

    /** One sweep; the seven terms of the bound are at the responsibilities from before it. */
    @ParameterizedTest
    @MethodSource("variational")
    void variationalBayesOfNormals(JsonNode golden) {
        JsonNode input = golden.get("input");
        JsonNode p = input.get("prior");
        int width = input.get("x").get(0).size();
        int n = input.get("x").size();
        double[] m0 = Golden.numbers(p.get("m0"));
        NormalWishart prior =
                new NormalWishart(
                        p.get("beta0").asDouble(),
                        m0,
                        p.get("nu0").asDouble(),
                        inverse(Golden.numbers(p.get("W0")), width));
        NormalWishart[] start = posterior(input, width);
        NormalWisharts components =
                new NormalWisharts(
                        runtime,
                        start.length,
                        prior,
                        n,
                        new Components.TrainingValues(m0, new double[width]));
        components.set(start);
        Weights.DirichletWeights weights =
                new Weights.DirichletWeights(runtime, start.length, p.get("alpha0").asDouble(), n);
        Mixture mixture =
                new Mixture(runtime, DataShape.flat(width), start.length, weights, components);
        assign(
                mixture,
                "weights.concentration",
                Golden.numbers(input.get("posterior").get("alpha")));
        try (TensorScope scope = runtime.scope()) {
            Batch batch = batch(input);
            Tensor responsibilities = mixture.expectedResponsibilities(batch.x());
            GOLDEN.check(golden, "responsibilities", responsibilities.readDoubles());
            mixture.expect(batch, 1);
            mixture.maximize();

            GOLDEN.check(golden, "alpha", weights.parameters().get(0).value().readDoubles());
            double[] scales = new double[0];
            for (NormalWishart q : components.all()) {
                double[] scale = inverse(q.inverseScale(), width);
                int before = scales.length;
                scales = Arrays.copyOf(scales, before + scale.length);
                System.arraycopy(scale, 0, scales, before, scale.length);
            }
            GOLDEN.check(golden, "W", scales);
            GOLDEN.check(
                    golden,
                    "beta",
                    components.all().stream().mapToDouble(NormalWishart::beta).toArray());
            GOLDEN.check(
                    golden,
                    "nu",
                    components.all().stream().mapToDouble(NormalWishart::degrees).toArray());
            GOLDEN.check(golden, "m", components.means().readDoubles());

            Tensor logWeights = weights.expectedLogarithms();
            Tensor logDensities = components.expectedLogDensities(batch.x());
            double logX = sum(responsibilities.mul(logDensities));
            double logZ = sum(responsibilities.mul(logWeights));
            double entropy = -sum(responsibilities.mul(responsibilities.log()));
            GOLDEN.check(golden, "terms.log_p_x", logX);
            GOLDEN.check(golden, "terms.log_p_z", logZ);
            GOLDEN.check(golden, "terms.log_q_z", -entropy);
            GOLDEN.check(
                    golden,
                    "terms.log_p_mu_lambda",
                    components.all().stream()
                            .mapToDouble(q -> q.expectedLogDensityOf(prior))
                            .sum());
            GOLDEN.check(
                    golden,
                    "terms.log_q_mu_lambda",
                    components.all().stream().mapToDouble(NormalWishart::negativeEntropy).sum());
            JsonNode terms = golden.get("expected").get("terms");
            assertThat(weights.parameterBound())
                    .isCloseTo(
                            terms.get("log_p_pi").asDouble() - terms.get("log_q_pi").asDouble(),
                            within(1e-10));
            GOLDEN.check(golden, "lower_bound", logX + logZ + entropy + mixture.parameterBound());
        }
    }
}
