// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/** On S^10 the data move E[z] = A(kappa) mu, and not where q is uniform, whatever mu. */
final class ActiveUnitsOfASphereTest {

    private static final RandomKey KEY = RandomKey.of(23);
    private static final Sphere SPHERE = Sphere.ofDimension(10);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<Arguments> concentrations() {
        return Stream.of(
                        new VonMisesFisherFamily(SPHERE.dimension()),
                        new PowerSphericalFamily(SPHERE.dimension()))
                .flatMap(
                        family ->
                                Stream.of(
                                        Arguments.of(family, -1e4, 0), // kappa is 0
                                        Arguments.of(family, 0.0, 11), // as before training
                                        Arguments.of(family, 50.0, 11)));
    }

    @ParameterizedTest
    @MethodSource("concentrations")
    void areThoseWhoseExpectationTheDataMove(PosteriorFamily family, double kappa, int active) {
        double[] weights = KEY.split("weights").normal(11 * 11);
        Network encoder =
                x -> {
                    Tensor direction = x.matmul(runtime.tensor(weights, Shape.of(11, 11)));
                    Tensor concentration = x.slice(1, 0, 1).mul(0).add(kappa);
                    return Tensor.concatenate(List.of(direction, concentration), 1);
                };
        LatentVariableModel model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(11),
                        encoder,
                        family,
                        new UniformSphere(runtime, SPHERE),
                        z -> z,
                        new Bernoulli(),
                        new KlRegistry(List.of()));
        float[] x = new float[300 * 11];
        KEY.split("data").normal(x, 0, x.length);
        assertThat(activeUnits(model, Examples.real(11, x)).estimate().value()).isEqualTo(active);
    }

    /**
     * A coordinate has the variance 1/500 on S^499, and codes near their directions move all of it.
     */
    @ParameterizedTest
    @CsvSource({"1e6, 500", "-1e4, 0"})
    void theThresholdIsThatOfThePrior(double kappa, int active) {
        Sphere sphere = Sphere.ofDimension(499);
        LatentVariableModel model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(500),
                        x -> Tensor.concatenate(List.of(x, x.slice(1, 0, 1).mul(0).add(kappa)), 1),
                        new VonMisesFisherFamily(sphere.dimension()),
                        new UniformSphere(runtime, sphere),
                        z -> z,
                        new Bernoulli(),
                        new KlRegistry(List.of()));
        float[] x = new float[100 * 500];
        KEY.split("data").normal(x, 0, x.length);
        Measurement.Measured found = activeUnits(model, Examples.real(500, x));
        assertThat(found.estimate().value()).isEqualTo(active);
        assertThat(found.caveat())
                .isEqualTo("counts coordinates: z has 500 on S^499, of dimension 499");
    }

    private static Measurement.Measured activeUnits(LatentVariableModel model, Examples examples) {
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
        return (Measurement.Measured)
                new Evaluator(settings, Metrics.standard())
                        .evaluate(model, examples, KEY, EvaluationProgress.SILENT)
                        .measurements()
                        .get("activeUnits");
    }
}
