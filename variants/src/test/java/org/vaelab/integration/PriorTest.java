// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

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
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.posterior.DiagonalNormalFamily;
import org.vaelab.framework.prior.CouplingFlow;
import org.vaelab.framework.prior.LearnedNormal;
import org.vaelab.framework.prior.MixtureOfGaussians;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.VampPrior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

/**
 * What every learned prior on R^d promises: it integrates to one, its sampler has its density, and
 * its gradients, in z and in what is learned, are those of finite differences. Parameters are moved
 * away from where they start, so that symmetry hides nothing. Random quantities are wrong with
 * probability 1e-7 each.
 */
class PriorTest {

    private static final Logger LOG = LoggerFactory.getLogger(PriorTest.class);

    private static final RandomKey KEY = RandomKey.of(17);
    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final Golden GAUSSIAN = Golden.file("gaussian.json");
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

    private interface Making {
        Prior on(TensorRuntime runtime);
    }

    private record Case(String name, double moved, Making making) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> priors() {
        return Stream.of(
                new Case("learned-normal", 0.5, runtime -> new LearnedNormal(runtime, PLANE)),
                new Case(
                        "mixture-of-gaussians",
                        0.5,
                        runtime -> new MixtureOfGaussians(runtime, KEY, PLANE, 4)),
                new Case("vamp", 0.5, runtime -> vamp(runtime, ValueDomain.BINARY)),
                new Case("vamp of real data", 0.5, runtime -> vamp(runtime, ValueDomain.REAL)),
                new Case(
                        "flow",
                        0.3,
                        runtime -> new CouplingFlow(runtime, KEY, PLANE, 3, List.of(5))));
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

    private static VampPrior vamp(TensorRuntime runtime, ValueDomain domain) {
        return new VampPrior(
                runtime,
                KEY,
                encoder(runtime),
                new DiagonalNormalFamily(PLANE),
                domain,
                runtime.uniform(KEY.split("start"), Shape.of(3, INPUTS)));
    }

    /** A prior whose parameters are moved by Normal noise. */
    private static Prior moved(Case tested, TensorRuntime runtime) {
        try (TensorScope scope = runtime.scope()) {
            Prior prior = tested.making().on(runtime);
            ParameterProbe.move(prior, KEY, tested.moved());
            return prior;
        }
    }

    /** The trapezoidal rule, spectrally accurate for smooth densities, on a square of +-12. */
    @ParameterizedTest
    @MethodSource("priors")
    void integratesToOne(Case tested) {
        Prior prior = moved(tested, runtime);
        int n = 400;
        double step = 24.0 / n;
        double total = 0;
        for (int i = 0; i <= n; i++) {
            double[] row = new double[2 * (n + 1)];
            for (int j = 0; j <= n; j++) {
                row[2 * j] = i * step - 12;
                row[2 * j + 1] = j * step - 12;
            }
            try (TensorScope scope = runtime.scope()) {
                Tensor z = runtime.tensor(row, Shape.of(n + 1, 2));
                total += prior.logProbability(z).exp().sum().readScalar() * step * step;
            }
        }
        assertThat(total).isCloseTo(1, within(1e-6));
    }

    /** Both marginals and the mean product, against quadrature of the density. */
    @ParameterizedTest
    @MethodSource("priors")
    void drawsHaveTheDensity(Case tested) {
        Prior prior = moved(tested, runtime);
        int n = 20_000;
        double[] first;
        double[] second;
        try (TensorScope scope = runtime.scope()) {
            Tensor z = prior.sample(KEY.split("sample"), n);
            assertThat(z.shape()).isEqualTo(Shape.of(n, 2));
            first = z.slice(-1, 0, 1).readDoubles();
            second = z.slice(-1, 1, 2).readDoubles();
            assertThat(prior.sample(KEY.split("sample"), n).readDoubles())
                    .isEqualTo(z.readDoubles());
        }
        double[][] cumulative = marginals(prior);
        ASSERT.distribution(tested + " z_1", first, x -> interpolated(cumulative[0], x));
        ASSERT.distribution(tested + " z_2", second, x -> interpolated(cumulative[1], x));
        double[] products = new double[n];
        Arrays.setAll(products, i -> first[i] * second[i]);
        ASSERT.mean(tested + " z_1 z_2", products, cumulative[2][0], 0.5);
    }

    private static final int GRID = 1200;
    private static final double EDGE = 12;

    /** Cumulative marginals at the midpoints' upper ends, and E[z_1 z_2]. */
    private double[][] marginals(Prior prior) {
        double step = 2 * EDGE / GRID;
        double[] first = new double[GRID];
        double[] second = new double[GRID];
        double product = 0;
        for (int i = 0; i < GRID; i++) {
            double[] row = new double[2 * GRID];
            for (int j = 0; j < GRID; j++) {
                row[2 * j] = (i + 0.5) * step - EDGE;
                row[2 * j + 1] = (j + 0.5) * step - EDGE;
            }
            try (TensorScope scope = runtime.scope()) {
                double[] p =
                        prior.logProbability(runtime.tensor(row, Shape.of(GRID, 2)))
                                .exp()
                                .readDoubles();
                for (int j = 0; j < GRID; j++) {
                    double mass = p[j] * step * step;
                    first[i] += mass;
                    second[j] += mass;
                    product += mass * row[2 * j] * row[2 * j + 1];
                }
            }
        }
        Arrays.parallelPrefix(first, Double::sum);
        Arrays.parallelPrefix(second, Double::sum);
        return new double[][] {first, second, {product}};
    }

    private static double interpolated(double[] cumulative, double x) {
        double position = Math.min(Math.max((x + EDGE) / (2 * EDGE) * GRID, 0), GRID - 1e-9);
        int cell = (int) position;
        double below = cell == 0 ? 0 : cumulative[cell - 1];
        return Math.min(1, below + (position - cell) * (cumulative[cell] - below));
    }

    @ParameterizedTest
    @MethodSource("priors")
    void gradientsAreThoseOfFiniteDifferences(Case tested) {
        try (TensorRuntime reference = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = reference.scope()) {
            Prior prior = moved(tested, reference);
            Tensor z = reference.normal(KEY.split("z"), Shape.of(2, 3, 2));
            assertThat(prior.logProbability(z).shape()).isEqualTo(Shape.of(2, 3));
            GradientCheck.of(reference)
                    .check(tested.name(), in -> prior.logProbability(in.get(0)), z);
            ParameterProbe.compareWithDifferences(prior, () -> prior.logProbability(z));
        }
    }

    /** float32, with the squares expanded in the mixtures, against float64. */
    @ParameterizedTest
    @MethodSource("priors")
    void singlePrecisionAgreesWithDouble(Case tested) {
        double[][] results = new double[2][];
        for (int i = 0; i < 2; i++) {
            try (TensorRuntime own = Runtimes.nd4j(i == 0 ? DType.FLOAT32 : DType.FLOAT64)) {
                Prior prior = moved(tested, own);
                try (TensorScope scope = own.scope()) {
                    Tensor z = own.normal(KEY.split("z"), Shape.of(50, 2)).mul(3);
                    Tensor p = prior.logProbability(z);
                    assertThat(p.dtype()).isEqualTo(own.dtype());
                    results[i] = p.readDoubles();
                }
            }
        }
        for (int i = 0; i < 50; i++) {
            assertThat(results[0][i])
                    .isCloseTo(results[1][i], within(1e-5 * (1 + Math.abs(results[1][i]))));
        }
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
            MixtureOfGaussians prior = new MixtureOfGaussians(runtime, KEY, new Euclidean(d), k);
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
            Tensor kl = prior.divergenceFrom(runtime.vector(mean), logVariance(sigma));
            GAUSSIAN.check(golden, "kl", kl.readScalar());
            double[] own =
                    prior.divergenceFrom(runtime.vector(priorMean), logVariance(priorSigma))
                            .readDoubles();
            assertThat(own).containsExactly(0);
        }
    }

    private Tensor logVariance(double[] sigma) {
        return runtime.vector(Arrays.stream(sigma).map(s -> 2 * Math.log(s)).toArray());
    }

    @Test
    void aFlowStartsAsTheStandardNormal() {
        try (TensorScope scope = runtime.scope()) {
            CouplingFlow flow = new CouplingFlow(runtime, KEY, new Euclidean(5), 4, List.of(8));
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
                        new VampPrior(
                                runtime,
                                KEY,
                                encoder(runtime),
                                new DiagonalNormalFamily(PLANE),
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
        assertThatThrownBy(() -> new CouplingFlow(runtime, KEY, new Euclidean(1), 2, List.of(4)))
                .hasMessage(
                        "a coupling needs at least two coordinates: prior flow does not go with"
                                + " R^1");
        assertThatThrownBy(() -> new MixtureOfGaussians(runtime, KEY, PLANE, 0))
                .hasMessage("components must be at least 1, is 0");
    }
}
