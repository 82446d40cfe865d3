// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.ModelFacts.Preparation;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Records;

/** What a report says of how numbers came about. */
final class FactsTest {

    private static final Map<String, Estimate> ELBO =
            Map.of("elbo", new Estimate(-90, 0.1, "nats", EstimateKind.LOWER_BOUND, 1));

    private static List<String> said(Comparison comparison, String term) {
        return Facts.provenance(comparison).stream()
                .filter(entry -> entry.term().equals(term))
                .flatMap(entry -> entry.text().stream())
                .toList();
    }

    @Test
    void aChoiceOfSomeModelsNamesThem() {
        Map<String, String> prior = Map.of("prior", "vamp");
        Comparison comparison =
                new Records()
                        .parts(prior)
                        .run("raw", ELBO)
                        .prepared(new Preparation(null, true, Map.of(), null, null))
                        .parts(prior)
                        .run("scaled", ELBO)
                        .comparison();
        assertThat(said(comparison, "Standardization"))
                .containsExactly(
                        "mean and standard deviation of each value over the training data"
                                + " (scaled)");
        assertThat(said(comparison, "Prior")).containsExactly("vamp");
    }
}
