// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.ParameterProbe;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

class MixtureOfVonMisesFisherTest {

    private static final RandomKey KEY = RandomKey.of(41);
    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final Plugins PLUGINS =
            Plugins.load(MixtureOfVonMisesFisherTest.class.getClassLoader());
    private static final int COMPONENTS = 3;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    /** Parameters far from their start: logits, directions of any length, concentrations. */
    private static MixtureOfVonMisesFisher.Mixture moved(TensorRuntime runtime, int ambient) {
        try (TensorScope scope = runtime.scope()) {
            MixtureOfVonMisesFisher.Mixture prior =
                    new MixtureOfVonMisesFisher.Mixture(
                            runtime, KEY, new Sphere(ambient), COMPONENTS);
            ParameterProbe.move(prior, KEY.split("moved"), 1);
            return prior;
        }
    }

    /** Points on the circle at the midpoints of n equal arcs. */
    private static double[] circle(int n) {
        double[] points = new double[2 * n];
        for (int i = 0; i < n; i++) {
            double angle = 2 * Math.PI * (i + 0.5) / n;
            points[2 * i] = Math.cos(angle);
            points[2 * i + 1] = Math.sin(angle);
        }
        return points;
    }

    /** Points on S^2: n bands of equal area by 2n meridians, a midpoint rule in both. */
    private static double[] sphere(int n) {
        double[] points = new double[6 * n * n];
        int at = 0;
        for (int i = 0; i < n; i++) {
            double height = 2 * (i + 0.5) / n - 1;
            double radius = Math.sqrt(1 - height * height);
            for (int j = 0; j < 2 * n; j++) {
                double angle = Math.PI * (j + 0.5) / n;
                points[at++] = radius * Math.cos(angle);
                points[at++] = radius * Math.sin(angle);
                points[at++] = height;
            }
        }
        return points;
    }

    private double[] densities(MixtureOfVonMisesFisher.Mixture prior, double[] points) {
        int d = prior.space().ambient();
        try (TensorScope scope = runtime.scope()) {
            Tensor z = runtime.tensor(points, Shape.of(points.length / d, d));
            return prior.logProbability(z).exp().readDoubles();
        }
    }

    /** The rule on the circle is exact to rounding, that on the sphere of second order. */
    @ParameterizedTest
    @CsvSource({"2, 1e-12", "3, 1e-4"})
    void integratesToOne(int ambient, double tolerance) {
        MixtureOfVonMisesFisher.Mixture prior = moved(runtime, ambient);
        double[] p = densities(prior, ambient == 2 ? circle(400) : sphere(300));
        double surface = Math.exp(prior.space().logSurface());
        double mean = Arrays.stream(p).average().orElseThrow();
        assertThat(mean * surface).isCloseTo(1, within(tolerance));
        assertThat(Arrays.stream(p).max().orElseThrow()).isGreaterThan(2 * mean);
    }

    /** Against the density of each component by itself. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 11, 500})
    void addsTheDensitiesOfItsComponents(int ambient) {
        MixtureOfVonMisesFisher.Mixture prior = moved(runtime, ambient);
        List<Parameter> parameters = prior.parameters();
        try (TensorScope scope = runtime.scope()) {
            Tensor z = prior.sample(KEY, 20);
            double[] found = prior.logProbability(z.reshape(4, 5, ambient)).readDoubles();
            double[] logits = parameters.get(0).value().readDoubles();
            double weights = Arrays.stream(logits).map(Math::exp).sum();
            double[][] terms = new double[20][COMPONENTS];
            VonMisesFisherFamily family = new VonMisesFisherFamily(prior.space().dimension());
            for (int k = 0; k < COMPONENTS; k++) {
                Tensor head =
                        Tensor.concatenate(
                                List.of(
                                        parameters.get(1).value().slice(0, k, k + 1),
                                        parameters.get(2).value().slice(0, k, k + 1)),
                                -1);
                VonMisesFisher component = family.of(head, Phase.evaluation());
                double[] log = component.logProbability(z.expandDims(1)).readDoubles();
                for (int i = 0; i < terms.length; i++) {
                    terms[i][k] = log[i] + logits[k] - Math.log(weights);
                }
            }
            for (int i = 0; i < terms.length; i++) {
                double largest = Arrays.stream(terms[i]).max().orElseThrow();
                double sum = Arrays.stream(terms[i]).map(t -> Math.exp(t - largest)).sum();
                double expected = largest + Math.log(sum);
                assertThat(found[i]).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
            }
        }
    }

    /** Concentrations of exactly 0, and almost 0: nothing else is computed there. */
    @ParameterizedTest
    @ValueSource(doubles = {-800, -40})
    void withoutConcentrationItIsUniform(double raw) {
        Sphere space = new Sphere(5);
        try (TensorScope scope = runtime.scope()) {
            MixtureOfVonMisesFisher.Mixture prior =
                    new MixtureOfVonMisesFisher.Mixture(runtime, KEY, space, COMPONENTS);
            prior.parameters().get(2).assign(runtime.full(raw, Shape.of(COMPONENTS, 1)));
            Tensor z = prior.sample(KEY, 20_000);
            UniformSphere uniform = new UniformSphere(runtime, space);
            double[] found = prior.logProbability(z).readDoubles();
            double expected = uniform.logProbability(z).readDoubles()[0];
            for (double value : found) {
                assertThat(value).isCloseTo(expected, within(1e-12));
            }
            ASSERT.mean("z_1", z.slice(-1, 0, 1).readDoubles(), 0, 0.03);
            ASSERT.mean("z_1^2", z.slice(-1, 0, 1).square().readDoubles(), 0.2, 0.02);
            try (GradientTape tape = GradientTape.record(runtime)) {
                var gradients = tape.gradients(prior.logProbability(z).mean());
                for (Parameter parameter : prior.parameters()) {
                    assertThat(Arrays.stream(gradients.of(parameter.value()).readDoubles()))
                            .allMatch(g -> Math.abs(g) < 1e-12);
                }
            }
        }
    }

    /** The angle on the circle; of one component alone it has another law, which is found. */
    @Test
    void drawsOnTheCircleHaveTheDensity() {
        MixtureOfVonMisesFisher.Mixture prior = moved(runtime, 2);
        double[] angles = new double[20_000];
        try (TensorScope scope = runtime.scope()) {
            double[] z = prior.sample(KEY.split("sample"), angles.length).readDoubles();
            Arrays.setAll(angles, i -> angle(z[2 * i], z[2 * i + 1]));
            assertThat(prior.sample(KEY.split("sample"), angles.length).readDoubles()).isEqualTo(z);
        }
        double[] cumulative = cumulative(densities(prior, circle(4000)));
        ASSERT.distribution("angle", angles, x -> interpolated(cumulative, x / (2 * Math.PI)));
        try (TensorScope scope = runtime.scope()) {
            prior.parameters().get(0).assign(runtime.vector(50, 0, 0));
        }
        double[] other = cumulative(densities(prior, circle(4000)));
        assertThatThrownBy(
                        () ->
                                ASSERT.distribution(
                                        "angle",
                                        angles,
                                        x -> interpolated(other, x / (2 * Math.PI))))
                .isInstanceOf(AssertionError.class);
    }

    /** The height on S^2, whose law is found by summing the density over meridians. */
    @Test
    void drawsOnTheSphereHaveTheDensity() {
        int n = 400;
        MixtureOfVonMisesFisher.Mixture prior = moved(runtime, 3);
        double[] heights;
        try (TensorScope scope = runtime.scope()) {
            Tensor z = prior.sample(KEY.split("sample"), 20_000);
            assertThat(z.shape()).isEqualTo(Shape.of(20_000, 3));
            heights = z.slice(-1, 2, 3).readDoubles();
        }
        double[] p = densities(prior, sphere(n));
        double[] bands = new double[n];
        for (int i = 0; i < p.length; i++) {
            bands[i / (2 * n)] += p[i];
        }
        double[] cumulative = cumulative(bands);
        ASSERT.distribution("height", heights, x -> interpolated(cumulative, (x + 1) / 2));
        assertThatThrownBy(() -> ASSERT.distribution("height", heights, x -> (x + 1) / 2))
                .isInstanceOf(AssertionError.class);
    }

    private static double angle(double x, double y) {
        double angle = Math.atan2(y, x);
        return angle < 0 ? angle + 2 * Math.PI : angle;
    }

    private static double[] cumulative(double[] masses) {
        double total = Arrays.stream(masses).sum();
        double[] cumulative = Arrays.stream(masses).map(m -> m / total).toArray();
        Arrays.parallelPrefix(cumulative, Double::sum);
        return cumulative;
    }

    private static double interpolated(double[] cumulative, double fraction) {
        double position =
                Math.min(Math.max(fraction * cumulative.length, 0), cumulative.length - 1e-9);
        int cell = (int) position;
        double below = cell == 0 ? 0 : cumulative[cell - 1];
        return Math.min(1, below + (position - cell) * (cumulative[cell] - below));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void gradientsAreThoseOfFiniteDifferences(int ambient) {
        try (TensorRuntime reference = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = reference.scope()) {
            MixtureOfVonMisesFisher.Mixture prior = moved(reference, ambient);
            Tensor z = prior.sample(KEY, 6).reshape(2, 3, ambient);
            ParameterProbe.compareWithDifferences(prior, () -> prior.logProbability(z));
            GradientCheck.of(reference).check("mixture", in -> prior.logProbability(in.get(0)), z);
        }
    }

    @Test
    void singlePrecisionAgreesWithDouble() {
        double[][] found = new double[2][];
        for (int i = 0; i < 2; i++) {
            try (TensorRuntime own = Runtimes.nd4j(i == 0 ? DType.FLOAT32 : DType.FLOAT64)) {
                MixtureOfVonMisesFisher.Mixture prior = moved(own, 11);
                try (TensorScope scope = own.scope()) {
                    Tensor p = prior.logProbability(prior.sample(KEY, 50));
                    assertThat(p.dtype()).isEqualTo(own.dtype());
                    found[i] = p.readDoubles();
                }
            }
        }
        for (int i = 0; i < found[0].length; i++) {
            double allowed = 1e-5 * (1 + Math.abs(found[1][i]));
            assertThat(found[0][i]).isCloseTo(found[1][i], within(allowed));
        }
    }

    @Test
    void directionsStartUniform() {
        try (TensorScope scope = runtime.scope()) {
            MixtureOfVonMisesFisher.Mixture prior =
                    new MixtureOfVonMisesFisher.Mixture(runtime, KEY, new Sphere(3), 5000);
            Tensor directions = prior.parameters().get(1).value().stopGradient();
            for (int i = 0; i < 3; i++) {
                double[] coordinate = directions.slice(-1, i, i + 1).readDoubles();
                ASSERT.distribution("mu", coordinate, x -> (x + 1) / 2);
            }
        }
    }

    /**
     * Under both posteriors on a sphere; the divergence has no closed form, and the record says so.
     */
    @ParameterizedTest
    @ValueSource(strings = {"von-mises-fisher", "power-spherical"})
    void goesWithThePosteriorsOnASphere(String posterior) {
        try (TensorScope scope = runtime.scope()) {
            AssembledModel assembled =
                    ModelBlueprint.of(
                                    PLUGINS.of(PosteriorPart.class)
                                            .create(new PartChoice(posterior, Map.of("latent", 4))),
                                    PLUGINS.of(LikelihoodPart.class).create("bernoulli"),
                                    NetworkSettings.of(
                                            PLUGINS, "mlp", Map.of("hidden", List.of(5))))
                            .withPrior(new MixtureOfVonMisesFisher(7))
                            .assemble(
                                    runtime,
                                    PLUGINS,
                                    new KnownData(
                                            DataShape.flat(6),
                                            ValueDomain.BINARY,
                                            new double[] {0.5, 0.5, 0.5, 0.5, 0.5, 0.5}),
                                    KEY);
            Batch batch = Batch.of(runtime.ones(Shape.of(8, 6)));
            try (GradientTape tape = GradientTape.record(runtime)) {
                Objective objective =
                        assembled
                                .estimator()
                                .estimate(assembled.step(batch, KEY, new TrainingProgress(0, 1)));
                assertThat(objective.klSource()).isEqualTo(KlSource.MONTE_CARLO);
                var gradients = tape.gradients(objective.loss());
                for (Parameter parameter : assembled.model().parameters()) {
                    assertThat(Arrays.stream(gradients.of(parameter.value()).readDoubles()))
                            .as(parameter.name())
                            .allMatch(Double::isFinite)
                            .anyMatch(g -> g != 0);
                }
            }
        }
    }

    @Test
    void needsAComponent() {
        assertThatThrownBy(() -> new MixtureOfVonMisesFisher(0))
                .hasMessage("components must be at least 1, is 0");
    }
}
