// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Runtimes;

/**
 * Metrics with q given a subset of the modalities. In a linear Gaussian model the encoder of {@code
 * a} is its posterior given a, and that of {@code b} has a quarter of the variance. So q is
 * calibrated given a, and not given b.
 */
final class SubsetsTest {

    private static final List<String> METRICS =
            List.of("calibration", "calibration.distance", "activeUnits");

    private static PreparedData data() {
        return TwoViews.prepared(TwoViews.ROWS);
    }

    private static Evaluator evaluator(List<String> subsets) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("importanceSamples", 10);
        settings.put(
                "subsets",
                subsets.stream()
                        .map(
                                name ->
                                        name.startsWith("calibration")
                                                ? Map.of("type", name, "examples", 400, "draws", 99)
                                                : name)
                        .toList());
        return new Evaluator(
                StrictMapper.of(EvaluationSettings.class, settings), Metrics.of(TwoViews.PLUGINS));
    }

    private static Map<String, Measurement> measured(
            TensorRuntime runtime,
            String posterior,
            Object latent,
            String inference,
            List<String> subsets) {
        LatentVariableModel model =
                TwoViews.model(
                                runtime,
                                TwoViews.part(
                                        PosteriorPart.class, posterior, Map.of("latent", latent)),
                                inference,
                                Map.of(),
                                TwoViews.part(EstimatorPart.class, "elbo", Map.of()))
                        .model();
        if (latent.equals(1)) {
            TwoViews.setLinear(model, 0.25);
        }
        return evaluator(subsets)
                .evaluate(
                        model,
                        List.of(),
                        EvaluationData.of(data()),
                        RandomKey.of(5),
                        EvaluationProgress.SILENT)
                .measurements();
    }

    private static double value(Map<String, Measurement> measured, String name) {
        assertThat(measured.get(name)).as(name).isInstanceOf(Measurement.Measured.class);
        return ((Measurement.Measured) measured.get(name)).estimate().value();
    }

    @Tag("full")
    @Test
    void calibrationIsThatOfTheSubset() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Map<String, Measurement> found =
                    measured(runtime, "diagonal-normal", 1, "moe", METRICS);
            assertThat(value(found, "calibration.a")).isZero();
            assertThat(value(found, "calibration.b")).isOne();
            assertThat(value(found, "calibration.distance.a"))
                    .isLessThan(value(found, "calibration.distance.b") / 3);
            assertThat(found).doesNotContainKeys("calibration", "calibration.a-b");
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"", "poe", "moe", "mopoe", "mmvae-plus"})
    void everyInferenceTakesSubsets(String inference) {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            boolean isPrivate = inference.equals("mmvae-plus");
            Map<String, Measurement> found =
                    measured(
                            runtime,
                            isPrivate ? "product" : "diagonal-normal",
                            isPrivate ? "normal(1) x normal(1) x normal(1)" : 2,
                            inference,
                            METRICS);
            for (String metric : METRICS) {
                for (String subset : List.of(".a", ".b")) {
                    assertThat(value(found, metric + subset)).isBetween(0.0, 3.0);
                }
            }
        }
    }

    @Test
    void whatHasNoSubsetsIsRejectedByName() {
        assertThatThrownBy(() -> evaluator(List.of("elbo")).requireFits(data()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("evaluation.subsets: 'elbo' is of the bound");
        Examples real = Examples.real(1, new float[] {1, 2});
        Dataset plain = Dataset.of("plain", DataShape.flat(1), real, real, "generated");
        PreparedData one = Preparation.NONE.apply(plain, 0);
        assertThatThrownBy(() -> evaluator(List.of("calibration")).requireFits(one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("evaluation.subsets is for data of 2 to 8 modalities");
    }

    /** Metrics that hide modalities themselves say so. */
    @Test
    void whatHidesModalitiesItselfIsAbsent() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            List<String> own = List.of("conditionalLogLikelihood");
            Map<String, Measurement> found = measured(runtime, "diagonal-normal", 1, "moe", own);
            assertThat(found.get("conditionalLogLikelihood.a"))
                    .isInstanceOfSatisfying(
                            Measurement.Absent.class,
                            absent -> assertThat(absent.reason()).contains("some are hidden"));
        }
    }
}
