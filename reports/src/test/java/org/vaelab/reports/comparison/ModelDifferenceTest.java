// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.reports.statistics.DifferenceOverExamples;
import org.vaelab.reports.statistics.MeanDifference;
import org.vaelab.reports.statistics.MeanDifference.Verdict;
import org.vaelab.reports.tables.MetricsTable;
import org.vaelab.reports.tables.PairedTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.testkit.reports.Records;

class ModelDifferenceTest {

    private static final int EXAMPLES = 200;

    /** Values of examples that are hard or easy for every model. */
    private static double[] examples(double level, double wiggle) {
        double[] values = new double[EXAMPLES];
        Arrays.setAll(values, i -> level + 20 * Math.sin(i) + wiggle * Math.cos(3.0 * i));
        return values;
    }

    private static void add(Records records, String model, double... values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        records.perDatum("elbo", values).run(model, Map.of("elbo", Records.bound(mean, 1)));
    }

    private static Records oneSeed(double difference) {
        Records records = new Records();
        add(records, "a", examples(-90, 0));
        add(records, "b", examples(-90 - difference, 1));
        return records;
    }

    private static Leaders leaders(Records records) {
        Comparison comparison = records.comparison();
        return Leaders.of(comparison, comparison.metric("elbo")).orElseThrow();
    }

    private static DifferenceOverExamples overData(Leaders leaders) {
        return Objects.requireNonNull(leaders.differences().get(0).overData());
    }

    /** Returns the tables of paired differences in all metrics. */
    static List<Table> paired(Comparison comparison) {
        return comparison.metrics().stream()
                .flatMap(metric -> PairedTable.of(comparison, metric).values().stream())
                .toList();
    }

    @Test
    void withOneSeedTheExamplesDecide() {
        Leaders leaders = leaders(oneSeed(0.5));
        assertThat(leaders.best().name()).isEqualTo("a");
        assertThat(leaders.settled()).containsExactly(leaders.best());
        DifferenceOverExamples paired = overData(leaders);
        assertThat(paired.mean()).isCloseTo(-0.5, within(0.01));
        // The spread of the examples that both share cancels.
        assertThat(paired.standardError()).isCloseTo(0.05, within(0.001));
        assertThat(paired.probabilityBetter()).isLessThan(0.001);
        assertThat(leaders(oneSeed(0.01)).settled()).isEmpty();
    }

    /**
     * Differences of 40 windows of one series and 20 of another, of 5 steps; with {@code few}, of 12
     * windows.
     */
    private static ModelDifference ofWindows(int seeds, int size) {
        Records records = new Records();
        double[] series = new double[size];
        double[] first = new double[size];
        double[] steps = new double[size];
        Arrays.setAll(series, i -> i < 40 ? 0 : 1);
        Arrays.setAll(first, i -> i % 40);
        Arrays.fill(steps, 5);
        for (int seed = 1; seed <= seeds; seed++) {
            int own = seed;
            double[] values = new double[size];
            Arrays.setAll(values, i -> 0.5 + Math.sin(0.3 * i) + 0.2 * Math.cos(i * own));
            for (String model : new String[] {"a", "b"}) {
                double[] of = model.equals("a") ? values : new double[size];
                double mean = Arrays.stream(of).average().orElseThrow();
                records.perDatum(
                                Map.of(
                                        "elbo", of,
                                        "windowSeries", series,
                                        "windowFirst", first,
                                        "windowSteps", steps))
                        .run(model, Map.of("elbo", Records.bound(mean, 1)));
            }
        }
        Comparison comparison = records.comparison();
        return ModelDifference.of(
                comparison,
                comparison.metric("elbo"),
                comparison.models().get(0),
                comparison.models().get(1));
    }

    /** Expected numbers are of NumPy; windows that shared nothing would have an error of 0.094. */
    @Test
    void windowsThatShareStepsAreNotIndependent() {
        ModelDifference two = ofWindows(2, 60);
        assertThat(Objects.requireNonNull(two.overData()).standardError())
                .isCloseTo(0.21980392323145662, within(1e-12));
        assertThat(Objects.requireNonNull(two.mean()).dataError())
                .isCloseTo(0.21977264416247652, within(1e-10));
        assertThat(two.mean().data()).isEqualTo(17);
        ModelDifference one = ofWindows(1, 60);
        assertThat(Objects.requireNonNull(one.mean()).data()).isEqualTo(17);
        assertThat(one.verdict(0.95, 0)).isEqualTo(MeanDifference.Verdict.BETTER);
    }

    @Test
    void aFewWindowsSettleNothing() {
        assertThat(ofWindows(1, 12).obstacle())
                .isEqualTo(
                        "one seed, and test windows share steps, and are fewer than two blocks of three windows");
        ModelDifference two = ofWindows(2, 12);
        assertThat(Objects.requireNonNull(two.mean()).dataError()).isZero();
        assertThat(two.warnings().get(0)).startsWith("An interval over seeds alone: test windows");
    }

    @Test
    void theSeedsCanLeaveOpenWhatTheExamplesOfTheseRunsSettle() {
        Records records = new Records();
        for (double seed : new double[] {-1, 0, 1.5}) {
            add(records, "a", examples(-90 + seed, 0));
            add(records, "b", examples(-91 - seed, 1));
        }
        Leaders leaders = leaders(records);
        assertThat(overData(leaders).probabilityBetter()).isLessThan(0.001);
        assertThat(leaders.differences().get(0).verdict(0.95, 0)).isEqualTo(Verdict.OPEN);
        assertThat(leaders.settled()).isEmpty();
        Table table = paired(records.comparison()).get(0);
        assertThat(table.caption()).contains("new seeds").contains("3 seeds");
        assertThat(table.rows().get(0).get(7).text()).isEqualTo("open");
        // A mean of half its deviation: 30 seeds have a chance below one half.
        assertThat(table.rows().get(0).get(8).text()).isEmpty();
    }

    /** Fewer seeds cannot tell whether differences are Normal, as the t test has it. */
    @Test
    void sixSeedsAreTested() {
        for (int seeds : new int[] {5, 6}) {
            Records records = new Records();
            for (int seed = 0; seed < seeds; seed++) {
                add(records, "a", examples(-90 + 0.1 * seed, 0));
                add(records, "b", examples(-91 - 0.1 * seed, 1));
            }
            Table table = paired(records.comparison()).get(0);
            assertThat(table.columns().stream().map(column -> column.detail()))
                    .filteredOn(detail -> detail.endsWith("Holm"))
                    .hasSize(seeds == 6 ? 2 : 0);
        }
    }

    /** In files too, which have the number itself. */
    @Test
    void aShareOfExamplesIsInPercent() {
        Table table = paired(oneSeed(0.01).comparison()).get(0);
        Table.Cell better = table.rows().get(0).get(5);
        assertThat(better.value()).isBetween(10.0, 90.0);
        assertThat(better.text()).isEqualTo(Long.toString(Math.round(better.value())));
    }

    @Test
    void withinTheRegionTwoModelsAreEquivalentAndBoldTogether() {
        Records records = oneSeed(0.5);
        add(records, "c", examples(-95, 1));
        assertThat(leaders(records).settled()).extracting(ComparedModel::name).containsExactly("a");
        Leaders same = leaders(records.rope(0.8));
        assertThat(same.differences().get(0).verdict(0.95, same.verdicts().rope()))
                .isEqualTo(Verdict.EQUIVALENT);
        assertThat(same.settled()).extracting(ComparedModel::name).containsExactly("a", "b");
        Table results = MetricsTable.of(records.comparison());
        assertThat(results.rows())
                .extracting(row -> row.get(2).emphasis())
                .containsExactly(Emphasis.BEST, Emphasis.BEST, Emphasis.PLAIN);
        assertThat(results.terms()).contains("0.8");
    }

    /**
     * Of bits the records hold no values of examples; they follow from those of log p(x), as does
     * the region.
     */
    @Test
    void bitsPerDimensionAreJudgedAsLogLikelihoods() {
        double nats = 4 * Math.log(2);
        Estimate heavy = new Estimate(0.25, 0, "1", EstimateKind.NOT_A_LIKELIHOOD, 20);
        Records records = new Records().rope(0.8);
        Map.of("a", -90.0, "b", -90.5, "c", -95.0)
                .forEach(
                        (model, level) -> {
                            for (double seed : new double[] {0, 0.01, -0.01}) {
                                double[] values = examples(level + seed, model.equals("a") ? 0 : 1);
                                double mean = Arrays.stream(values).average().orElseThrow();
                                Estimate bits =
                                        new Estimate(
                                                -mean / nats,
                                                0.1,
                                                "bits/dim",
                                                EstimateKind.UPPER_BOUND,
                                                20);
                                records.perDatum("logLikelihood", values)
                                        .run(
                                                model,
                                                Map.of(
                                                        "logLikelihood",
                                                        Records.bound(mean, 20),
                                                        "bitsPerDimension",
                                                        bits,
                                                        "paretoK",
                                                        heavy));
                            }
                        });
        Comparison comparison = records.comparison();
        Leaders log = Leaders.of(comparison, comparison.metric("logLikelihood")).orElseThrow();
        Leaders bits = Leaders.of(comparison, comparison.metric("bitsPerDimension")).orElseThrow();
        assertThat(bits.verdicts().rope()).isCloseTo(0.8 / nats, within(1e-9));
        assertThat(bits.settled()).isEqualTo(log.settled()).hasSize(2);
        for (ModelDifference one : log.differences()) {
            ModelDifference other =
                    bits.verdicts().differences(List.of(one.model())).iterator().next();
            assertThat(bits.verdicts().of(other)).isEqualTo(log.verdicts().of(one));
            assertThat(other.warnings()).isEqualTo(one.warnings()).isNotEmpty();
            assertThat(Objects.requireNonNull(other.mean()).halfWidth(0.95) * nats)
                    .isCloseTo(Objects.requireNonNull(one.mean()).halfWidth(0.95), within(1e-9));
        }
    }

    @Test
    void aMeanOfFewerRunsIsNotBold() {
        Records records = new Records().runs("a", "elbo", 1, -1, -1.1, -1.2);
        records.runs("few", "elbo", 1, -1.3).runs("c", "elbo", 1, -9, -9.1, -9.3);
        assertThat(leaders(records).settled()).extracting(ComparedModel::name).containsExactly("a");
    }

    /** Whether that one is settled to be worse, or does not compare. */
    @Test
    void aMeanBehindOneThatIsNotBoldIsNotBold() {
        for (EstimateKind kind : List.of(EstimateKind.UNBIASED_ESTIMATE, EstimateKind.EXACT)) {
            Records records = new Records().runs("a", "elbo", 1, -1, -1.1, -1.2);
            records.runs("wide", "elbo", 1, -1, -30, -4).runs("c", "elbo", 1, -99, -99.1, -99.3);
            assertThat(leaders(records).settled()).hasSize(2);
            for (double value : new double[] {-3, -3.1, -3.2}) {
                records.run("other", Map.of("elbo", new Estimate(value, 0.1, "nats", kind, 0)));
            }
            assertThat(leaders(records).settled())
                    .extracting(ComparedModel::name)
                    .containsExactly("a");
        }
    }

    @Test
    void theChanceOfMoreSeedsIsExplainedWhereItIsAColumn() {
        Records records = oneSeed(0.5);
        Table one = paired(records.comparison()).get(0);
        assertThat(one.terms()).doesNotContain("Chance");
        assertThat(one.columns().get(3).detail()).isEqualTo("these runs");
        add(records, "a", examples(-90.3, 0));
        add(records, "b", examples(-91.1, 1));
        Table two = paired(records.comparison()).get(0);
        assertThat(two.terms()).contains("Chance to settle it");
        assertThat(two.columns().get(3).detail()).isEqualTo("mean of these seeds");
        assertThat(two.caption()).contains("hold for the mean over these seeds");
    }

    /** Values of examples are not used if the record states another mean. */
    @Test
    void valuesThatAreNotThoseOfTheRecordAreIgnored() {
        Records records = new Records();
        records.perDatum("elbo", examples(-90, 0)).runs("a", "elbo", 1, -80);
        records.perDatum("elbo", examples(-91, 0)).runs("b", "elbo", 1, -81);
        ModelDifference difference = leaders(records).differences().get(0);
        assertThat(difference.overData()).isNull();
        assertThat(difference.obstacle()).contains("one seed");
        assertThat(paired(records.comparison())).isEmpty();
    }

    @Test
    void fewExamplesAndDominatingOnesAreWarnedOf() {
        Records records = new Records();
        add(records, "a", -90, -91, -92, -93, -94, -95);
        add(records, "b", -90.1, -91.1, -91.9, -93.2, -93.9, -150);
        List<String> warnings = leaders(records).differences().get(0).warnings();
        assertThat(warnings)
                .anyMatch(warning -> warning.contains("Only 6 examples"))
                .contains(
                        "More than half of the variance of b minus a in ELBO comes from 1 of 6 examples"
                                + " (row 6 of perDatum.csv). Without these the difference is −0.0400");
    }

    /** An exact log p(x) compares with a lower bound in one direction. */
    @Test
    void aLowerBoundAboveAnExactValueIsBetter() {
        for (double exact : new double[] {-95, -85}) {
            Records records = new Records().runs("bound", "elbo", 1, -90, -90.1, -89.9);
            records.runs("other", "elbo", 1, -99, -99.1, -98.9);
            for (double seed : new double[] {0.1, 0, -0.1}) {
                Estimate value = new Estimate(exact + seed, 0.1, "nats", EstimateKind.EXACT, 1);
                records.run("exact", Map.of("elbo", value));
            }
            Leaders leaders = leaders(records);
            assertThat(leaders.best().name()).isEqualTo("bound");
            // The model that does not rank leaves the comparison of the others as it is.
            assertThat(leaders.settled()).containsExactly(leaders.best());
            ModelDifference difference = leaders.differences().get(1);
            assertThat(difference.model().name()).isEqualTo("exact");
            assertThat(difference.verdict(0.95, 0))
                    .isEqualTo(exact < -90 ? Verdict.WORSE : Verdict.OPEN);
        }
    }

    /**
     * Of ten models the best one may differ from any other: a difference with P = 0.003 is settled
     * at 0.05 / 9, the level if the best were given, and not at 0.05 / 45.
     */
    @Test
    void theChoiceOfTheBestIsPartOfTheCorrection() {
        Records records = new Records().runs("best", "elbo", 1, -89, -90, -91);
        for (int i = 1; i < 9; i++) {
            records.runs("m" + i, "elbo", 1, -91, -90, -89.1);
        }
        // Differences 1.06, 1.17, 1.28: t = 18.4 with two degrees of freedom.
        records.runs("other", "elbo", 1, -90.06, -91.17, -92.28);
        Leaders leaders = leaders(records);
        assertThat(leaders.best().name()).isEqualTo("best");
        assertThat(leaders.confidence()).isCloseTo(1 - 0.05 / 45, within(1e-12));
        ModelDifference other = leaders.differences().get(8);
        assertThat(other.verdict(Leaders.confidence(leaders.differences()), 0))
                .isEqualTo(Verdict.WORSE);
        assertThat(leaders.settled()).isEmpty();
    }
}
