// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.reports.figures.Bounds;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.tables.HtmlTable;
import org.vaelab.reports.tables.MetricsTable;
import org.vaelab.testkit.reports.Records;

final class BoundSlackTest {

    private static Map<String, Estimate> metrics(double bound, double refined) {
        Map<String, Estimate> all = new LinkedHashMap<>();
        all.put("logLikelihood", Records.bound(bound, 500));
        all.put("elbo.svi", Records.bound(refined - 1, 10));
        all.put("amortizationGap", new Estimate(3, 0.1, "nats", EstimateKind.NOT_A_LIKELIHOOD, 10));
        all.put("logLikelihood.refined", Records.bound(refined, 500));
        return all;
    }

    /**
     * b is 0.5 below a and its refined bound 1.4 above its own; c is 2 below, of which 1.4 is
     * little.
     */
    private static Comparison comparison() {
        return new Records()
                .run("a", metrics(-98, -97.5))
                .run("b", metrics(-98.5, -97.1))
                .run("c", metrics(-100, -98.6))
                .comparison();
    }

    @Test
    void differencesBelowTheSlackAreNotSettled() {
        Comparison comparison = comparison();
        Map<ComparedModel, BoundSlack> found = BoundSlack.unsettled(comparison);
        assertThat(found.keySet()).extracting(ComparedModel::name).containsExactly("b");
        BoundSlack b = found.get(comparison.models().get(1));
        assertThat(b.above()).containsExactly("a");
        assertThat(b.nats()).isCloseTo(1.4, within(1e-9));
        assertThat(b.by()).isEqualTo("log p(x) by refined q");
        assertThat(HtmlTable.of(MetricsTable.of(comparison)))
                .contains(
                        "This bound of b is 1.4 nats below log p(x) by refined q of the same data, more"
                                + " than it is below that of a: which generative model is better is"
                                + " not settled.")
                .doesNotContain("This bound of c");
    }

    @Test
    void withoutAnotherBoundNothingIsSaid() {
        Comparison comparison =
                new Records()
                        .runs("a", "logLikelihood", 500, -98)
                        .runs("b", "logLikelihood", 500, -98.1)
                        .comparison();
        assertThat(BoundSlack.unsettled(comparison)).isEmpty();
        assertThat(Bounds.of(comparison)).isEmpty();
        // A refined bound that is lower is no slack.
        assertThat(BoundSlack.unsettled(new Records().run("a", metrics(-98, -99)).comparison()))
                .isEmpty();
    }

    @Test
    void theFigureHasAllBoundsOfTheSameData() {
        Figure figure = Bounds.of(comparison()).orElseThrow();
        assertThat(figure.csv())
                .contains("b,ELBO of the model's inference,-101.1")
                .contains("b,ELBO by svi,-98.1")
                .contains("b,log p(x),-98.5")
                .contains("b,log p(x) by refined q,-97.1");
        assertThat(figure.svg(Width.COLUMN)).contains("<svg");
        assertThat(figure.latex(Width.COLUMN)).contains("yticklabels");
    }
}
