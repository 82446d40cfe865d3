// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.Timing;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.figures.HealthCurves;
import org.vaelab.reports.tables.ModelTables;
import org.vaelab.reports.tables.Table;
import org.vaelab.testkit.reports.Records;

/** Captions and notes promise what is there, and no more. */
final class CaptionsTest {

    private static final Map<String, Estimate> ELBO = Map.of("elbo", Records.bound(-100, 1));

    @TempDir Path folder;

    private static Timing timing(double firstStep) {
        return new Timing(new Timing.StepMillis(1, 2), null, firstStep, 5, 1, 500);
    }

    /** The peak of a process is that of all runs so far. */
    @Test
    void peakMemoryIsShownWhereEachRunHasAProcess() {
        Records records = new Records().timing(timing(3)).run("a", ELBO).run("b", ELBO);
        Table own = ModelTables.cost(records.comparison());
        assertThat(own.columns()).extracting(Table.Column::title).contains("Peak memory");
        records.timing(timing(Double.NaN)).run("b", ELBO);
        Table shared = ModelTables.cost(records.comparison());
        assertThat(shared.columns()).extracting(Table.Column::title).doesNotContain("Peak memory");
        assertThat(shared.caption()).contains("Peak memory: left out");
    }

    @Test
    void parametersPromiseNoState() {
        Records records = new Records().trained(Map.of("encoder", 5L)).run("a", ELBO);
        assertThat(ModelTables.parameters(records.comparison()).orElseThrow().caption())
                .endsWith("a model that has a state updates it itself.");
    }

    private Comparison observed(String signal, HealthFinding... findings) throws IOException {
        return Observed.comparison(
                folder, -100, List.of(Map.of(signal, 1.0), Map.of(signal, 2.0)), List.of(findings));
    }

    @Test
    void signalsOfOneSeedWithoutFindings() throws IOException {
        Comparison comparison = observed("z.codePerplexity");
        assertThat(HealthCurves.of(comparison).orElseThrow().caption())
                .isEqualTo(
                        "What the health monitor observed, on a fixed batch of training examples;"
                                + " of several seeds the mean.");
        assertThat(HealthCurves.of(comparison).orElseThrow().alternative())
                .contains("z: code perplexity per position");
    }

    @Test
    void signalsWithAFinding() throws IOException {
        HealthFinding finding = new HealthFinding(50, "posteriorCollapse", "", "seen", "remedy");
        Comparison comparison = observed("validationBound", finding);
        assertThat(HealthCurves.of(comparison).orElseThrow().caption())
                .endsWith("validation bound is on validation examples. The points mark findings.");
        Table table = ModelTables.health(comparison).orElseThrow();
        assertThat(table.rows().get(0)).extracting(Table.Cell::text).contains("posterior collapse");
    }

    /** Parts are not measured where the whole is not: the reason is that of the whole. */
    @Test
    void aPartIsAbsentForTheReasonOfItsWhole() {
        Comparison comparison =
                new Records()
                        .run("a", Map.of("error.step.1", Records.bound(1, 1)))
                        .absent(Map.of("error", "too few draws"))
                        .run("b", ELBO)
                        .absent(Map.of("error", "too few draws", "error.step.1", "no step"))
                        .run("c", ELBO)
                        .absent(Map.of("err", "another"))
                        .run("d", ELBO)
                        .comparison();
        assertThat(MeasuredMetric.ofAll(comparison, comparison.metric("error.step.1")))
                .extracting(of -> of.absence().orElse("none"))
                .containsExactly("none", "too few draws", "no step", "none");
    }

    @Test
    void sentencesAreNotJoinedBySemicolons() {
        Section.Entries entries =
                new Section.Entries(
                        List.of(
                                new Section.Entry("a", List.of("One.", "two.", "Three."), false),
                                new Section.Entry("b", List.of("x", "y"), false)),
                        List.of());
        assertThat(MarkdownPage.of(List.of(entries)))
                .contains("**a**: One. two. Three.", "**b**: x; y");
    }
}
