// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.comparison.Leaders;
import org.vaelab.reports.tables.MetricsTable;
import org.vaelab.reports.tables.NaiveTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.testkit.reports.Records;

/** The summary says what the tables say, for every outcome of a comparison. */
class SummaryTest {

    private final Records records = new Records();

    private List<String> summary() throws IOException {
        List<Section.Block> blocks = Summary.of(records.comparison());
        assertThat(blocks).hasSize(1);
        return ((Section.Entries) blocks.get(0))
                .entries().stream().flatMap(entry -> entry.text().stream()).toList();
    }

    @Test
    void aSettledOrderNamesTheBestModel() throws IOException {
        records.runs("a", "elbo", 1, -100, -101, -100.5, -100.2)
                .runs("b", "elbo", 1, -90, -91, -90.5, -90.1)
                .runs("c", "elbo", 1, -110, -111, -110.4, -110.3);
        List<String> summary = summary();
        assertThat(summary.get(0))
                .contains("In ELBO, b is better than both other models.")
                .doesNotContain("b is better than the baseline a")
                .contains("In ELBO, c is worse than the baseline a.");
        assertThat(summary.get(1)).isEqualTo("No difference to the best model is open.");
        assertThat(summary.get(2)).startsWith("No run or metric failed");
        assertThat(Leaders.of(records.comparison(), records.comparison().metric("elbo")))
                .hasValueSatisfying(leaders -> assertThat(leaders.settled()).hasSize(1));
    }

    private SummaryTest logLikelihood(String model, double khat, double... values) {
        for (double value : values) {
            Estimate share = new Estimate(khat, 0.1, "1", EstimateKind.NOT_A_LIKELIHOOD, 0);
            records.run(model, Map.of("logLikelihood", bound(value), "paretoK", share));
        }
        return this;
    }

    @Test
    void aVerdictByUnreliableEstimatesSaysSo() throws IOException {
        logLikelihood("a", 0, -100, -101, -100.5).logLikelihood("b", 1, -90, -91, -90.5);
        logLikelihood("c", 0, -110, -111, -110.5);
        assertThat(summary().get(0))
                .contains(
                        "b is better than both other models (some of the estimates are unreliable, see"
                                + " “Check first”).",
                        "c is worse than the baseline a.");
        assertThat(summary().get(2)).contains("Unreliable k-hat for 100 % of the examples of b.");
    }

    @Test
    void aVerdictByNothingButUnreliableEstimatesSaysSo() throws IOException {
        logLikelihood("a", 1, -100, -101, -100.5).logLikelihood("b", 1, -90, -91, -90.5);
        assertThat(summary().get(0)).contains("(all estimates are unreliable, see");
    }

    @Test
    void theLeastReliableModelsAreNamedFirst() throws IOException {
        for (int i = 1; i <= 6; i++) {
            logLikelihood("m" + i, 0.1 * i, -100, -101, -100.5);
        }
        assertThat(summary().get(2))
                .contains(
                        "Unreliable k-hat for 60 % of the examples of m6. Unreliable k-hat for 50 %"
                                + " of the examples of m5.",
                        "2 more models have unreliable estimates of log p(x).")
                .doesNotContain("of m1.", "of m2.");
    }

    @Test
    void aModelThatLacksAMetricInSomeRunsHasTheirNumber() throws IOException {
        records.runs("a", "accuracy", 0, 0.5, 0.6);
        records.absent(Map.of("accuracy", "failed: too few draws"));
        records.runs("a", "elbo", 1, -1.5).runs("b", "elbo", 1, -3, -4);
        assertThat(summary().get(2)).contains("has no value for a (1 of 3 runs) and b.");
    }

    @Test
    void aVerdictByReliableEstimatesHasNoReserve() throws IOException {
        logLikelihood("a", 0, -100, -101, -100.5).logLikelihood("b", 0, -90, -91, -90.5);
        assertThat(summary().get(0))
                .isEqualTo(
                        "In log p(x), b is better than a. Bounds (K = 5) are compared as bounds:"
                                + " log p(x) itself may have another order.");
    }

    @Test
    void anOpenDifferenceThatMoreSeedsMaySettleSaysSo() throws IOException {
        records.runs("a", "elbo", 1, -100, -104, -98).runs("b", "elbo", 1, -99, -101, -94);
        List<String> summary = summary();
        assertThat(summary.get(0)).isEqualTo("Nothing.");
        assertThat(summary.get(1))
                .matches(
                        "In ELBO, no difference to b, the best comparable mean, is settled\\. In ELBO, against b: a \\(chance that seeds settle it: 5\\d % with \\d+, \\d\\d % with"
                                + " \\d+\\)\\. Adding seeds until a result appears is a test repeated.*");
    }

    @Test
    void aDifferenceWithinTheSpreadOfSeedsHasNoAdvice() throws IOException {
        records.runs("a", "elbo", 1, -100, -104, -98).runs("b", "elbo", 1, -99, -100, -101);
        assertThat(summary().get(1)).endsWith(" is settled. In ELBO, against b: a.");
    }

    @Test
    void oneModelIsNotCompared() throws IOException {
        assertThat(new SummaryTest().with("a", -1).summary())
                .containsExactly(
                        "In ELBO, nothing: only one model has a value.",
                        "No difference to the best model is open.",
                        "The model has one seed: other seeds may give other results.");
    }

    private SummaryTest with(String model, double... values) {
        records.runs(model, "elbo", 1, values);
        return this;
    }

    @Test
    void failedModelsSettleNothing() throws IOException {
        records.failed("a").failed("b");
        assertThat(summary().get(0)).isEqualTo("Nothing: no run is complete.");
        assertThat(summary().get(2)).isEqualTo("2 of 2 runs failed.");
    }

    @Test
    void valuesOnOtherGroundsAreNotCompared() throws IOException {
        records.runs("a", "elbo", 1, -1, -2).runs("b", "elbo", 50, -1, -2);
        assertThat(summary().get(0))
                .isEqualTo(
                        "In ELBO, nothing: no two models compare, because the values differ in K.");
    }

    @Test
    void oneSeedIsNotSettledForOthers() throws IOException {
        records.perDatum("elbo", -1, -2, -3).runs("a", "elbo", 1, -2);
        records.perDatum("elbo", -11, -12.5, -13).runs("b", "elbo", 1, -12.166666666666666);
        assertThat(summary().get(0))
                .contains("a is better than b. This holds for these trained models.");
        assertThat(summary().get(2)).contains("Each model has one seed", "Only 3 examples");
    }

    @Test
    void trainedModelsAreTheScopeOfEveryVerdict() throws IOException {
        records.perDatum("elbo", -11, -12.5, -13).runs("a", "elbo", 1, -12.166666666666666);
        records.perDatum("elbo", -1, -2, -3).runs("b", "elbo", 1, -2);
        records.perDatum("elbo", -31, -32.2, -33.1).runs("c", "elbo", 1, -32.1);
        assertThat(summary().get(0))
                .isEqualTo(
                        "In ELBO, b is better than both other models. In ELBO, c is worse than the"
                                + " baseline a. All of this holds for these trained models.");
    }

    @Test
    void trainedModelsAmongSeveralSeedsAreNamed() throws IOException {
        for (double seed : new double[] {0, 0.1, 0.2}) {
            example("a", -1 - seed, -2 - seed, -3 - seed);
            example("b", -11 - seed, -12.1 - 2 * seed, -13 - seed);
        }
        example("c", -31, -32.2, -33.1);
        assertThat(summary().get(0)).endsWith("Of c, this holds for the trained models alone.");
    }

    private void example(String model, double... values) {
        double mean = DoubleStream.of(values).average().orElseThrow();
        records.perDatum("elbo", values).runs(model, "elbo", 1, mean);
    }

    @Test
    void anExactValueAboveABoundIsNoOrder() throws IOException {
        records.runs("a", "elbo", 5, -10, -11, -10.5).runs("b", "elbo", 5, -20, -21, -20.5);
        for (double value : new double[] {-9, -9.5, -9.2}) {
            records.run(
                    "m", Map.of("elbo", new Estimate(value, 0.1, "nats", EstimateKind.EXACT, 0)));
        }
        assertThat(summary().get(1))
                .contains(
                        "m (values of other kinds allow either order; a larger K narrows bounds)");
    }

    @Test
    void aBoundAboveAnExactValueIsBetter() throws IOException {
        records.runs("vae", "elbo", 1, -8, -8.5, -8.2);
        for (double value : new double[] {-9, -9.5, -9.2}) {
            records.run(
                    "exact",
                    Map.of("elbo", new Estimate(value, 0.1, "nats", EstimateKind.EXACT, 1)));
        }
        assertThat(summary().get(0))
                .isEqualTo(
                        "In ELBO, vae is better than exact, though the values are of other kinds.");
    }

    @Test
    void aBoundBelowAnExactValueIsOpen() throws IOException {
        records.runs("vae", "elbo", 1, -10, -10.5, -10.2);
        for (double value : new double[] {-9, -9.5, -9.2}) {
            records.run(
                    "exact",
                    Map.of("elbo", new Estimate(value, 0.1, "nats", EstimateKind.EXACT, 1)));
        }
        assertThat(summary().get(1)).contains("values of other kinds allow either order");
    }

    /** The difference to the baseline is one of two, and one of three among all pairs. */
    @Test
    void eachPairHasOneVerdictOrAReason() throws IOException {
        records.runs("a", "elbo", 1, -100, -101, -102)
                .runs("b", "elbo", 1, -98.75, -100, -101.25)
                .runs("c", "elbo", 1, -110, -104, -117);
        List<String> summary = summary();
        assertThat(summary.get(0))
                .contains(
                        "b is better than the baseline a, which was chosen in advance; among all pairs of"
                                + " models this is open.");
        assertThat(summary.get(1)).contains("against b: c (").doesNotContain("against b: a");
    }

    @Test
    void severalDataSetsAreJudgedByRanks() throws IOException {
        for (String data : List.of("aa", "bb", "cc")) {
            for (String method : List.of("one", "two")) {
                records.data(data, "1x2x2")
                        .settings(Map.of("method", method))
                        .runs(data + "." + method, "elbo", 0, -1, -2);
            }
        }
        assertThat(summary().get(1))
                .startsWith("On ")
                .contains("in ELBO, no difference to aa.")
                .contains("Over 3 data sets, no method is told apart");
        assertThat(summary().get(2)).doesNotContain("not comparable");
    }

    @Test
    void metricsWithoutAValueAreNamed() throws IOException {
        records.runs("a", "accuracy", 0, 0.5, 0.6).failed("a").runs("b", "accuracy", 0, 0.9);
        assertThat(summary().get(2)).contains("1 of 4 runs failed.", "b has one seed");
    }

    @Test
    void anElboAboveLogPOfTheSameExamplesIsNamed() throws IOException {
        records.perDatum(
                        Map.of(
                                "elbo", new double[] {-10, -11, -12.1},
                                "logLikelihood", new double[] {-10.5, -11.5, -12.5}))
                .run("a", Map.of("elbo", bound(-33.1 / 3), "logLikelihood", bound(-34.5 / 3)));
        assertThat(summary().get(2))
                .contains("The ELBO of a is 0.47 nats above the bound of log p(x) of the same 3");
    }

    private static Estimate bound(double value) {
        return new Estimate(value, 0.1, "nats", EstimateKind.LOWER_BOUND, 5);
    }

    @Test
    void classesThatTrainingLeftOutAreNamed() throws IOException {
        records.without("group", "c").runs("a", "elbo", 1, -1, -2);
        assertThat(summary().get(2)).startsWith("Training left group c out, and the test has it");
    }

    /** Of the methods that beat all models the best is named, in the direction of the metric. */
    @ParameterizedTest
    @CsvSource({"LOWER, 0.1, 0.2", "HIGHER, 0.9, 0.8"})
    void aMethodWithoutAModelThatIsBetterThanAllModelsIsADoubt(
            Direction direction, double best, double second) throws IOException {
        records.describing("error", MetricDescription.of("Error", direction, "An error."));
        for (String name : List.of("last", "mean", "worse")) {
            MetricDescription naive =
                    MetricDescription.of("Error of " + name, Direction.NEITHER, "An error.");
            records.describing("error." + name, naive.as(MetricRole.NAIVE));
        }
        for (String model : List.of("a", "b")) {
            Map<String, Estimate> metrics = new LinkedHashMap<>();
            metrics.put("error", score(model.equals("a") ? 0.5 : 0.4));
            metrics.put("error.last", score(second));
            metrics.put("error.mean", score(best));
            metrics.put("error.worse", score(1 - best));
            records.run(model, metrics);
        }
        String model =
                direction == Direction.LOWER ? "b with 0.400 (0.010)" : "a with 0.500 (0.010)";
        assertThat(summary().get(2))
                .contains(
                        "Error of mean, which needs no model, is %s (standard error 0.010). No model is better: the best is %s."
                                .formatted(best + "00", model))
                .contains("Better than it, too: Error of last (%s00).".formatted(second))
                .doesNotContain("Error of worse");
        List<List<Table.Cell>> rows = NaiveTable.of(records.comparison()).orElseThrow().rows();
        assertThat(rows).hasSize(3);
        assertThat(rows.get(1).stream().map(Table.Cell::text))
                .containsExactly(
                        "Error of mean",
                        best + "00",
                        "0.0100",
                        model.split(" ", -1)[0],
                        model.split(" ", -1)[2],
                        "0.0100");
        assertThat(MetricsTable.diagnostics(records.comparison())).isEmpty();
    }

    private static Estimate score(double value) {
        return new Estimate(value, 0.01, "1", EstimateKind.NOT_A_LIKELIHOOD, 1);
    }
}
