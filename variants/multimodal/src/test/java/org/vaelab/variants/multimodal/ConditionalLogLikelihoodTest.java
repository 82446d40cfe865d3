// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Runtimes;

/**
 * The conditional log p(x) of a linear Gaussian model. Its expert of {@code b} is the posterior
 * given b, or has a 400th of its variance. The exact values of the model are those of scipy.
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

    private static EvaluationResult evaluated(
            String inference, double narrow, int draws, double[]... rows) {
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
            TwoViews.setLinear(model, narrow);
            EvaluationSettings settings =
                    StrictMapper.of(
                            EvaluationSettings.class,
                            Map.of("importanceSamples", draws, "metrics", List.of(NAME)));
            return new Evaluator(settings, Metrics.of(TwoViews.PLUGINS))
                    .evaluate(
                            model,
                            List.of(),
                            EvaluationData.of(TwoViews.prepared(rows)),
                            RandomKey.of(5),
                            EvaluationProgress.SILENT);
        }
    }

    private static double value(EvaluationResult result, String part) {
        return result.metrics().get(NAME + part).value();
    }

    /**
     * log p_q(a given b), of z ~ N(m, v), a ~ N(z w, 0.36 I) with w = (0.9, -0.4), as q given b has
     * it.
     */
    private static double exactOfA(double narrow) {
        double precision = 1 + 0.49 / 0.64;
        double v = narrow / precision;
        double squared = 0.81 + 0.16;
        double sum = 0;
        for (double[] row : rows()) {
            double m = 0.7 / 0.64 / precision * row[2];
            double first = row[0] - 0.9 * m;
            double second = row[1] + 0.4 * m;
            double along = 0.9 * first - 0.4 * second;
            double distance =
                    (first * first + second * second) / 0.36
                            - along * along * v / (0.36 * 0.36) / (1 + v * squared / 0.36);
            double logDeterminant = 2 * Math.log(0.36) + Math.log1p(v * squared / 0.36);
            sum += -0.5 * (distance + logDeterminant) - Math.log(2 * Math.PI);
        }
        return sum / rows().length;
    }

    @Test
    void withThePosteriorItIsTheConditionalOfTheModel() {
        assertThat(exactOfA(1)).isCloseTo(JOINT - OF_B, within(1e-9));
        assertThat(exactOfA(1.0 / 400)).isLessThan(exactOfA(1) - 0.2);
    }

    /**
     * The exact value is covered with few draws and with many, by a q given b that is the posterior
     * and by one that is much narrower. The allowed error is five standard errors.
     */
    @ParameterizedTest
    @CsvSource({"1, 50", "0.0025, 50"})
    void itCoversTheExactValue(double narrow, int draws) {
        EvaluationResult result = evaluated("moe", narrow, draws, rows());
        double allowed = 0.3 / Math.sqrt(draws);
        assertThat(value(result, ".a")).isCloseTo(exactOfA(narrow), within(allowed));
        assertThat(value(result, ".b")).isCloseTo(JOINT - OF_A, within(allowed));
        assertThat(value(result, ""))
                .isCloseTo(value(result, ".a") + value(result, ".b"), within(1e-12));
        assertThat(result.metrics().get(NAME).kind()).isEqualTo(EstimateKind.LOWER_BOUND);
        assertThat(result.descriptions().get(NAME).direction()).isEqualTo(Direction.HIGHER);
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"1, 2000", "0.0025, 2000"})
    void itCoversTheExactValueWithManyDraws(double narrow, int draws) {
        itCoversTheExactValue(narrow, draws);
    }

    /** Examples that lack a modality have no part in it. */
    @Test
    void missingModalitiesDoNotMoveIt() {
        double[][] rows = rows();
        for (int i = 0; i < 12; i++) {
            rows[3 * i][2] = Double.NaN;
        }
        double[][] complete =
                Arrays.stream(rows).filter(r -> !Double.isNaN(r[2])).toArray(double[][]::new);
        assertThat(complete.length).isLessThan(rows.length);
        for (double narrow : new double[] {1, 1.0 / 400}) {
            assertThat(value(evaluated("moe", narrow, 50, rows), ""))
                    .isEqualTo(value(evaluated("moe", narrow, 50, complete), ""));
        }
    }

    /** Of 2 + 2 draws no tail is fitted. */
    @Test
    void fewDrawsHaveNoKHatAndACaveat() {
        EvaluationResult result = evaluated("poe", 1.0 / 400, 2, rows());
        assertThat(result.metrics())
                .containsKey(NAME + ".a")
                .doesNotContainKey(NAME + ".a.paretoK");
        assertThat(result.caveats().get(NAME)).contains("few draws");
    }

    @Test
    void aProbabilityIsAtMostOne() {
        Modality a = TwoViews.of(rows()).form().modalities().get(0);
        double[] logs = {-1, 0.5};
        assertThat(
                        ConditionalLogLikelihood.possible(
                                DataMeasure.of(DataMeasure.COUNTING, 3), a, logs))
                .containsExactly(-1, 0);
        assertThat(
                        ConditionalLogLikelihood.possible(
                                DataMeasure.of(DataMeasure.LEBESGUE, 3), a, logs))
                .containsExactly(-1, 0.5);
    }
}
