// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.ModelFacts.Preparation;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.testkit.reports.Records;

class MetricsTableTest {

    private static Table of(Records records) {
        return MetricsTable.of(records.comparison());
    }

    /** Of the columns of metrics. */
    private static List<String> details(Table table) {
        return table.columns().stream().skip(2).map(Table.Column::detail).toList();
    }

    private static List<Cell> column(Table table, int column) {
        return table.rows().stream().map(row -> row.get(column)).toList();
    }

    private static List<Emphasis> emphasis(Table table) {
        return column(table, 2).stream().map(Cell::emphasis).toList();
    }

    @Test
    void meansWithIntervalsAndTheBestInBold() {
        Table table =
                of(
                        new Records()
                                .runs("a", "elbo", 1, -100, -101, -102)
                                .runs("b", "elbo", 1, -98, -98.5, -99));
        // Half-width: t(0.975, 2) / sqrt(3) = 4.3027 / 1.7321 = 2.484 standard deviations.
        assertThat(column(table, 2))
                .extracting(Cell::text)
                .containsExactly("−101.0 ± 2.5", "−98.5 ± 1.2");
        assertThat(emphasis(table)).containsExactly(Emphasis.PLAIN, Emphasis.BEST);
        assertThat(table.columns().get(2).title()).isEqualTo("ELBO ↑");
        assertThat(table.columns().get(2).detail()).isEqualTo("nats · lower bound · K = 1");
        assertThat(table.notes()).isEmpty();
    }

    @Test
    void aBoldMeanThatIsNotSettledSaysSo() {
        Table table =
                MetricsTable.of(
                        new Records()
                                .runs("best", "elbo", 1, -1, -1.1, -1.2)
                                .runs("wide", "elbo", 1, -1, -30, -3)
                                .runs("worse", "elbo", 1, -50, -50.1, -50.2)
                                .comparison());
        assertThat(emphasis(table)).containsExactly(Emphasis.BEST, Emphasis.BEST, Emphasis.PLAIN);
        assertThat(table.column(2))
                .extracting(Cell::marks)
                .containsExactly(List.of(), List.of("a"), List.of());
        assertThat(table.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.text()).startsWith("Not settled: "));
    }

    @Test
    void smallerIsBetterWhereItIs() {
        Table table =
                of(
                        new Records()
                                .runs("a", "bitsPerDimension", 1, 3.5, 3.51, 3.5)
                                .runs("b", "bitsPerDimension", 1, 3.2, 3.2, 3.21));
        assertThat(emphasis(table)).containsExactly(Emphasis.PLAIN, Emphasis.BEST);
    }

    @Test
    void noDirectionNoRank() {
        Table table = of(new Records().runs("a", "kl", 1, 3.5).runs("b", "kl", 1, 3.2));
        assertThat(emphasis(table)).containsOnly(Emphasis.PLAIN);
    }

    @Test
    void unlikeKindsAreNeverRanked() {
        Estimate unbiased = new Estimate(-90, 1, "nats", EstimateKind.UNBIASED_ESTIMATE, 1);
        Table table =
                of(new Records().runs("a", "elbo", 1, -100).run("b", Map.of("elbo", unbiased)));
        assertThat(emphasis(table)).containsOnly(Emphasis.PLAIN);
        assertThat(table.columns().get(2).detail()).isEqualTo("nats · not ranked");
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .contains(
                        "This value: nats · lower bound · K = 1.",
                        "This value: nats · estimate · K = 1.",
                        "Not ranked: not comparable with values on other grounds.")
                .doesNotHaveDuplicates();
    }

    /** The model without the caveat has no note. */
    @Test
    void aCaveatIsANoteOfItsCell() {
        Estimate near = new Estimate(15.3, 0.1, "nats", EstimateKind.NOT_A_LIKELIHOOD, 1);
        Comparison comparison =
                new Records()
                        .run("a", Map.of("totalCorrelation", near))
                        .caveat("totalCorrelation", "it is near log N")
                        .run("b", Map.of("totalCorrelation", near))
                        .comparison();
        Table table = MetricsTable.diagnostics(comparison).orElseThrow();
        assertThat(table.notes()).extracting(Table.Note::text).containsExactly("It is near log N.");
        assertThat(table.rows().get(0).get(1).marks()).isEmpty();
        assertThat(table.rows().get(1).get(1).marks()).hasSize(1);
    }

    /** 0.85 ± 0.64 of two seeds. */
    @Test
    void anIntervalIsCutToTheRangeOfTheMetric() {
        MetricDescription share = MetricDescription.of("Share", Direction.HIGHER, "A share.");
        String cut = "Cut to the range of the metric, the interval is from 0.21 to 1.0.";
        for (boolean isKnown : new boolean[] {false, true}) {
            Table table =
                    of(
                            new Records()
                                    .describing("share", isKnown ? share.within(0, 1) : share)
                                    .runs("a", "share", 1, 0.8, 0.9));
            assertThat(table.notes())
                    .extracting(Table.Note::text)
                    .containsExactlyElementsOf(isKnown ? List.of(cut) : List.of());
        }
    }

    @Test
    void manyDiagnosticsHaveARowEach() {
        Map<String, Estimate> many = new LinkedHashMap<>();
        for (int i = 0; i < 12; i++) {
            many.put("other" + i, Records.bound(i, 1));
        }
        Table table = diagnostics(many);
        assertThat(table.columns())
                .extracting(Table.Column::title)
                .containsExactly("Diagnostic", "Unit", "a (baseline)", "b");
        assertThat(table.rows()).hasSize(12);
        assertThat(table.column(3)).extracting(Cell::value).startsWith(0.0, 1.0);
        many.keySet().removeIf(name -> name.length() > 6 || name.compareTo("other8") >= 0);
        assertThat(diagnostics(many).columns()).hasSize(9);
    }

    private static Table diagnostics(Map<String, Estimate> metrics) {
        Comparison comparison = new Records().run("a", metrics).run("b", metrics).comparison();
        return MetricsTable.diagnostics(comparison).orElseThrow();
    }

    @Test
    void unlikeKAndUnlikeDataAreFlagged() {
        Table k =
                of(
                        new Records()
                                .runs("a", "logLikelihood", 500, -90)
                                .runs("b", "logLikelihood", 5000, -89));
        assertThat(emphasis(k)).containsOnly(Emphasis.PLAIN);
        assertThat(k.notes())
                .extracting(Table.Note::text)
                .anyMatch(text -> text.contains("K = 5,000"))
                .anyMatch(text -> text.contains("not comparable"));
        Table data =
                of(
                        new Records()
                                .on("logLikelihood", 1000)
                                .runs("a", "logLikelihood", 500, -90)
                                .on("logLikelihood", 10_000)
                                .runs("b", "logLikelihood", 500, -89));
        assertThat(emphasis(data)).containsOnly(Emphasis.PLAIN);
        assertThat(data.columns().get(2).detail()).contains("not ranked");
    }

    @Test
    void densitiesAndProbabilitiesOrUnlikeDataAreNeverRanked() {
        Table likelihoods =
                of(
                        new Records()
                                .measuredBy("Lebesgue")
                                .runs("a", "elbo", 1, -100)
                                .measuredBy("counting")
                                .runs("b", "elbo", 1, -90));
        assertThat(emphasis(likelihoods)).containsOnly(Emphasis.PLAIN);
        assertThat(likelihoods.notes())
                .extracting(Table.Note::text)
                .anyMatch(text -> text.endsWith("values as they are, a density."));
        assertThat(details(likelihoods)).containsExactly("nats · lower bound · K = 1 · not ranked");
        Table data =
                of(
                        new Records()
                                .runs("a", "elbo", 1, -100)
                                .binarised("dynamic")
                                .runs("b", "elbo", 1, -90));
        assertThat(emphasis(data)).containsOnly(Emphasis.PLAIN);
        assertThat(data.notes())
                .extracting(Table.Note::text)
                .anyMatch(text -> text.contains("bits drawn under evaluation seed 0."));
    }

    @Test
    void unlikeDataOfOneNameAreNeverRanked() {
        Table table =
                of(
                        new Records()
                                .data("aa01", "4")
                                .runs("a", "elbo", 1, -100)
                                .data("bb02", "4")
                                .runs("b", "elbo", 1, -90));
        assertThat(emphasis(table)).containsOnly(Emphasis.PLAIN);
        assertThat(table.columns().get(2).detail()).contains("not ranked");
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .anyMatch(text -> text.contains("toy of 4 values each, checksum aa01, "))
                .anyMatch(text -> text.contains("toy of 4 values each, checksum bb02, "));
    }

    @Test
    void staticAndDynamicBinarisationAreRanked() {
        Table table =
                of(
                        new Records()
                                .binarised("static(7)")
                                .runs("a", "elbo", 1, -100, -100.1)
                                .binarised("dynamic")
                                .runs("b", "elbo", 1, -90, -90.2));
        assertThat(emphasis(table)).contains(Emphasis.BEST);
    }

    @Test
    void seedsOfOneModelThatDifferInKHaveNoMean() {
        Table table =
                of(
                        new Records()
                                .runs("a", "logLikelihood", 500, -90)
                                .runs("a", "logLikelihood", 50, -91));
        assertThat(column(table, 2)).extracting(Cell::text).containsExactly("–");
        assertThat(table.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.text()).contains("they have no mean"));
    }

    @Test
    void failedRunsStayVisible() {
        Table table =
                of(
                        new Records()
                                .runs("a", "elbo", 1, -100, -101)
                                .runs("b", "elbo", 1, -99)
                                .failed("b")
                                .failed("c")
                                .failed("c"));
        assertThat(column(table, 1))
                .extracting(Cell::text)
                .containsExactly("2", "1 of 2", "0 of 2");
        Cell failed = column(table, 2).get(2);
        assertThat(failed.text()).isEqualTo("failed");
        assertThat(failed.marks()).hasSize(2);
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .contains("The run of b with seed 2 failed at step 7: the loss is NaN.");
    }

    @Test
    void undefinedValuesAreNotAveragedAway() {
        Table table = of(new Records().runs("a", "elbo", 1, -100, Double.NaN));
        assertThat(column(table, 2)).extracting(Cell::text).containsExactly("–");
        assertThat(table.notes())
                .singleElement()
                .satisfies(
                        note ->
                                assertThat(note.text())
                                        .isEqualTo("Not a finite number for a, seed 2."));
    }

    @Test
    void oneSeedHasNoInterval() {
        Table table = of(new Records().runs("a", "elbo", 1, -100, -101).runs("b", "elbo", 1, -99));
        Cell one = column(table, 2).get(1);
        assertThat(one.text()).isEqualTo("−99.0");
        assertThat(HtmlTable.of(table)).contains("−99.0<sup>a</sup><span class=\"ghost\"");
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .containsExactly("1 seed: there is no interval.");
    }

    /** In bits a density of levels that were spread over their bins compares with a probability. */
    @Test
    void bitsOfDequantisedLevelsCompareWithThoseOfLevels() {
        Estimate bits = new Estimate(3.5, 0.01, "bits/dim", EstimateKind.UPPER_BOUND, 500);
        Estimate nats = new Estimate(-90, 0.01, "nats", EstimateKind.LOWER_BOUND, 500);
        Map<String, Estimate> metrics = Map.of("bitsPerDimension", bits, "logLikelihood", nats);
        Records records =
                new Records()
                        .measuredBy("counting")
                        .run("levels", metrics)
                        .measuredBy("Lebesgue")
                        .prepared(
                                new Preparation("uniform", false, Map.of(), null, null, List.of()))
                        .run("spread", metrics);
        assertThat(details(of(records)))
                .containsExactlyInAnyOrder(
                        "nats · lower bound · K = 500 · not ranked",
                        "bits/dim · upper bound · K = 500");
    }

    /** K of each datum differs between models that were measured for the same error. */
    @Test
    void estimatesForOneStandardErrorCompareWhateverTheNumberOfDraws() {
        Estimate few = new Estimate(-90, 0.01, "nats", EstimateKind.LOWER_BOUND, 700);
        Estimate many = new Estimate(-91, 0.01, "nats", EstimateKind.LOWER_BOUND, 9000);
        Records records =
                new Records()
                        .run("a", Map.of("logLikelihood", few.withSamplesFor(0.1)))
                        .run("b", Map.of("logLikelihood", many.withSamplesFor(0.1)));
        assertThat(details(of(records)))
                .containsExactly("nats · lower bound · K for an error of 0.1");
        records.run("c", Map.of("logLikelihood", many));
        Table table = of(records);
        assertThat(details(table)).containsExactly("nats · lower bound · K for an error of 0.1");
        assertThat(table.notes()).hasSize(2).first().asString().contains("K = 9,000");
    }
}
