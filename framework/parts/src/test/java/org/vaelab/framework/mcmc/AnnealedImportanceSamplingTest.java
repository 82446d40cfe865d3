// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.mcmc.AnnealedImportanceSampling.Run;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToySphere;
import org.vaelab.testkit.model.ConstantNetwork;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Annealed importance sampling of models whose p(x) is known: linear-Gaussian ones in closed form,
 * one on a sphere by quadrature. Each of some eighty statistical assertions fails for a right
 * implementation with a probability of 1e-7, of which the skewness of weights may make 1e-6.
 */
class AnnealedImportanceSamplingTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final RandomKey KEY = RandomKey.of(4);
    private static final int DATA = 400;
    private static final int CHAINS = 4;
    private static final int STEPS = 60;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    /** Where a path begins. */
    enum Start {
        PRIOR,
        POSTERIOR;

        AnnealingPath path(LatentVariableModel model, Batch batch) {
            return this == PRIOR
                    ? AnnealingPath.fromPrior(model.generative(), batch)
                    : AnnealingPath.fromPosterior(
                            model.generative(),
                            batch,
                            model.infer(batch, KEY, Phase.evaluation()).first());
        }
    }

    static Stream<JsonNode> models() {
        return LinearGaussian.cases();
    }

    private static AnnealedImportanceSampling sampling(
            LatentVariableModel model, AnnealingPath path, int temperatures) {
        return new AnnealedImportanceSampling(
                path, new HamiltonianMonteCarlo(model.generative().latents(), 3), temperatures);
    }

    private static StepSizes adapted(AnnealedImportanceSampling sampling, AnnealingPath path) {
        RandomKey key = KEY.split("adapt");
        return sampling.adapted(path.draw(key.split("start"), CHAINS), 0.65, STEPS, key, t -> {});
    }

    private static double[] shifted(double[] values, double sign, double shift) {
        return Arrays.stream(values).map(v -> Math.exp(sign * (v - shift))).toArray();
    }

    /** Draws from the posterior N(m, C) of a golden case. */
    private Latents exact(JsonNode golden, int samples) {
        double[] mean = Golden.numbers(golden.at("/expected/posterior_mean"));
        int d = mean.length;
        double[][] root = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = golden.at("/expected/posterior_cov/" + i + "/" + j).asDouble();
                for (int k = 0; k < j; k++) {
                    sum -= root[i][k] * root[j][k];
                }
                root[i][j] = i == j ? Math.sqrt(sum) : sum / root[j][j];
            }
        }
        double[] noise = KEY.split("exact").normal(samples * DATA * d);
        double[] z = new double[noise.length];
        for (int i = 0; i < z.length; i++) {
            int row = i % d;
            z[i] = mean[row];
            for (int k = 0; k <= row; k++) {
                z[i] += root[row][k] * noise[i - row + k];
            }
        }
        return Latents.of(OneLatent.Z, runtime.tensor(z, Shape.of(samples, DATA, d)));
    }

    /**
     * E[w] = p(x) forward, E[1/w] = 1/p(x) backward, and the bounds on the sides where they belong.
     */
    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("models")
    void theSandwichAroundAKnownLikelihood(JsonNode golden) {
        double logLikelihood = golden.at("/expected/log_px").asDouble();
        try (TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            LatentVariableModel model = problem.model();
            Batch batch = Batch.of(problem.batch(DATA));
            AnnealingPath path = Start.PRIOR.path(model, batch);
            AnnealedImportanceSampling sampling = sampling(model, path, STEPS);
            StepSizes sizes = adapted(sampling, path);
            RandomKey there = KEY.split("forward");
            Run forward =
                    sampling.forward(
                            path.draw(there.split("start"), CHAINS), sizes, there, t -> {});
            assertThat(forward.acceptance()).isBetween(0.5, 0.85);
            Run backward =
                    sampling.backward(exact(golden, CHAINS), sizes, KEY.split("back"), t -> {});
            double[] up = shifted(forward.logWeights(), 1, logLikelihood);
            double[] down = shifted(backward.logWeights(), -1, logLikelihood);
            ASSERT.mean("w / p(x)", up, 1, 0.8);
            ASSERT.mean("p(x) / w", down, 1, 0.8);
            assertThat(mean(forward.logWeights())).isBetween(logLikelihood - 1.5, logLikelihood);
            assertThat(mean(backward.logWeights())).isBetween(logLikelihood, logLikelihood + 1.5);
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** With more temperatures the two bounds meet. */
    @Tag("full")
    @Test
    void theSandwichCloses() {
        JsonNode golden = models().findFirst().orElseThrow();
        List<Double> gaps = new ArrayList<>();
        try (TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            AnnealingPath path = Start.PRIOR.path(problem.model(), Batch.of(problem.batch(DATA)));
            StepSizes sizes = adapted(sampling(problem.model(), path, STEPS), path);
            Latents start = path.draw(KEY.split("start"), 1);
            Latents end = exact(golden, 1);
            for (int steps : new int[] {10, 40, 160}) {
                AnnealedImportanceSampling sampling = sampling(problem.model(), path, steps);
                double lower = mean(sampling.forward(start, sizes, KEY, t -> {}).logWeights());
                double upper = mean(sampling.backward(end, sizes, KEY, t -> {}).logWeights());
                gaps.add(upper - lower);
            }
        }
        assertThat(gaps.get(0)).isGreaterThan(2 * gaps.get(1));
        assertThat(gaps.get(1)).isGreaterThan(2 * gaps.get(2));
        assertThat(gaps.get(2)).isBetween(0.0, 0.2);
    }

    private static final double SCALE = 0.5;
    private static final double[][] MATRIX = {{1.5, 0.2, -0.4}, {0.3, -0.5, 1}, {-0.2, 1, 0.6}};

    /** x in R^3 from z, uniform on the sphere in R^3. */
    private LatentVariableModel onSphere() {
        Sphere space = new Sphere(3);
        double[] entries = Arrays.stream(MATRIX).flatMapToDouble(Arrays::stream).toArray();
        Tensor matrix = runtime.tensor(entries, Shape.of(3, 3)).transpose();
        return OneLatent.model(
                runtime,
                DataShape.flat(3),
                new ConstantNetwork(Parameter.learned("head", runtime.vector(0.8, -0.4, 0.3))),
                new ToySphere.Family(space.dimension()),
                new UniformSphere(runtime, space),
                z -> z.div(Math.sqrt(3)).matmul(matrix),
                new Gaussian(new Gaussian.Fixed(SCALE)),
                new KlRegistry(List.of()));
    }

    /** log of the mean over the sphere of p(x given z), by midpoints in height and angle. */
    private static double logLikelihood(double[] x) {
        int heights = 200;
        int angles = 48;
        double sum = 0;
        for (int i = 0; i < heights; i++) {
            double w = -1 + (2 * i + 1.0) / heights;
            double radius = Math.sqrt(1 - w * w);
            for (int j = 0; j < angles; j++) {
                double angle = 2 * Math.PI * j / angles;
                double[] z = {radius * Math.cos(angle), radius * Math.sin(angle), w};
                double squares = 0;
                for (int r = 0; r < 3; r++) {
                    double mean = MATRIX[r][0] * z[0] + MATRIX[r][1] * z[1] + MATRIX[r][2] * z[2];
                    squares += (x[r] - mean) * (x[r] - mean);
                }
                sum += Math.exp(-0.5 * squares / (SCALE * SCALE));
            }
        }
        return Math.log(sum / (heights * angles)) - 1.5 * Math.log(2 * Math.PI * SCALE * SCALE);
    }

    /**
     * Of data simulated from the model, one draw from the posterior is known: chains begin there.
     */
    @Tag("exhaustive")
    @ParameterizedTest
    @EnumSource
    void theSandwichOnASphere(Start from) {
        int n = 750;
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model = onSphere();
            Latents z = model.generative().sample(KEY.split("z"), n, Map.of());
            Tensor x = model.generative().output(z, Map.of()).sample(KEY.split("x"));
            double[] values = x.readDoubles();
            double[] known = new double[n];
            Arrays.setAll(known, i -> logLikelihood(Arrays.copyOfRange(values, 3 * i, 3 * i + 3)));
            Batch batch = Batch.of(x);
            AnnealingPath path = from.path(model, batch);
            AnnealedImportanceSampling sampling = sampling(model, path, STEPS);
            StepSizes sizes = adapted(sampling, path);
            Latents start = path.draw(KEY.split("start"), 1);
            double[] forward = sampling.forward(start, sizes, KEY, t -> {}).logWeights();
            Tensor own = z.z(OneLatent.Z);
            Latents end = Latents.of(OneLatent.Z, own.reshape(own.shape().prepend(1)));
            double[] backward = sampling.backward(end, sizes, KEY, t -> {}).logWeights();
            double[] up = new double[n];
            double[] down = new double[n];
            Arrays.setAll(up, i -> Math.exp(forward[i] - known[i]));
            Arrays.setAll(down, i -> Math.exp(known[i] - backward[i]));
            ASSERT.mean("w / p(x)", up, 1, 0.8);
            ASSERT.mean("p(x) / w", down, 1, 0.8);
            assertThat(mean(forward)).isBetween(mean(known) - 0.5, mean(known));
            assertThat(mean(backward)).isBetween(mean(known), mean(known) + 0.5);
        }
    }

    @Test
    void temperaturesRiseSlowlyAtBothEnds() {
        int steps = 50;
        assertThat(AnnealedImportanceSampling.temperature(0, steps)).isZero();
        assertThat(AnnealedImportanceSampling.temperature(steps, steps)).isEqualTo(1);
        assertThat(AnnealedImportanceSampling.temperature(25, steps)).isCloseTo(0.5, within(1e-15));
        assertThat(AnnealedImportanceSampling.temperature(1, steps)).isBetween(1e-3, 5e-3);
        for (int t = 0; t < steps; t++) {
            double b = AnnealedImportanceSampling.temperature(t, steps);
            assertThat(AnnealedImportanceSampling.temperature(t + 1, steps)).isGreaterThan(b);
            assertThat(AnnealedImportanceSampling.temperature(steps - t, steps))
                    .isCloseTo(1 - b, within(1e-14));
        }
    }

    @Test
    void oneTemperatureIsPlainImportanceSampling() {
        JsonNode golden = models().findFirst().orElseThrow();
        try (TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            Batch batch = Batch.of(problem.batch(DATA));
            AnnealingPath path = Start.PRIOR.path(problem.model(), batch);
            Latents start = path.draw(KEY, 1);
            Run run =
                    sampling(problem.model(), path, 1)
                            .forward(start, StepSizes.constant(1, DATA), KEY, t -> {});
            assertThat(run.logWeights())
                    .isEqualTo(
                            problem.model()
                                    .generative()
                                    .output(start, batch.given())
                                    .logProbability(batch.x())
                                    .readDoubles());
            assertThat(run.acceptance()).isNaN();
        }
    }

    @Test
    void stepSizesMoveTowardsTheAcceptanceThatIsWanted() {
        double[] sizes = {1, 1, 1};
        StepSizes.adapt(sizes, new double[] {1, 0.65, 0, 1, 0.65, 0.5}, 0.65);
        assertThat(sizes[0]).isCloseTo(Math.exp(0.5 * 0.35), within(1e-15));
        assertThat(sizes[1]).isCloseTo(1, within(1e-15));
        assertThat(sizes[2]).isCloseTo(Math.exp(0.5 * -0.4), within(1e-15));
        StepSizes along = StepSizes.none();
        along.add(new double[] {1});
        along.add(new double[] {2});
        assertThat(along.at(49, 100)).containsExactly(1);
        assertThat(along.at(50, 100)).containsExactly(2);
        assertThat(along.at(99, 100)).containsExactly(2);
    }

    @Test
    void refusesNoTemperatureAtAll() {
        JsonNode golden = models().findFirst().orElseThrow();
        try (TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            AnnealingPath path = Start.PRIOR.path(problem.model(), Batch.of(problem.batch(1)));
            assertThatThrownBy(() -> sampling(problem.model(), path, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("temperatures must be at least 1, is 0");
        }
    }
}
