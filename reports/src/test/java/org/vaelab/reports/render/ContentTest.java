// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Records;
import org.vaelab.reports.figures.Figure;

final class ContentTest {

    private static Comparison comparison() {
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        metrics.put("elbo", Records.bound(-100, 1));
        metrics.put("reconstruction", Records.bound(-80, 1));
        metrics.put("kl", Records.bound(20, 1));
        metrics.put("elbo.svi", Records.bound(-97, 10));
        metrics.put(
                "amortizationGap", new Estimate(3, 0.1, "nats", EstimateKind.NOT_A_LIKELIHOOD, 10));
        return new Records().run("a", metrics).run("b", metrics).comparison();
    }

    @Test
    void aFigureStandsInOnePlace() throws IOException {
        Content content = Content.of(comparison());
        assertThat(content.figures())
                .extracting(Figure::id)
                .contains("bounds", "trade-off")
                .doesNotHaveDuplicates();
        assertThat(HtmlPage.of(content)).containsOnlyOnce("id=\"figure-bounds\"");
        assertThat(MarkdownPage.of(content)).containsOnlyOnce("figures/bounds.png");
    }
}
