// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.FinalMetric;
import org.vaelab.reports.tables.BaselineTable;
import org.vaelab.reports.tables.MetricsTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.testkit.reports.Records;

/**
 * What a likelihood is a density of, what it is given, exact values beside bounds, and data sets.
 */
class ComparableValuesTest {

    private static final String BITS = "bitsPerDimension";
    private static final String LOG = "logLikelihood";

    private static Map<String, Estimate> both(double nats, double bits) {
        return Map.of(
                LOG,
                Records.bound(nats, 20),
                BITS,
                new Estimate(bits, 0.01, "bits/dim", EstimateKind.UPPER_BOUND, 20));
    }

    private static Records counts(Records records, String measure, String given) {
        return given.isEmpty() ? records.measuredBy(measure) : records.measuredBy(measure, given);
    }

    private static void assertApart(Comparison comparison, String reason) {
        for (String metric : List.of(LOG, BITS)) {
            assertThat(MeasuredMetric.largestGroup(all(comparison, metric))).hasSize(1);
            assertThat(Leaders.of(comparison, comparison.metric(metric))).isEmpty();
        }
        assertThat(FinalMetric.of(comparison)).isEmpty();
        assertThat(ModelDifferenceTest.paired(comparison)).isEmpty();
        Table baseline = BaselineTable.of(comparison, comparison.metrics()).orElseThrow();
        assertThat(baseline.columns()).noneMatch(column -> column.title().equals("p"));
        assertThat(baseline.notes()).singleElement().asString().contains(reason);
    }

    private static List<MeasuredMetric> all(Comparison comparison, String metric) {
        return MeasuredMetric.ofAll(comparison, comparison.metric(metric));
    }

    @Test
    void noGroupHasAModelWithoutAFiniteValue() {
        Comparison comparison = new Records().runs("a", "elbo", 5, Double.NaN).comparison();
        assertThat(MeasuredMetric.withExact(all(comparison, "elbo"))).isEmpty();
        assertThat(FinalMetric.of(comparison)).isEmpty();
    }

    @Test
    void aLikelihoodGivenTheTotalIsNotRankedWithOneThatIsNot() {
        Records records = new Records();
        counts(records, "counting", "")
                .run("poisson", both(-20.4, 3.1))
                .run("poisson", both(-20, 3));
        counts(records, "counting", "the total count")
                .run("multinomial", both(-16.5, 2.5))
                .run("multinomial", both(-16, 2.4));
        assertApart(
                records.comparison(),
                "what of x the likelihood is given (nothing; the total count)");
        counts(records, "counting", "").run("nb", both(-20.2, 3.1)).run("nb", both(-20, 3));
        Table table = MetricsTable.of(records.comparison());
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .anyMatch(text -> text.contains("given the total count"));
    }

    @Test
    void aColumnWithADensityIsNotRankedWithItsProbability() {
        Records records = new Records();
        counts(records, "Lebesgue: area; counting: beds", "")
                .run("count", both(-7, 3))
                .run("count", both(-7.1, 3.1));
        counts(records, "Lebesgue", "").run("real", both(-3, 2)).run("real", both(-3.1, 2.1));
        assertApart(
                records.comparison(), "base measure (Lebesgue: area; counting: beds | Lebesgue)");
    }

    private static Records annealed(Records records, String model, int temperatures) {
        String metric = "logLikelihood.ais";
        records.config(
                """
                {"evaluation": {"metrics": ["activeUnits", {"type": "%s", "temperatures": %s}]}}"""
                        .formatted(metric, temperatures));
        for (int seed = 0; seed < 2; seed++) {
            records.run(model, Map.of(metric, Records.bound(-40 - seed - 0.1 * temperatures, 4)));
        }
        return records;
    }

    @Test
    void valuesOfOtherSettingsOfTheirMetricAreNotRanked() {
        Records records = annealed(annealed(new Records(), "few", 2), "many", 200);
        List<MeasuredMetric> apart = all(records.comparison(), "logLikelihood.ais");
        assertThat(MeasuredMetric.largestGroup(apart)).hasSize(1);
        assertThat(
                        EvaluationProtocol.differences(
                                apart.stream().map(of -> of.protocol().orElseThrow()).toList()))
                .isEqualTo("settings of the metric");
        annealed(records, "as-many", 200);
        assertThat(MeasuredMetric.largestGroup(all(records.comparison(), "logLikelihood.ais")))
                .hasSize(2);
    }

    @Test
    void aScoreComparesWhateverItWasFoundWith() {
        Records records = new Records();
        String auroc = "auroc.logLikelihood";
        double value = 0.9;
        for (long samples : new long[] {1, 20}) {
            String model = samples == 1 ? "exact" : "vae";
            counts(
                    records,
                    samples == 1 ? "counting" : "Lebesgue",
                    samples == 1 ? "" : "the total");
            for (int seed = 0; seed < 3; seed++) {
                value += 0.01;
                records.run(
                        model,
                        Map.of(
                                auroc,
                                new Estimate(
                                        value, 0.01, "1", EstimateKind.NOT_A_LIKELIHOOD, samples)));
            }
        }
        assertThat(MeasuredMetric.largestGroup(all(records.comparison(), auroc))).hasSize(2);
        Comparison comparison = records.comparison();
        assertThat(BaselineTable.of(comparison, comparison.metrics()).orElseThrow().notes())
                .isEmpty();
    }

    private static Records exactBesideBounds(double ofBound) {
        Records records = new Records();
        for (int seed = 0; seed < 3; seed++) {
            double shift = 0.01 * seed * seed;
            records.run(
                    "em",
                    Map.of(LOG, new Estimate(-10 - shift, 0.1, "nats", EstimateKind.EXACT, 0)));
            records.run("vae", Map.of(LOG, Records.bound(ofBound + shift, 20)));
            records.run("vae2", Map.of(LOG, Records.bound(ofBound - shift, 20)));
        }
        return records;
    }

    @Test
    void anExactValueStandsBesideBounds() {
        Comparison comparison = exactBesideBounds(-11).comparison();
        Optional<Figure> figure = FinalMetric.of(comparison);
        assertThat(figure).isPresent();
        assertThat(figure.get().csv()).contains("em,", "vae,", "vae2,");
        String errors = "Exact: em. Lower bounds: vae, vae2; these may be better than shown.";
        assertThat(figure.get().caption()).contains(errors).doesNotContain("left out");
        assertThat(MetricsTable.of(comparison).notes())
                .extracting(Table.Note::text)
                .containsExactly(
                        "This value: nats · exact.",
                        "Not ranked with values of another kind. " + errors);
    }

    private static Table toBaseline(Comparison comparison) {
        return BaselineTable.of(comparison, comparison.metrics()).orElseThrow();
    }

    /** A bound above the exact value shows that the model is better; one below it shows nothing. */
    @Test
    void anExactBaselineIsComparedInOneDirection() {
        Table below = toBaseline(exactBesideBounds(-11).comparison());
        assertThat(below.rows().get(0).get(1).text()).startsWith("−0.9");
        assertThat(below.rows().get(0).get(2).text()).isEqualTo("–");
        assertThat(below.notes())
                .extracting(Table.Note::text)
                .anyMatch(text -> text.endsWith("worse by at most this difference, or better."));
        Table above = toBaseline(exactBesideBounds(-9).comparison());
        assertThat(above.rows().get(0).get(2).text()).isEqualTo("< 0.001");
        assertThat(above.notes())
                .extracting(Table.Note::text)
                .anyMatch(text -> text.endsWith("better by at least this difference."));
    }

    @Test
    void eachDataSetIsAPartWithTheBaselineOfItsMethod() {
        Records records = new Records();
        for (String data : List.of("aa", "bb")) {
            records.data(data, "4");
            for (int latent : new int[] {2, 4}) {
                records.settings(Map.of("latent", "" + latent))
                        .runs(data + ".m" + latent, LOG, 20, -latent, -latent - 0.1);
            }
        }
        List<DataPart> parts = records.comparison().byData();
        assertThat(parts).extracting(DataPart::label).containsExactly("toy (aa)", "toy (bb)");
        assertThat(parts)
                .extracting(part -> part.comparison().baseline().orElseThrow().name())
                .containsExactly("aa.m2", "bb.m2");
        assertThat(parts).allSatisfy(part -> assertThat(part.comparison().models()).hasSize(2));
        assertThat(new Records().runs("a", LOG, 1, 1, 2).comparison().byData()).hasSize(1);
    }
}
