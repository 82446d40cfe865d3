// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.reports.comparison.BaselineDifference;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.NumberText;

/** Each model's difference to the baseline, paired by seed, in the metrics that have a direction. */
public final class BaselineTable {

    private static final double LEVEL = 0.05;

    private final Comparison comparison;
    private final ComparedModel baseline;
    private final Notes notes = new Notes();
    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();
    private int mostPairs;
    private int mostSignedRanks;
    private double leastSignedRank;

    private BaselineTable(Comparison comparison, ComparedModel baseline) {
        this.comparison = comparison;
        this.baseline = baseline;
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
        columns.add(new Column("Model", "", false));
        for (ComparedModel model : comparison.models()) {
            if (!model.name().equals(baseline.name())) {
                rows.add(new ArrayList<>(List.of(Cell.model(model))));
            }
        }
        for (Metric metric : comparison.metrics()) {
            if (metric.isRanked()) {
                add(metric, BaselineDifference.of(comparison, baseline, metric));
            }
        }
        return columns.size() == 1
                ? Optional.empty()
                : Optional.of(new Table("baseline", caption(), columns, rows, notes.all()));
    }

    private String caption() {
        String difference =
                "Difference to the baseline "
                        + Names.of(baseline)
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
        String arrow = metric.direction() == Direction.HIGHER ? " ↑" : " ↓";
        String unit =
                Measured.of(baseline, metric)
                        .protocol()
                        .map(basis -> basis.unit().equals("1") ? "" : basis.unit())
                        .orElse("");
        columns.add(new Column("Δ " + metric.label() + arrow, unit, true));
        if (tests) {
            columns.add(new Column("p", "t test · Holm", true));
        }
        if (ranked > 0) {
            columns.add(new Column("p", "signed rank · Holm", true));
        }
        double[] widths =
                differences.stream()
                        .filter(d -> d.test() != null)
                        .mapToDouble(BaselineTable::halfWidth)
                        .sorted()
                        .toArray();
        int decimals =
                NumberText.decimals(
                        widths.length == 0 ? Double.NaN : widths[(widths.length - 1) / 2]);
        String widest =
                Arrays.stream(widths)
                        .mapToObj(width -> NumberText.spread(width, decimals))
                        .max(Comparator.comparingInt(String::length))
                        .orElse("");
        for (int i = 0; i < differences.size(); i++) {
            BaselineDifference difference = differences.get(i);
            rows.get(i).add(difference(difference, decimals, widest));
            if (tests) {
                rows.get(i).add(pOfMeans(difference));
            }
            if (ranked > 0) {
                rows.get(i).add(pOfSignedRanks(difference));
            }
        }
    }

    private static double halfWidth(BaselineDifference difference) {
        return difference.test() == null
                ? Double.NaN
                : difference.test().halfWidth(Measured.CONFIDENCE);
    }

    private Cell difference(BaselineDifference difference, int decimals, String widest) {
        if (difference.obstacle() != null) {
            return Cell.faint(NumberText.ABSENT, notes.mark(Notes.sentence(difference.obstacle())));
        }
        List<String> marks = new ArrayList<>();
        if (difference.limits() != Limits.BOTH) {
            boolean atLeast = difference.limits() == Limits.LOWER;
            marks.add(
                    notes.mark(
                            "A bound beside an exact value: the model is better by at "
                                    + (atLeast ? "least" : "most")
                                    + " this difference, or worse by at "
                                    + (atLeast ? "most" : "least")
                                    + " it."));
        }
        String mean = NumberText.signed(difference.mean(), decimals);
        if (difference.test() == null) {
            // If no model has an interval, the caption says so.
            if (!widest.isEmpty()) {
                marks.add(notes.mark("1 common seed: no interval and no test."));
            }
            return new Cell(mean, Emphasis.PLAIN, marks, widest).valued(difference.mean());
        }
        String spread = NumberText.spread(halfWidth(difference), decimals);
        String text = mean + NumberText.widened(spread, widest.length());
        return new Cell(text, Emphasis.PLAIN, marks, "").valued(difference.mean());
    }

    private Cell untested() {
        return Cell.faint(
                NumberText.ABSENT,
                notes.mark("Not tested: the bound may err by more than such a difference."));
    }

    private Cell pOfMeans(BaselineDifference difference) {
        if (difference.test() != null && !difference.isTested()) {
            return untested();
        }
        return difference.test() != null && Double.isNaN(difference.holm())
                ? Cell.faint(
                        NumberText.ABSENT, notes.mark("All differences are 0: there is no test."))
                : pValue(difference.holm());
    }

    private Cell pOfSignedRanks(BaselineDifference difference) {
        if (difference.test() != null && !difference.isTested()) {
            return untested();
        }
        return difference.test() != null && difference.wilcoxon() == null
                ? Cell.faint(
                        NumberText.ABSENT,
                        notes.mark(
                                String.format(
                                        Locale.ROOT,
                                        "The signed-rank test is for %d to %d pairs; here there are"
                                                + " %d.",
                                        BaselineDifference.WILCOXON_PAIRS,
                                        BaselineDifference.MOST_WILCOXON_PAIRS,
                                        difference.pairs())))
                : pValue(difference.wilcoxonHolm());
    }

    private static Cell pValue(double p) {
        String text = NumberText.pValue(p);
        return text.equals(NumberText.ABSENT) ? Cell.faint(text) : Cell.plain(text).valued(p);
    }
}
