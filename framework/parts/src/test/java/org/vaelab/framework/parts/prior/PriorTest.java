// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/** Priors on R^d against reference values, and what is special to each: see its contract. */
class PriorTest {

    private static final Logger LOG = LoggerFactory.getLogger(PriorTest.class);

    private static final RandomKey KEY = RandomKey.of(17);
    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final Golden GAUSSIAN = Golden.beside(PriorTest.class, "gaussian.json");
    private static final Euclidean PLANE = new Euclidean(2);
    private static final int INPUTS = 3;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterAll
    static void tellTheWorstErrors() {
        LOG.info("{}", GAUSSIAN);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private static Mlp encoder(TensorRuntime runtime) {
        return new Mlp(
                runtime,
                KEY.split("encoder"),
                INPUTS,
                List.of(4),
                4,
                Activation.TANH,
                Initializer.GLOROT);
    }

    static Stream<JsonNode> mixtures() {
        return GAUSSIAN.cases("mixture");
    }

    static Stream<JsonNode> divergences() {
        return GAUSSIAN.cases("kl_diag_diag");
    }

    @ParameterizedTest
    @MethodSource("mixtures")
    void mixtureAgainstReferenceValues(JsonNode golden) {
        JsonNode input = golden.get("input");
        double[] logits = Golden.numbers(input, "logits");
        double[] means = Golden.numbers(input, "mu");
        double[] sigma = Golden.numbers(input, "sigma");
        double[] x = Golden.numbers(input, "x");
        int k = logits.length;
        int d = means.length / k;
        try (TensorScope scope = runtime.scope()) {
            MixtureOfNormals prior =
                    new MixtureOfNormals.Settings(k).of(runtime, KEY, new Euclidean(d));
            List<Parameter> parameters = prior.parameters();
            parameters.get(0).assign(runtime.vector(logits));
            parameters.get(1).assign(runtime.tensor(means, Shape.of(k, d)));
            double[] logVariances = Arrays.stream(sigma).map(s -> 2 * Math.log(s)).toArray();
            parameters.get(2).assign(runtime.tensor(logVariances, Shape.of(k, d)));
            Tensor z = runtime.tensor(x, Shape.of(x.length / d, d));
            GAUSSIAN.check(golden, "log_density", prior.logProbability(z).readDoubles());
            // The responsibility for a point is the derivative of its density in the logit, plus
            // the weight.
            double[] weights = logitsToWeights(logits);
            List<Double> responsibilities = new ArrayList<>();
            for (int i = 0; i < x.length / d; i++) {
                try (GradientTape tape = GradientTape.record(runtime)) {
                    Tensor one = prior.logProbability(z.slice(0, i, i + 1)).sum();
                    double[] g = tape.gradients(one).of(parameters.get(0).value()).readDoubles();
                    for (int j = 0; j < k; j++) {
                        responsibilities.add(g[j] + weights[j]);
                    }
                }
            }
            double[] want = Golden.numbers(golden.get("expected"), "responsibilities");
            for (int i = 0; i < want.length; i++) {
                assertThat(responsibilities.get(i)).isCloseTo(want[i], within(1e-10));
            }
        }
    }

    private static double[] logitsToWeights(double[] logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double sum = Arrays.stream(logits).map(l -> Math.exp(l - largest)).sum();
        return Arrays.stream(logits).map(l -> Math.exp(l - largest) / sum).toArray();
    }

    @ParameterizedTest
    @MethodSource("divergences")
    void divergenceFromALearnedNormal(JsonNode golden) {
        JsonNode input = golden.get("input");
        double[] mean = Golden.numbers(input, "mu0");
        double[] sigma = Golden.numbers(input, "sigma0");
        double[] priorMean = Golden.numbers(input, "mu1");
        double[] priorSigma = Golden.numbers(input, "sigma1");
        int d = mean.length;
        try (TensorScope scope = runtime.scope()) {
            LearnedNormal prior = new LearnedNormal(runtime, new Euclidean(d));
            prior.parameters().get(0).assign(runtime.vector(priorMean));
            prior.parameters().get(1).assign(logVariance(priorSigma));
            GAUSSIAN.check(golden, "kl", divergence(mean, sigma, prior));
            assertThat(divergence(priorMean, priorSigma, prior)).containsExactly(0);
        }
    }

    private double[] divergence(double[] mean, double[] sigma, LearnedNormal prior) {
        ToyNormal q =
                new ToyNormal(runtime.vector(mean).expandDims(0), logVariance(sigma).expandDims(0));
        KlRegistry divergences = Plugins.of(List.of(new ToyModule())).divergences();
        return divergences.find(q, prior).orElseThrow().of(q, prior).readDoubles();
    }

    private Tensor logVariance(double[] sigma) {
        return runtime.vector(Arrays.stream(sigma).map(s -> 2 * Math.log(s)).toArray());
    }

    @Test
    void aFlowStartsAsTheStandardNormal() {
        try (TensorScope scope = runtime.scope()) {
            RealNvp flow = new RealNvp.Settings(4, List.of(8)).of(runtime, KEY, new Euclidean(5));
            Tensor z = runtime.normal(KEY, Shape.of(7, 5));
            double[] p = flow.logProbability(z).readDoubles();
            double[] coordinates = z.readDoubles();
            NormalDistribution normal = new NormalDistribution();
            for (int i = 0; i < p.length; i++) {
                double expected =
                        Arrays.stream(coordinates, 5 * i, 5 * i + 5).map(normal::logDensity).sum();
                assertThat(p[i]).isCloseTo(expected, within(1e-13));
            }
        }
    }

    /** At 0.05 + 0.9 u of data in [0, 1], and at u itself of real data, but for a little noise. */
    @Test
    void pseudoInputsStartAtThePointsGiven() {
        double[] points = {0, 0.3, 1};
        for (ValueDomain domain : List.of(ValueDomain.BINARY, ValueDomain.REAL)) {
            try (TensorScope scope = runtime.scope()) {
                Tensor start = runtime.vector(points).broadcastTo(Shape.of(1000, INPUTS));
                VampPrior prior =
                        VampPrior.of(
                                KEY,
                                encoder(runtime),
                                new ToyNormal.Family(PLANE.dimension()),
                                domain,
                                start);
                Tensor raw = prior.parameters().get(0).value().stopGradient();
                for (int i = 0; i < INPUTS; i++) {
                    double inside = 0.05 + 0.9 * points[i];
                    double expected =
                            domain == ValueDomain.REAL
                                    ? points[i]
                                    : Math.log(inside / (1 - inside));
                    double[] v = raw.slice(1, i, i + 1).readDoubles();
                    ASSERT.mean("v", v, expected, 0.01);
                    assertThat(Arrays.stream(v).distinct()).hasSize(1000);
                }
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(
                        () ->
                                new RealNvp.Settings(2, List.of(4))
                                        .of(runtime, KEY, new Euclidean(1)))
                .hasMessage(
                        "a coupling needs at least two coordinates: prior real-nvp does not go with"
                                + " R^1");
        assertThatThrownBy(() -> new MixtureOfNormals.Settings(0))
                .hasMessage("components must be at least 1, is 0");
    }
}
