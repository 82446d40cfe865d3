// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vaelab.reports.comparison.BaselineDifference;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Direction;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;

/** Each model's difference to the baseline, paired by seed, in the metrics that have a direction. */
public final class BaselineTable {

    private final Comparison comparison;
    private final ComparedModel baseline;
    private final Notes notes = new Notes();
    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();
    private int mostPairs;

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
                rows.add(new ArrayList<>(List.of(Cell.plain(model.name()))));
            }
        }
        for (Metric metric : comparison.metrics()) {
            if (metric.direction() != Direction.NEITHER) {
                add(metric, BaselineDifference.of(comparison, baseline, metric));
            }
        }
        return columns.size() == 1
                ? Optional.empty()
                : Optional.of(new Table("baseline", caption(), columns, rows, notes.all()));
    }

    private String caption() {
        String paired =
                String.format(
                        "Difference to the baseline %s, model minus baseline, paired by seed: mean"
                                + " ± half the width of its 95 %% interval, and the p-value of the"
                                + " paired t test, adjusted over the models of a column (Holm).",
                        baseline.name());
        if (mostPairs == 0 || mostPairs >= BaselineDifference.WILCOXON_PAIRS) {
            return paired;
        }
        if (mostPairs == 1) {
            return paired + " One seed allows no test: a difference may be the seed's alone.";
        }
        return String.format(
                "%s With %d pairs the test rests on the assumption of Normal differences, which so"
                        + " few cannot check; the exact signed-rank test, which needs no such"
                        + " assumption, cannot come below 0.05 under %d pairs. Read the"
                        + " differences, and the p-values as a hint.",
                paired, mostPairs, BaselineDifference.WILCOXON_PAIRS);
    }

    private void add(Metric metric, List<BaselineDifference> differences) {
        boolean signedRanks = differences.stream().anyMatch(d -> d.wilcoxon() != null);
        String arrow = metric.direction() == Direction.HIGHER ? " ↑" : " ↓";
        String unit =
                Measured.of(baseline, metric)
                        .basis()
                        .map(basis -> basis.unit().equals("1") ? "" : basis.unit())
                        .orElse("");
        columns.add(new Column("Δ " + metric.label() + arrow, unit, true));
        columns.add(new Column("p", "Holm", true));
        if (signedRanks) {
            columns.add(new Column("p", "signed rank", true));
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
            rows.get(i).add(pValue(difference));
            if (signedRanks) {
                rows.get(i)
                        .add(
                                difference.wilcoxon() == null
                                        ? Cell.faint(NumberText.ABSENT)
                                        : Cell.plain(
                                                NumberText.pValue(
                                                        difference.wilcoxon().pTwoSided())));
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
            return Cell.faint(NumberText.ABSENT, notes.mark(sentence(difference.obstacle())));
        }
        mostPairs = Math.max(mostPairs, difference.pairs());
        String mean = NumberText.signed(difference.mean(), decimals);
        if (difference.test() == null) {
            return new Cell(
                    mean,
                    Emphasis.PLAIN,
                    List.of(notes.mark("1 common seed: no interval and no test.")),
                    widest);
        }
        String spread = NumberText.spread(halfWidth(difference), decimals);
        return Cell.plain(mean + NumberText.widened(spread, widest.length()));
    }

    private Cell pValue(BaselineDifference difference) {
        if (difference.test() != null && Double.isNaN(difference.holm())) {
            return Cell.faint(
                    NumberText.ABSENT, notes.mark("All differences are 0: there is no test."));
        }
        String text = NumberText.pValue(difference.holm());
        return text.equals(NumberText.ABSENT) ? Cell.faint(text) : Cell.plain(text);
    }

    private static String sentence(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".";
    }
}
