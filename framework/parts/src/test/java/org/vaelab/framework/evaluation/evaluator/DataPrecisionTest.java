// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.Runtimes;

/**
 * Where q is the exact posterior, every draw has p(x, z) / q(z given x) = p(x), so that nothing but
 * rounding parts an estimate from log p(x). Of data in single precision this was 1.6e-7.
 */
class DataPrecisionTest {

    private static final int IMPORTANCE_SAMPLES = 20;

    /** Golden cases with one latent dimension, q replaced by the posterior. */
    static Stream<JsonNode> exactPosteriors() {
        return LinearGaussian.cases()
                .filter(golden -> golden.at("/input/q_mean").size() == 1)
                .map(
                        golden -> {
                            ObjectNode input = golden.get("input").deepCopy();
                            JsonNode expected = golden.get("expected");
                            double variance = expected.at("/posterior_cov/0/0").asDouble();
                            input.set("q_mean", expected.get("posterior_mean"));
                            input.putArray("q_std").add(Math.sqrt(variance));
                            ObjectNode exact = golden.deepCopy();
                            exact.set("input", input);
                            return exact;
                        });
    }

    @ParameterizedTest
    @MethodSource("exactPosteriors")
    void anExactPosteriorMeetsTheLikelihood(JsonNode golden) {
        double expected = golden.at("/expected/log_px").asDouble();
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LinearGaussian model = new LinearGaussian(runtime, golden.get("input"));
            assertThat(logLikelihood(model, ValuePrecision.DOUBLE))
                    .isCloseTo(expected, within(1e-12 * (1 + Math.abs(expected))));
            // The assertion above can fail: rounded data are further away than it allows.
            assertThat(Math.abs(logLikelihood(model, ValuePrecision.SINGLE) - expected))
                    .isBetween(1e-11, 1e-5);
        }
    }

    private static double logLikelihood(LinearGaussian model, ValuePrecision precision) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                IMPORTANCE_SAMPLES,
                                "samples",
                                1,
                                "kl",
                                KlMode.MONTE_CARLO));
        return new Evaluator(settings, Metrics.standard())
                .evaluate(
                        model.model(),
                        model.copies(3).in(precision),
                        RandomKey.of(1),
                        EvaluationProgress.SILENT)
                .metrics()
                .get("logLikelihood")
                .value();
    }
}
