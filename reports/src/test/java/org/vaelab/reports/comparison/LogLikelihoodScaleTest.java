// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.testkit.reports.Records;

/** Whether one metric is a linear function of another. */
final class LogLikelihoodScaleTest {

    /** Two runs lie on a line, whatever the metrics are. */
    @ParameterizedTest
    @CsvSource({
        "SCORE, 2, false",
        "SCORE, 3, true",
        "SCALED_LOG_LIKELIHOOD, 2, true",
        "SCALED_LOG_LIKELIHOOD, 1, false",
    })
    void twoRunsTellNothingOfAScore(MetricRole role, int runs, boolean isLine) {
        Records records = new Records();
        records.describing(
                "score",
                MetricDescription.of("Score", MetricDescription.Direction.LOWER, "A score.")
                        .as(role));
        for (int i = 0; i < runs; i++) {
            Map<String, Estimate> metrics = new LinkedHashMap<>();
            metrics.put("elbo", Records.bound(-100 + i * i, 1));
            metrics.put(
                    "score",
                    Estimate.withoutError(50 - 2.0 * i * i, "1", EstimateKind.NOT_A_LIKELIHOOD, 1));
            records.run("vae", metrics);
        }
        Comparison comparison = records.comparison();
        ReportedMetric bound = metric(comparison, "elbo");
        assertThat(
                        LogLikelihoodScale.between(comparison, bound, metric(comparison, "score"))
                                .map(LogLikelihoodScale::slope))
                .isEqualTo(isLine ? Optional.of(-2.0) : Optional.empty());
    }

    private static ReportedMetric metric(Comparison comparison, String name) {
        return comparison.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
