// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hipparchus.exception.LocalizedCoreFormats;
import org.hipparchus.exception.MathIllegalStateException;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.testkit.reports.Records;

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
        Content content = Content.of(comparison(), List.of());
        assertThat(content.figures())
                .extracting(Figure::id)
                .contains("bounds", "trade-off")
                .doesNotHaveDuplicates();
        assertThat(HtmlPage.of(content, Set.of())).containsOnlyOnce("id=\"figure-bounds\"");
        assertThat(MarkdownPage.of(content)).containsOnlyOnce("figures/bounds-wide.png");
    }

    /** A section as a plugin has it. */
    static final class RunCount implements ReportSection {
        @Override
        public String id() {
            return "run-count";
        }

        @Override
        public String title() {
            return "Number of runs";
        }

        @Override
        public List<Section.Block> blocks(Comparison comparison) {
            return List.of(new Section.Text("There are " + comparison.runs().size() + " runs."));
        }
    }

    @Test
    void aPluginAddsASection() throws IOException {
        List<ReportSection> plugins = List.of(new RunCount());
        assertThat(Sections.ids(plugins))
                .startsWith("summary", "changes", "results")
                .endsWith("run-count");
        Content content = Content.of(comparison(), plugins);
        assertThat(HtmlPage.of(content, Set.of())).contains("<section id=\"run-count\">");
        assertThat(MarkdownPage.of(content)).endsWith("## Number of runs\n\nThere are 2 runs.\n");
    }

    /** A section with a statistic that cannot be computed. */
    public static final class Diverging implements ReportSection {
        @Override
        public String id() {
            return "diverging";
        }

        @Override
        public String title() {
            return "Diverging";
        }

        @Override
        public List<Section.Block> blocks(Comparison comparison) {
            throw new MathIllegalStateException(LocalizedCoreFormats.CONVERGENCE_FAILED);
        }
    }

    @Test
    void aStatisticThatCannotBeComputedCostsOneSection() throws IOException {
        assertThat(Content.blocks(new Diverging(), comparison()))
                .containsExactly(
                        new Section.Text("This section could not be computed: convergence failed"));
    }

    /** A section whose id is taken. */
    static final class SecondResults implements ReportSection {
        @Override
        public String id() {
            return "results";
        }

        @Override
        public String title() {
            return "Results";
        }

        @Override
        public List<Section.Block> blocks(Comparison comparison) {
            return List.of();
        }
    }

    @Test
    void twoSectionsCannotHaveOneId() {
        assertThatThrownBy(() -> Sections.ids(List.of(new SecondResults())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'results', which another section has");
    }

    @Test
    void aSourceIsCodeInBothFormats() {
        String yaml = "name: \"a\"\n# ``` <b>\nseeds: [1]\n";
        Content content =
                new Content(
                        "a",
                        "b",
                        List.of(
                                new Section(
                                        "protocol",
                                        "Protocol",
                                        List.of(new Section.Source("Config", yaml)))));
        assertThat(HtmlPage.of(content, Set.of()))
                .contains("<summary>Config</summary>", "# ``` &lt;b&gt;\nseeds: [1]</code></pre>");
        assertThat(MarkdownPage.of(content)).endsWith("Config:\n\n````\n" + yaml + "````\n");
    }
}
