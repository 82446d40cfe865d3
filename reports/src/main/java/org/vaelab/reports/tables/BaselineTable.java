// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vaelab.reports.comparison.BaselineDifference;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.NumberText;

/** Each model's difference to the baseline, paired by seed, in the metrics that have a direction. */
public final class BaselineTable {

    private static final double LEVEL = 0.05;

    private final Comparison comparison;
    private final ComparedModel baseline;
    private final TableSpec<ComparedModel> table;
    private int mostPairs;
    private int mostSignedRanks;
    private double leastSignedRank;

    private BaselineTable(Comparison comparison, ComparedModel baseline) {
        this.comparison = comparison;
        this.baseline = baseline;
        this.table = TableSpec.ofModels("baseline", comparison.without(baseline));
    }

    /**
     * Builds the table.
     *
     * @return the table; empty if there is no baseline, no other model, or no metric to compare in
     */
    public static Optional<Table> of(Comparison comparison) {
        return comparison
                .baseline()
                .filter(baseline -> comparison.models().size() > 1)
                .flatMap(baseline -> new BaselineTable(comparison, baseline).build());
    }

    private Optional<Table> build() {
        for (Metric metric : comparison.metrics()) {
            if (metric.isRanked()) {
                add(metric, BaselineDifference.of(comparison, baseline, metric));
            }
        }
        return table.width() == 1 ? Optional.empty() : Optional.of(table.byColumn(caption()));
    }

    private String caption() {
        String difference =
                "Difference to the baseline "
                        + baseline.term()
                        + ", model minus baseline, paired by seed";
        if (mostPairs == 0) {
            return difference + ".";
        }
        if (mostPairs == 1) {
            return difference
                    + ". One seed allows neither an interval nor a test, so that there are no"
                    + " p-values: a difference may be the seed's alone.";
        }
        String tested =
                difference
                        + ": mean ± half the width of its 95 % interval, and the p-value of the"
                        + " paired t test"
                        + (mostSignedRanks > 0 ? " and of the exact signed-rank test, each" : ",")
                        + " adjusted over the models of its column (Holm).";
        return tested
                + (mostSignedRanks > 0 ? reachOfSignedRanks() : withoutSignedRanks())
                + SharedStart.note(comparison.models().stream());
    }

    /** Returns a note if no signed-rank test of the largest column can reach the level. */
    private String reachOfSignedRanks() {
        return leastSignedRank < LEVEL
                ? ""
                : String.format(
                        Locale.ROOT,
                        " With %d pairs the adjusted p-value of the signed-rank test cannot come"
                                + " below %s in a column of %d such tests.",
                        mostPairs,
                        NumberText.pValue(leastSignedRank),
                        mostSignedRanks);
    }

    private String withoutSignedRanks() {
        return mostPairs > BaselineDifference.MOST_WILCOXON_PAIRS
                ? String.format(
                        Locale.ROOT,
                        " With more than %d pairs the signed-rank test is left out: its exact"
                                + " distribution is not counted.",
                        BaselineDifference.MOST_WILCOXON_PAIRS)
                : String.format(
                        Locale.ROOT,
                        " With %d pairs the test rests on the assumption of Normal differences,"
                                + " which so few cannot check; the exact signed-rank test, which"
                                + " needs no such assumption, cannot come below 0.05 under %d"
                                + " pairs. Read the differences, and the p-values as a hint.",
                        mostPairs,
                        BaselineDifference.WILCOXON_PAIRS);
    }

    private void add(Metric metric, List<BaselineDifference> differences) {
        boolean tests = differences.stream().anyMatch(d -> d.test() != null);
        int ranked = (int) differences.stream().filter(d -> d.wilcoxon() != null).count();
        int pairs = differences.stream().mapToInt(BaselineDifference::pairs).max().orElse(0);
        mostPairs = Math.max(mostPairs, pairs);
        if (ranked > mostSignedRanks) {
            mostSignedRanks = ranked;
            // The smallest p-value of n pairs is 2 / 2^n, which Holm multiplies by the tests.
            leastSignedRank = Math.scalb(2.0 * ranked, -pairs);
        }
        String unit =
                Measured.of(baseline, metric).protocol().map(EvaluationProtocol::named).orElse("");
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("Δ " + metric.directed(), unit, true));
        if (tests) {
            columns.add(new Column("p", "t test · Holm", true));
        }
        if (ranked > 0) {
            columns.add(new Column("p", "signed rank · Holm", true));
        }
        Precision precision =
                Precision.of(differences.stream().mapToDouble(BaselineTable::halfWidth));
        Map<String, BaselineDifference> byModel = new HashMap<>();
        differences.forEach(difference -> byModel.put(difference.model().name(), difference));
        table.columns(
                columns,
                model -> {
                    BaselineDifference difference =
                            Objects.requireNonNull(byModel.get(model.name()));
                    List<Cell> cells = new ArrayList<>(List.of(difference(difference, precision)));
                    if (tests) {
                        cells.add(pOfMeans(difference));
                    }
                    if (ranked > 0) {
                        cells.add(pOfSignedRanks(difference));
                    }
                    return cells;
                });
    }

    private static double halfWidth(BaselineDifference difference) {
        return difference.test() == null
                ? Double.NaN
                : difference.test().halfWidth(Measured.CONFIDENCE);
    }

    private static Cell difference(BaselineDifference difference, Precision precision) {
        if (difference.obstacle() != null) {
            return Cell.absent(Notes.sentence(difference.obstacle()));
        }
        List<String> notes = new ArrayList<>();
        if (difference.limits() != Limits.BOTH) {
            boolean atLeast = difference.limits() == Limits.LOWER;
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "A bound beside an exact value: the model is better by at %s this"
                                    + " difference, or worse by at %s it.",
                            atLeast ? "least" : "most",
                            atLeast ? "most" : "least"));
        }
        // If no model has an interval, the caption says so.
        if (difference.test() == null && !precision.widest().isEmpty()) {
            notes.add("1 common seed: no interval and no test.");
        }
        return precision.signed(difference.mean(), halfWidth(difference)).marked(notes);
    }

    private static Cell pOfMeans(BaselineDifference difference) {
        if (difference.test() == null || !difference.isTested()) {
            return untested(difference);
        }
        return Double.isNaN(difference.holm())
                ? Cell.absent("All differences are 0: there is no test.")
                : pValue(difference.holm());
    }

    private static Cell pOfSignedRanks(BaselineDifference difference) {
        if (difference.test() == null || !difference.isTested()) {
            return untested(difference);
        }
        return difference.wilcoxon() == null
                ? Cell.absent(
                        String.format(
                                Locale.ROOT,
                                "The signed-rank test is for %d to %d pairs; here there are %d.",
                                BaselineDifference.WILCOXON_PAIRS,
                                BaselineDifference.MOST_WILCOXON_PAIRS,
                                difference.pairs()))
                : pValue(difference.wilcoxonHolm());
    }

    private static Cell untested(BaselineDifference difference) {
        return difference.test() == null
                ? Cell.absent()
                : Cell.absent("Not tested: the bound may err by more than such a difference.");
    }

    private static Cell pValue(double p) {
        return Double.isNaN(p) ? Cell.absent() : Cell.number(p, NumberText.pValue(p));
    }
}
