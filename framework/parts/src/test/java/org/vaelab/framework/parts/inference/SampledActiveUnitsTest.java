// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/**
 * Active units of a model with two coordinates, {@code x ~ N(z_1, 1)}: the second is dead, and its
 * posterior is N(0, 1) for every datum. Chains that are short leave noise in its means.
 */
final class SampledActiveUnitsTest {

    private static final RandomKey KEY = RandomKey.of(53);
    private static final int SIZE = 400;

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private GenerativeModel generative() {
        Euclidean plane = new Euclidean(2);
        return new DeepGenerativeModel(
                runtime,
                DataShape.flat(1),
                Conditioning.NONE,
                new DeepGenerativeModel.Root(
                        OneLatent.Z, new StandardNormal(runtime, plane), plane.networkInput()),
                List.of(),
                new DeepGenerativeModel.Output(
                        z -> z.slice(-1, 0, 1), new Gaussian(new Gaussian.Fixed(1))));
    }

    private InferenceContext context() {
        KnownData data = new KnownData(DataShape.flat(1), ValueDomain.REAL, new double[1]);
        return new InferenceContext(
                new PartContext(runtime, KEY, data, Plugins.of(List.of())),
                Map.of(OneLatent.Z, new Euclidean(2)),
                Optional.empty(),
                new KlRegistry(List.of()),
                Optional.empty());
    }

    private Inference hmc() {
        try (TensorScope scope = runtime.scope()) {
            return new HamiltonianInference(4, 40, 12, 4, 0.8, 5, 5).create(context());
        }
    }

    private static float[] data() {
        float[] x = new float[SIZE];
        KEY.split("data").normal(x, 0, SIZE);
        return x;
    }

    private Measurement activeUnits(Inference inference) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                1,
                                "importanceExamples",
                                1,
                                "samples",
                                1,
                                "metrics",
                                List.of("activeUnits")));
        return new Evaluator(settings, Metrics.standard())
                .evaluate(
                        new LatentVariableModel(generative(), inference, new KlRegistry(List.of())),
                        Examples.real(1, data()),
                        KEY,
                        EvaluationProgress.SILENT)
                .measurements()
                .get("activeUnits");
    }

    /**
     * The variance of the dead coordinate's means is above the threshold of 0.01. Without the noise
     * of the chains its estimate is 0 with a standard deviation below 0.002.
     */
    @Test
    @Tag("full")
    void theNoiseOfChainsIsNotActive() {
        assertThat(noise()).as("variance of noisy means").isGreaterThan(0.015);
        assertThat(activeUnits(hmc()))
                .isInstanceOfSatisfying(
                        Measurement.Measured.class,
                        units ->
                                assertThat(units.estimate().value())
                                        .as("key %s", KEY)
                                        .isEqualTo(1));
    }

    /** Returns the variance of the means of the dead coordinate over data. */
    private double noise() {
        try (TensorScope scope = runtime.scope()) {
            float[] x = data();
            double[] values = new double[SIZE];
            Arrays.setAll(values, i -> x[i]);
            Tensor batch = runtime.tensor(values, Shape.of(SIZE, 1));
            JointPosterior q = hmc().infer(generative(), Batch.of(batch), KEY, Phase.evaluation());
            Tensor dead = q.location().z(OneLatent.Z).slice(-1, 1, 2);
            return dead.square().mean().readScalar();
        }
    }

    @Test
    void aModeIsNoMean() {
        Inference map;
        try (TensorScope scope = runtime.scope()) {
            map = new MaximumAPosteriori(10, 200, 1).create(context());
        }
        assertThat(activeUnits(map))
                .isEqualTo(
                        new Measurement.Absent(
                                "active units are where the mean of the posterior moves, and"
                                        + " inference 'map' finds no mean of it"));
    }
}
