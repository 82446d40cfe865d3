// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.JointRanking;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.statistics.Friedman;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.NumberText;

/**
 * All models together in each metric that can be tested: mean ranks over seeds, Friedman's test,
 * and Nemenyi's critical difference.
 */
public final class RankTable {

    private static final double LEVEL = 0.05;
    private static final int DECIMALS = 2;

    private static final String CAPTION =
            "All models together: mean ranks over seeds, 1 the best of a seed, and Friedman's test"
                    + " of whether the models of a column are alike, the seeds being blocks. χ² is"
                    + " corrected for ties; p is exact, every order of the models of a seed being"
                    + " equally likely, and adjusted for nothing: each column is a test of its own."
                    + " Where p is below 0.05, two models whose mean ranks are further apart than the"
                    + " critical difference differ at that level, all pairs taken together (Nemenyi)."
                    + " All seeds saw the same data: nothing is said of other data.";

    private final Comparison comparison;
    private final List<JointRanking> tested;

    private RankTable(Comparison comparison) {
        this.comparison = comparison;
        this.tested =
                JointRanking.ofAll(comparison).stream().filter(one -> one.test() != null).toList();
    }

    /** Builds the table; empty if no metric can be tested. Its caption says what is left out. */
    public static Optional<Table> of(Comparison comparison) {
        RankTable table = new RankTable(comparison);
        return table.tested.isEmpty() ? Optional.empty() : Optional.of(table.build());
    }

    /**
     * Returns the metrics without a test, and why; empty if there are none, or fewer than three
     * models, where nobody expects a test.
     */
    public static Optional<String> leftOut(Comparison comparison) {
        Map<String, List<String>> metrics = new LinkedHashMap<>();
        for (JointRanking one : JointRanking.ofAll(comparison)) {
            if (one.obstacle() != null) {
                metrics.computeIfAbsent(one.obstacle(), o -> new ArrayList<>())
                        .add(one.metric().label());
            }
        }
        if (metrics.isEmpty() || comparison.models().size() < JointRanking.FEWEST_MODELS) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "Friedman's test needs %d models whose values may be compared, and %d seeds"
                                + " that all of them completed. It is left out for %s.",
                        JointRanking.FEWEST_MODELS,
                        JointRanking.FEWEST_SEEDS,
                        metrics.entrySet().stream()
                                .map(e -> String.join(", ", e.getValue()) + ": " + e.getKey())
                                .collect(Collectors.joining("; "))));
    }

    private Table build() {
        TableSpec<ComparedModel> table = TableSpec.ofModels("ranks", comparison.models());
        for (JointRanking one : tested) {
            table.numbers(
                    one.metric().label(),
                    one.models().size() + " models · " + one.seeds().size() + " seeds",
                    model -> meanRank(one, model));
        }
        table.summary("Friedman’s χ²", tests().map(RankTable::chiSquared))
                .summary("p", tests().map(RankTable::pValue))
                .summary("Critical difference", tests().map(t -> criticalDifference(t, LEVEL)));
        return table.captioned(
                CAPTION
                        + leftOut(comparison).map(text -> " " + text).orElse("")
                        + SharedStart.note(comparison.models().stream()));
    }

    private Stream<Friedman> tests() {
        return tested.stream().map(one -> Objects.requireNonNull(one.test()));
    }

    private static Cell meanRank(JointRanking one, ComparedModel model) {
        return one.meanRank(model)
                .map(RankTable::number)
                .orElseGet(
                        () ->
                                Cell.absent(
                                        "Not ranked: it has no value, or one that may not be"
                                                + " compared with the others."));
    }

    /** Returns a mean rank, or a statistic of mean ranks. */
    static Cell number(double value) {
        return Cell.number(value, NumberText.fixed(value, DECIMALS));
    }

    private static Cell chiSquared(Friedman test) {
        return Double.isNaN(test.chiSquared())
                ? Cell.absent("The models of every seed are equal: there is no test.")
                : number(test.chiSquared());
    }

    private static Cell pValue(Friedman test) {
        Cell cell = Cell.number(test.bestP(), NumberText.pValue(test.bestP()));
        return Double.isNaN(test.exactP()) && !Double.isNaN(test.p())
                ? cell.marked(
                        List.of(
                                String.format(
                                        Locale.ROOT,
                                        "From the chi-squared distribution with %d degrees of"
                                                + " freedom: there are too many orders for an exact"
                                                + " one.",
                                        test.meanRanks().size() - 1)))
                : cell;
    }

    static Cell criticalDifference(Friedman test, double level) {
        String text = NumberText.fixed(test.criticalDifference(level), DECIMALS);
        return test.bestP() < level
                ? Cell.plain(text)
                : Cell.faint(text, "No pair is told apart: p is not below 0.05.");
    }
}
