// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.annealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.annealing.AnnealedLogLikelihood.Start;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.TabularModel;

/** What evaluation makes of {@code ais}: its numbers, their kinds, and what they cost. */
class AnnealingTest {

    private static final RandomKey KEY = RandomKey.of(6);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static AnnealedLogLikelihood annealing(
            int temperatures, int chains, Start start, int examples, int simulated) {
        return StrictMapper.of(
                AnnealedLogLikelihood.class,
                Map.of(
                        "temperatures",
                        temperatures,
                        "chains",
                        chains,
                        "leapfrogSteps",
                        3,
                        "start",
                        start,
                        "examples",
                        examples,
                        "simulated",
                        simulated));
    }

    private static EvaluationSettings settings(Integer rows, AnnealedLogLikelihood ais) {
        Map<String, Object> keys = new HashMap<>(Map.of("importanceSamples", 1, "samples", 1));
        keys.put("maxDecoderRows", rows);
        keys.put("metrics", List.of(PartChoice.of("logLikelihood.ais", ais)));
        return StrictMapper.of(EvaluationSettings.class, keys);
    }

    private static JsonNode golden() {
        return LinearGaussian.cases().skip(1).findFirst().orElseThrow();
    }

    private static EvaluationResult evaluate(
            LatentVariableModel model, Examples test, EvaluationSettings settings) {
        return new Evaluator(settings, Metrics.standard())
                .evaluate(model, test, KEY, EvaluationProgress.SILENT);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void boundsOfTestDataAndOfSimulatedData(Start start) {
        LinearGaussian problem = new LinearGaussian(runtime, golden().get("input"));
        EvaluationSettings settings = settings(null, annealing(150, 5, start, 20, 60));
        EvaluationResult result = evaluate(problem.model(), problem.copies(70), settings);
        Map<String, Estimate> metrics = result.metrics();
        double known = golden().at("/expected/log_px").asDouble();
        Estimate lower = metrics.get("logLikelihood.ais");
        assertThat(lower.value()).isCloseTo(known, within(0.2));
        assertThat(lower.kind()).isEqualTo(EstimateKind.LOWER_BOUND);
        assertThat(lower.samples()).isEqualTo(5);
        assertThat(metrics.get("logLikelihood.bdmcLower").kind())
                .isEqualTo(EstimateKind.LOWER_BOUND);
        assertThat(metrics.get("logLikelihood.bdmc").kind()).isEqualTo(EstimateKind.UPPER_BOUND);
        Estimate gap = metrics.get("bdmcGap");
        assertThat(gap.value())
                .isCloseTo(
                        metrics.get("logLikelihood.bdmc").value()
                                - metrics.get("logLikelihood.bdmcLower").value(),
                        within(1e-12))
                .isBetween(-5 * gap.standardError(), 0.3);
        assertThat(metrics.get("aisAcceptance").value()).isBetween(0.5, 0.85);
        assertThat(metrics.get("aisEffectiveSampleSize").value()).isBetween(2.0, 5.0);
        assertThat(result.columns().get("logLikelihood.ais").values())
                .as("the bound of each example that it measures")
                .hasSize(20)
                .satisfies(
                        bounds ->
                                assertThat(Arrays.stream(bounds).average().orElseThrow())
                                        .isCloseTo(lower.value(), within(1e-9)));
        assertThat(result.examples())
                .containsEntry("logLikelihood.ais", 20)
                .containsEntry("logLikelihood.bdmc", 60);
    }

    @Test
    void theSameKeyGivesTheSameBytesAndNothingIsLeftBehind() {
        LinearGaussian problem = new LinearGaussian(runtime, golden().get("input"));
        EvaluationSettings settings = settings(null, annealing(10, 3, Start.PRIOR, 7, 5));
        int kept = runtime.keptTensors();
        EvaluationResult once = evaluate(problem.model(), problem.copies(9), settings);
        EvaluationResult again = evaluate(problem.model(), problem.copies(9), settings);
        assertThat(again.measurements()).isEqualTo(once.measurements());
        assertThat(runtime.keptTensors()).isEqualTo(kept);
        AnnealedLogLikelihood others = annealing(10, 3, Start.PRIOR, 7, 6);
        assertThat(
                        evaluate(problem.model(), problem.copies(9), settings(null, others))
                                .metrics()
                                .get("logLikelihood.ais"))
                .isEqualTo(once.metrics().get("logLikelihood.ais"));
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40, 1000})
    void noDecoderSeesMoreRowsThanAllowed(int rows) {
        LinearGaussian problem = new LinearGaussian(runtime, golden().get("input"));
        EvaluationSettings settings = settings(rows, annealing(5, 16, Start.PRIOR, 6, 6));
        EvaluationResult result = evaluate(problem.model(), problem.copies(6), settings);
        assertThat(problem.decoder().largest()).isLessThanOrEqualTo(rows);
        assertThat(result.metrics().get("logLikelihood.ais").samples()).isEqualTo(16);
        assertThat(result.metrics().get("logLikelihood.bdmc").value()).isFinite();
    }

    @Test
    void isSilentUnlessAskedForAndThenHeard() {
        LinearGaussian problem = new LinearGaussian(runtime, golden().get("input"));
        EvaluationSettings without =
                StrictMapper.of(EvaluationSettings.class, Map.of("importanceSamples", 1));
        assertThat(evaluate(problem.model(), problem.copies(3), without).measurements().keySet())
                .noneMatch(name -> name.contains("ais") || name.contains("bdmc"));
        List<Integer> heard = new ArrayList<>();
        new Evaluator(settings(100, annealing(10, 50, Start.PRIOR, 5, 0)), Metrics.standard())
                .evaluate(
                        problem.model(),
                        problem.copies(8),
                        KEY,
                        (metric, done, all) -> {
                            // The first says that the metric begins, of eight examples.
                            if (metric.equals("logLikelihood.ais") && all != 8) {
                                assertThat(all).isEqualTo(5);
                                heard.add(done);
                            }
                            assertThat(metric).isNotEqualTo("logLikelihood.bdmc");
                        });
        assertThat(heard).isSorted().contains(1, 2, 3, 4).endsWith(5);
        // Three blocks of ten temperatures before, and ten in earnest.
        assertThat(heard).hasSize(3 * (10 + 10));
    }

    @Test
    void discreteVariablesAreRefusedWithTheReason() {
        OneHot space = new OneHot(2, 3);
        double[] table = {-1, -2, -3, -4, -5, -6, -7, -8, -9};
        LatentVariableModel model =
                new TabularModel(
                                runtime,
                                new ToyCategorical.Family(
                                        space.variables(),
                                        space.categories(),
                                        ToyCategorical.Draws.DISCRETE),
                                new UniformCategorical(runtime, space),
                                new double[6],
                                table,
                                new KlRegistry(List.of()))
                        .model();
        EvaluationSettings settings = settings(null, annealing(5, 2, Start.PRIOR, 2, 2));
        EvaluationResult result =
                evaluate(model, Examples.real(1, new float[] {0, 0, 0}), settings);
        assertThat(result.absent())
                .containsEntry(
                        "logLikelihood.ais",
                        "Hamiltonian Monte Carlo moves values along geodesics, and onehot(2, 3) has"
                                + " none");
        assertThat(result.metrics()).doesNotContainKey("logLikelihood.bdmc");
    }
}
