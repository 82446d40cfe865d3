// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.internal.evaluator.Evaluator;
import org.vaelab.framework.evaluation.internal.evaluator.Metrics;
import org.vaelab.framework.likelihood.BaseMeasure;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.problem.Runtimes;

/**
 * The conditional log p(x) of a linear Gaussian model whose expert of {@code b} has a 400th of the variance of the
 * posterior. The exact values are those of scipy.
 */
final class ConditionalLogLikelihoodTest {

    private static final String NAME = "conditionalLogLikelihood";

    private static final double JOINT = -3.524273351632642;
    private static final double OF_A = -2.193298538511542;
    private static final double OF_B = -1.268206506022648;

    private static double[][] rows() {
        return IntStream.range(0, 40)
                .mapToObj(
                        i ->
                                new double[] {
                                    1.1 * Math.sin(i + 0.3),
                                    0.8 * Math.cos(2.0 * i),
                                    1.2 * Math.sin(3.0 * i + 1)
                                })
                .toArray(double[][]::new);
    }

    private static EvaluationResult evaluated(String inference, int draws) {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LatentVariableModel model =
                    TwoViews.model(
                                    runtime,
                                    TwoViews.part(
                                            PosteriorPart.class,
                                            "diagonal-normal",
                                            Map.of("latent", 1)),
                                    inference,
                                    Map.of(),
                                    TwoViews.part(EstimatorPart.class, "elbo", Map.of()))
                            .model();
            TwoViews.setLinear(model, 1.0 / 400);
            EvaluationSettings settings =
                    StrictMapper.of(
                            EvaluationSettings.class,
                            Map.of("importanceSamples", draws, "metrics", List.of(NAME)));
            return new Evaluator(settings, Metrics.of(TwoViews.PLUGINS))
                    .evaluate(
                            model,
                            List.of(),
                            EvaluationData.of(TwoViews.prepared(rows())),
                            RandomKey.of(5),
                            EvaluationProgress.SILENT);
        }
    }

    private static double value(EvaluationResult result, String part) {
        return result.metrics().get(NAME + part).value();
    }

    /** With q given b alone as the proposal, log p(b) would be -2.94. The allowed error is five standard errors. */
    @Test
    void aNarrowExpertDoesNotBiasIt() {
        EvaluationResult result = evaluated("moe", 1000);
        assertThat(value(result, ".joint")).isCloseTo(JOINT, within(0.015));
        assertThat(value(result, ".a.others")).isCloseTo(OF_B, within(0.015));
        assertThat(value(result, ".b.others")).isCloseTo(OF_A, within(0.015));
        assertThat(value(result, ".a")).isCloseTo(JOINT - OF_B, within(0.02));
        assertThat(value(result, ".b")).isCloseTo(JOINT - OF_A, within(0.02));
        assertThat(value(result, ".a") - value(result, ".b"))
                .isCloseTo(value(result, ".b.others") - value(result, ".a.others"), within(1e-12));
        assertThat(value(result, ""))
                .isCloseTo(value(result, ".a") + value(result, ".b"), within(1e-12));
        assertThat(value(result, ".b.paretoK")).isBetween(0.0, 1.0);
        assertThat(result.descriptions().get(NAME).direction()).isEqualTo(Direction.NEITHER);
    }

    /** Of 2 + 2 draws no tail is fitted. */
    @Test
    void fewDrawsHaveNoKHatAndACaveat() {
        EvaluationResult result = evaluated("poe", 2);
        assertThat(result.metrics())
                .containsKey(NAME + ".a")
                .doesNotContainKey(NAME + ".a.paretoK");
        assertThat(result.caveats().get(NAME)).contains("few draws");
    }

    @Test
    void aProbabilityAboveOneIsAnError() {
        Modality a = TwoViews.of(rows()).modalities().get(0);
        BaseMeasure counting = BaseMeasure.of(BaseMeasure.COUNTING, 3);
        BaseMeasure lebesgue = BaseMeasure.of(BaseMeasure.LEBESGUE, 3);
        Estimate above = new Estimate(0.5, 0.2, "nats", EstimateKind.NOT_A_LIKELIHOOD, 10);
        assertThatThrownBy(() -> ConditionalLogLikelihood.requirePossible(counting, a, above, 5))
                .isInstanceOf(UndefinedMetricException.class)
                .hasMessageContaining("log p(a given the others) is estimated as 0.5")
                .hasMessageContaining("raise evaluation.importanceSamples (5)");
        assertThatCode(
                        () -> {
                            ConditionalLogLikelihood.requirePossible(lebesgue, a, above, 5);
                            ConditionalLogLikelihood.requirePossible(
                                    counting,
                                    a,
                                    new Estimate(
                                            0.3, 0.2, "nats", EstimateKind.NOT_A_LIKELIHOOD, 10),
                                    5);
                        })
                .doesNotThrowAnyException();
    }
}
