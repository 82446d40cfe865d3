// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.reports.tables.HtmlTable;
import org.vaelab.reports.tables.MetricsTable;
import org.vaelab.testkit.reports.Records;

/**
 * The ELBO and log p(x) are compared on the same test examples, and few effective draws are said.
 */
final class BoundOrderTest {

    /**
     * Examples whose second half, without an estimate of log p(x), has a higher bound by 4 nats.
     */
    private static Comparison comparison(double gap) {
        double[] elbo = new double[200];
        double[] weighted = new double[200];
        for (int i = 0; i < elbo.length; i++) {
            elbo[i] = -20 + 3 * Math.sin(i) + (i < 100 ? 0 : 4);
            weighted[i] = i < 100 ? elbo[i] + gap + 0.2 * Math.cos(5.0 * i) : Double.NaN;
        }
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        metrics.put("elbo", Records.bound(mean(elbo), 1));
        metrics.put("logLikelihood", Records.bound(mean(weighted), 500));
        return new Records()
                .perDatum(Map.of("elbo", elbo, "logLikelihood", weighted))
                .run("a", metrics)
                .run("a", metrics)
                .comparison();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).average().orElseThrow();
    }

    @Test
    void anElboOverMoreExamplesHasAFootnote() {
        Comparison comparison = comparison(0.3);
        BoundOrder order = BoundOrder.of(comparison, comparison.models().get(0)).orElseThrow();
        assertThat(order.isShownAbove()).isTrue();
        assertThat(order.isWrong()).isFalse();
        assertThat(order.difference().mean()).isCloseTo(-0.3, within(0.05));
        assertThat(HtmlTable.of(MetricsTable.of(comparison)))
                .contains(
                        "Over 100 of the 200 test examples of the ELBO. On these the ELBO is −19.99");
        assertThat(HtmlTable.of(MetricsTable.of(comparison(5)))).doesNotContain("Over 100 of");
    }

    @Test
    void anElboAboveTheOtherBoundOfTheSameExamplesIsAFinding() {
        Comparison comparison = comparison(-0.3);
        BoundOrder order = BoundOrder.of(comparison, comparison.models().get(0)).orElseThrow();
        assertThat(order.isWrong()).isTrue();
    }

    private static List<String> unreliable(double size, long draws) {
        Comparison comparison =
                new Records()
                        .run(
                                "a",
                                Map.of(
                                        "effectiveSampleSize",
                                        Estimate.withoutError(
                                                size, "1", EstimateKind.NOT_A_LIKELIHOOD, draws)))
                        .comparison();
        return ModelDifference.unreliable(comparison, comparison.models().get(0));
    }

    @Test
    void fewEffectiveDrawsAreSaidWithoutAKHat() {
        assertThat(unreliable(1, 20))
                .containsExactly("Only 1.0 of 20 draws of log p(x) count for a (median ESS)");
        assertThat(unreliable(9.9, 200)).hasSize(1);
        assertThat(unreliable(10.1, 200)).isEmpty();
        assertThat(unreliable(3, 5)).isEmpty();
    }
}
