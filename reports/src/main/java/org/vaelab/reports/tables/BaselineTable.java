// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.reports.comparison.BaselineDifference;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.Paired;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.NumberText;

/**
 * Each model's difference to the baseline, paired by seed, in the metrics that have a direction.
 */
@Internal
public final class BaselineTable {

    private static final double LEVEL = 0.05;

    /** The differences in one metric, a row for each model. */
    record Compared(ReportedMetric metric, List<BaselineDifference> differences) {

        boolean hasTests() {
            return differences.stream().anyMatch(d -> d.pair().test() != null);
        }

        int signedRanks() {
            return (int) differences.stream().filter(d -> d.pair().signedRanks() != null).count();
        }

        int pairs() {
            return differences.stream().mapToInt(d -> d.pair().seeds().size()).max().orElse(0);
        }
    }

    private BaselineTable() {}

    /**
     * Builds the table of some metrics.
     *
     * @return the table; empty if there is no baseline, no other model, or no metric to compare in
     */
    public static Optional<Table> of(Comparison comparison, List<ReportedMetric> metrics) {
        return comparison.baseline().flatMap(baseline -> of(comparison, baseline, metrics));
    }

    private static Optional<Table> of(
            Comparison comparison, ComparedModel baseline, List<ReportedMetric> metrics) {
        List<Compared> columns =
                metrics.stream()
                        .filter(ReportedMetric::isRanked)
                        .map(m -> new Compared(m, BaselineDifference.of(comparison, baseline, m)))
                        .toList();
        TableSpec<ComparedModel> table =
                TableSpec.ofModels("baseline", comparison.without(baseline));
        columns.forEach(of -> add(table, of, MeasuredMetric.of(baseline, of.metric())));
        String caption =
                "Difference to the baseline "
                        + baseline.term()
                        + ", model minus baseline, paired by seed"
                        + tests(columns, ": mean ± half the width of its 95 % interval.")
                        + SharedStart.note(comparison.models().stream());
        return comparison.models().size() < 2 || columns.isEmpty()
                ? Optional.empty()
                : Optional.of(table.byColumn(caption));
    }

    private static void add(
            TableSpec<ComparedModel> table, Compared metric, MeasuredMetric baseline) {
        List<BaselineDifference> all = metric.differences();
        double[] halfWidths = all.stream().mapToDouble(d -> d.pair().halfWidth()).toArray();
        Precision precision = Precision.of(halfWidths).signed();
        String unit = baseline.protocol().map(EvaluationProtocol::named).orElse("");
        table.column(
                new Column("Δ " + metric.metric().directed(), unit, true),
                all.stream().map(of -> difference(of.pair(), precision)).toList());
        addTests(table, metric, metric.metric().label() + " · ");
    }

    /**
     * Adds the p-values of the differences of all other models to the baseline.
     *
     * @param which begins the detail of each column: the metric, in a table of several
     * @return what they are, for the terms of a table; empty if there is none
     */
    static String addTests(TableSpec<?> table, Compared metric, String which) {
        List<BaselineDifference> all = metric.differences();
        if (metric.hasTests()) {
            table.column(
                    new Column("p", which + "t test · Holm", true),
                    all.stream().map(BaselineTable::pOfMeans).toList());
        }
        if (metric.signedRanks() > 0) {
            table.column(
                    new Column("p", which + "signed rank · Holm", true),
                    all.stream().map(BaselineTable::pOfSignedRanks).toList());
        }
        return metric.hasTests() ? tests(List.of(metric), " p: of differences by seed.") : "";
    }

    /**
     * Returns which tests the columns have.
     *
     * @param what is tested
     */
    private static String tests(List<Compared> columns, String what) {
        int pairs = columns.stream().mapToInt(Compared::pairs).max().orElse(0);
        if (pairs == 0) {
            return ".";
        }
        if (pairs == 1) {
            return ". One seed allows neither an interval nor a test, so that there are no"
                    + " p-values: a difference may be the seed's alone.";
        }
        int ranked = columns.stream().mapToInt(Compared::signedRanks).max().orElse(0);
        return what
                + " The p-values are those of the paired t test"
                + (ranked > 0 ? " and of the exact signed-rank test, each" : ",")
                + " adjusted over the models of its column (Holm)."
                + (ranked > 0 ? reachOfSignedRanks(columns, ranked, pairs) : untested(pairs));
    }

    /** Returns a note if no signed-rank test of the largest column can reach the level. */
    private static String reachOfSignedRanks(List<Compared> columns, int ranked, int pairs) {
        // The smallest p-value of n pairs is 2 / 2^n, which Holm multiplies by the tests.
        double least =
                columns.stream()
                        .filter(column -> column.signedRanks() == ranked)
                        .mapToDouble(column -> Math.scalb(2.0 * ranked, -column.pairs()))
                        .findFirst()
                        .orElseThrow();
        String text =
                " With %s pairs the adjusted p-value of the signed-rank test cannot come below %s in"
                        + " a column of %s such tests.";
        return least < LEVEL ? "" : text.formatted(pairs, NumberText.pValue(least), ranked);
    }

    private static String untested(int pairs) {
        String many =
                " With more than %s pairs the signed-rank test is left out: its exact distribution is"
                        + " not counted.";
        String few =
                " With %s pairs the test rests on the assumption of Normal differences, which so few"
                        + " cannot check; the exact signed-rank test, which needs no such assumption,"
                        + " cannot come below 0.05 under %s pairs. Read the differences, and the"
                        + " p-values as a hint.";
        return pairs > Paired.MOST_RANKED
                ? many.formatted(Paired.MOST_RANKED)
                : few.formatted(pairs, Paired.FEWEST_RANKED);
    }

    private static Cell difference(Paired pair, Precision precision) {
        if (pair.obstacle() != null) {
            return Cell.absent(Notes.sentence(pair.obstacle()));
        }
        List<String> notes = new ArrayList<>();
        if (pair.limits() != Limits.BOTH) {
            boolean better = pair.one().metric().sign() * pair.mean() > 0;
            notes.add(
                    "A bound beside an exact value: the model is %s by at %s."
                            .formatted(
                                    better ? "better" : "worse",
                                    pair.isTested()
                                            ? "least this difference"
                                            : "most this difference, or "
                                                    + (better ? "worse" : "better")));
        }
        // If no model has an interval, the caption says so.
        if (pair.test() == null && !precision.widest().isEmpty()) {
            notes.add("1 common seed: no interval and no test.");
        }
        return Cell.number(pair.mean(), pair.halfWidth(), precision).marked(notes);
    }

    private static Cell pOfMeans(BaselineDifference difference) {
        return tested(
                difference.pair(), difference.holm(), "All differences are 0: there is no test.");
    }

    private static Cell pOfSignedRanks(BaselineDifference difference) {
        String untested = "The signed-rank test is for %s to %s pairs; here there are %s.";
        int pairs = difference.pair().seeds().size();
        return tested(
                difference.pair(),
                difference.signedRanksHolm(),
                untested.formatted(Paired.FEWEST_RANKED, Paired.MOST_RANKED, pairs));
    }

    private static Cell tested(Paired pair, double p, String otherwise) {
        if (pair.test() == null) {
            return Cell.absent();
        }
        if (!pair.isTested()) {
            return Cell.absent("Not tested: the bound may err by more than such a difference.");
        }
        return Double.isNaN(p) ? Cell.absent(otherwise) : Cell.number(p, Precision.P_VALUE);
    }
}
