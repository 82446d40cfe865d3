// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.ModelFacts.Preparation;
import org.vaelab.framework.record.NetworkLayer;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.SettingsTables;
import org.vaelab.reports.tables.Table;
import org.vaelab.testkit.reports.Records;

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
    void listsOfLayersAreWordsThatRebuildThem() {
        String config =
                "{'network':{'encoder':'layers','layers':%s,'decoder':{'type':'layers','layers':%1$s}}}";
        String list = "[{'dense':3},'gelu',{'convolution':{'channels':2,'kernel':4}}]";
        Comparison comparison =
                new Records()
                        .config(config.formatted(list).replace('\'', '"'))
                        .layers(
                                "network.encoder",
                                new NetworkLayer("dense: 3", List.of(3), 2355),
                                new NetworkLayer("dense: 2", List.of(1, 2, 1), 8))
                        .run("a", ELBO)
                        .comparison();
        assertThat(said(comparison, "Layers of network.encoder"))
                .containsExactly(
                        "dense: 3 to 3, 2,355 parameters; dense: 2 to 1x2x1, 8 parameters (added)");
        Table settings = SettingsTables.shared(comparison).orElseThrow();
        assertThat(settings.toString())
                .contains("network.encoder", "network.decoder")
                .contains("[{dense: 3}, gelu, {convolution: {channels: 2, kernel: 4}}]")
                .doesNotContain("network.layers", "network.decoder.layers");
    }

    @Test
    void aChoiceOfSomeModelsNamesThem() {
        Map<String, String> prior = Map.of("prior", "vamp");
        Comparison comparison =
                new Records()
                        .parts(prior)
                        .run("raw", ELBO)
                        .prepared(new Preparation(null, true, Map.of(), null, null, List.of()))
                        .parts(prior)
                        .run("scaled", ELBO)
                        .comparison();
        assertThat(said(comparison, "Standardization"))
                .containsExactly(
                        "mean and standard deviation of each value over the training data"
                                + " (scaled)");
        assertThat(said(comparison, "Prior")).containsExactly("vamp");
    }

    /** What is not a bit and was never meant to be one is not said to be none. */
    @Test
    void dataThatAreAsTheyAreHaveNoBinarisation() {
        Comparison comparison = new Records().run("a", ELBO).comparison();
        assertThat(said(comparison, "Data"))
                .isNotEmpty()
                .noneMatch(text -> text.contains("binaris"));
    }
}
