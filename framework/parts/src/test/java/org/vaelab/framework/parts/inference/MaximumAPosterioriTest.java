// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.mcmc.HamiltonianMonteCarlo;
import org.vaelab.framework.mcmc.JointLogDensity;
import org.vaelab.framework.mcmc.LogDensity;
import org.vaelab.framework.mcmc.Slope;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/** The modes of linear-Gaussian models, of which they are known, and of a density on a sphere. */
final class MaximumAPosterioriTest {

    private static final RandomKey KEY = RandomKey.of(11);
    private static final Golden GOLDEN =
            Golden.beside(MaximumAPosterioriTest.class, "map_point.json");

    static Stream<JsonNode> points() {
        return GOLDEN.cases("map_point");
    }

    /** A golden model with some q, which the mode has nothing to do with. */
    private static LinearGaussian problem(TensorRuntime runtime, JsonNode golden) {
        ObjectNode input = golden.get("input").deepCopy();
        int q = input.get("W").get(0).size();
        ArrayNode mean = input.putArray("q_mean");
        ArrayNode deviation = input.putArray("q_std");
        for (int j = 0; j < q; j++) {
            mean.add(0.0);
            deviation.add(1.0);
        }
        return new LinearGaussian(runtime, input);
    }

    private static InferenceContext context(TensorRuntime runtime, LatentSpace space) {
        KnownData data = new KnownData(DataShape.flat(1), ValueDomain.REAL, new double[1]);
        return new InferenceContext(
                new PartContext(runtime, KEY, data, Plugins.of(List.of())),
                Map.of(OneLatent.Z, space),
                Optional.empty(),
                new KlRegistry(List.of()),
                Optional.empty());
    }

    private static Inference map(
            TensorRuntime runtime, LatentSpace space, int steps, int evaluationSteps) {
        return new MaximumAPosteriori(steps, evaluationSteps, 2).create(context(runtime, space));
    }

    @ParameterizedTest
    @MethodSource("points")
    void findsTheModeAndItsDensity(JsonNode golden) {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LinearGaussian problem = problem(runtime, golden);
            GenerativeModel p = problem.model().generative();
            Batch batch = Batch.of(problem.batch(2));
            Inference map = map(runtime, p.latents().get(0).space(), 1, 400);
            JointPosterior found = map.infer(p, batch, KEY, Phase.evaluation());
            assertThat(map.form()).isEqualTo(PosteriorForm.DRAWS);
            double[] mode = found.location().z(OneLatent.Z).readDoubles();
            double[] expected = Golden.numbers(golden.at("/expected"), "z_map");
            double[] joint =
                    new JointLogDensity(p, batch).of(found.draw(KEY, 1).values()).readDoubles();
            for (int b = 0; b < 2; b++) {
                double[] own =
                        Arrays.copyOfRange(mode, b * expected.length, (b + 1) * expected.length);
                assertThat(own).containsExactly(expected, within(1e-8));
                assertThat(joint[b])
                        .isCloseTo(
                                golden.at("/expected/log_joint_at_map").asDouble(),
                                within(1e-10 * (1 + Math.abs(joint[b]))));
            }
        }
    }

    /** The curvature at the mode, by differences of gradients: of a quadratic they are exact. */
    @ParameterizedTest
    @MethodSource("points")
    void theGradientHasTheCurvatureOfLaplacesMethod(JsonNode golden) {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LinearGaussian problem = problem(runtime, golden);
            GenerativeModel p = problem.model().generative();
            double[] mode = Golden.numbers(golden.at("/expected"), "z_map");
            double[] hessian = Golden.numbers(golden.at("/expected"), "negative_hessian");
            int q = mode.length;
            Map<String, Geodesics> spaces = HamiltonianMonteCarlo.spaces(p.latents());
            JointLogDensity joint = new JointLogDensity(p, Batch.of(problem.batch(1)));
            List<Double> found = new ArrayList<>();
            for (int j = 0; j < q; j++) {
                double[] up = mode.clone();
                double[] down = mode.clone();
                up[j] += 0.5;
                down[j] -= 0.5;
                double[] above = gradient(joint, up, runtime, spaces);
                double[] below = gradient(joint, down, runtime, spaces);
                for (int k = 0; k < q; k++) {
                    found.add(below[k] - above[k]);
                }
            }
            for (int i = 0; i < hessian.length; i++) {
                assertThat(found.get(i))
                        .isCloseTo(hessian[i], within(1e-9 * (1 + Math.abs(hessian[i]))));
            }
            double laplace =
                    golden.at("/expected/log_joint_at_map").asDouble()
                            + 0.5 * q * Math.log(2 * Math.PI)
                            - 0.5 * golden.at("/expected/log_det_negative_hessian").asDouble();
            assertThat(laplace)
                    .isCloseTo(golden.at("/expected/laplace_log_px").asDouble(), within(1e-9))
                    .isCloseTo(golden.at("/expected/log_px").asDouble(), within(1e-9));
        }
    }

    private static double[] gradient(
            LogDensity joint, double[] at, TensorRuntime runtime, Map<String, Geodesics> spaces) {
        Latents z = Latents.of(OneLatent.Z, runtime.tensor(at, Shape.of(1, 1, at.length)));
        return Slope.of(joint, z, spaces).gradients().get(OneLatent.Z).readDoubles();
    }

    /** The density of a von Mises-Fisher distribution is highest at its mean direction. */
    @Test
    void climbsAlongASphere() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Sphere sphere = new Sphere(4);
            double[] direction = {0.1, -0.7, 0.5, 0.5};
            double length = Math.sqrt(Arrays.stream(direction).map(d -> d * d).sum());
            Tensor mean = runtime.vector(direction).div(length);
            LogDensity density = z -> z.z("z").mul(mean).sum(-1).mul(30);
            Tensor noise = runtime.normal(KEY, Shape.of(3, 5, 4));
            Tensor start = noise.div(noise.square().sum(-1).sqrt().expandDims(-1));
            double before = density.of(Latents.of("z", start)).readDoubles()[0];
            Map<String, Geodesics> spaces = Map.of("z", sphere.geodesics().orElseThrow());
            for (int steps : new int[] {1, 5, 60}) {
                Tensor end =
                        new ModeSearch(steps).climb(density, Latents.of("z", start), spaces).z("z");
                double[] norms = end.square().sum(-1).readDoubles();
                assertThat(norms).containsOnly(new double[] {1}, within(1e-12));
                double after = density.of(Latents.of("z", end)).readDoubles()[0];
                assertThat(after).as(steps + " steps").isGreaterThanOrEqualTo(before);
                before = after;
            }
            assertThat(before).isCloseTo(30, within(1e-9));
        }
    }

    /** In training a step of it goes on from where a datum was, and remembers where it came to. */
    @Test
    void remembersTheModeOfEachDatum() {
        JsonNode golden = points().skip(1).findFirst().orElseThrow();
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LinearGaussian problem = problem(runtime, golden);
            GenerativeModel p = problem.model().generative();
            Inference map = map(runtime, p.latents().get(0).space(), 3, 3);
            Batch batch = new Batch(problem.batch(2), Map.of(), new int[] {7, 2});
            JointLogDensity joint = new JointLogDensity(p, batch);
            double before = Double.NEGATIVE_INFINITY;
            for (int seen = 0; seen < 12; seen++) {
                TrainingProgress clock = new TrainingProgress(seen, 100);
                JointDraw draw =
                        map.infer(p, batch, KEY.fold(seen), Phase.training(clock)).draw(KEY, 1);
                double value = joint.of(draw.values()).mean().readScalar();
                assertThat(value).isGreaterThanOrEqualTo(before - 1e-9 * Math.abs(before));
                before = value;
                draw.effects().updates().forEach(update -> update.make(clock));
            }
            double best = golden.at("/expected/log_joint_at_map").asDouble();
            assertThat(before).isCloseTo(best, within(1e-6 * (1 + Math.abs(best))));
            double[] table = map.parameters().get(0).value().readDoubles();
            int q = table.length / KnownData.SIZE;
            for (int row = 0; row < KnownData.SIZE; row++) {
                double[] own = Arrays.copyOfRange(table, row * q, (row + 1) * q);
                if (row == 7 || row == 2) {
                    double[] mode = Golden.numbers(golden.at("/expected"), "z_map");
                    assertThat(own).containsExactly(mode, within(1e-3));
                } else {
                    assertThat(own).containsOnly(0);
                }
            }
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new MaximumAPosteriori(0, 200, 1))
                .hasMessage("steps must be at least 1, is 0");
        assertThatThrownBy(() -> new MaximumAPosteriori(10, 0, 1))
                .hasMessage("evaluationSteps must be at least 1, is 0");
        assertThatThrownBy(() -> new MaximumAPosteriori(10, 200, 0))
                .hasMessage("starts must be at least 1, is 0");
    }
}
