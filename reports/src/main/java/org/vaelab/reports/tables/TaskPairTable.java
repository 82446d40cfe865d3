// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.statistics.BayesianSignedRank;
import org.vaelab.reports.statistics.Improvement;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.NumberText;

/**
 * Pairs of methods over several data sets: the probability of improvement, and the Bayesian
 * signed-rank test.
 */
public final class TaskPairTable {

    /** With more methods, they are compared with one of them only. */
    private static final int ALL_PAIRS = 5;

    private static final int DECIMALS = 2;
    private static final int OF_TEST = 3;

    private final TaskScores scores;
    private final Tasks tasks;
    private final boolean hasRope;

    private TaskPairTable(TaskScores scores) {
        this.scores = scores;
        this.tasks = scores.tasks();
        this.hasRope = scores.rope() > 0;
    }

    /** A pair of methods, by place. */
    public record Pair(int one, int other) {}

    /**
     * Returns the pairs that are compared: each method with the baseline; without one all pairs, or
     * the best method with each other if there are many.
     */
    public static List<Pair> pairs(Comparison comparison, TaskScores scores) {
        Tasks tasks = scores.tasks();
        int methods = tasks.methods().size();
        Optional<Integer> baseline =
                tasks.baseline(comparison).map(method -> tasks.methods().indexOf(method));
        List<Pair> pairs = new ArrayList<>();
        for (int one = 0; one < methods; one++) {
            for (int other = 0; other < methods; other++) {
                boolean isCompared =
                        baseline.isPresent()
                                ? other == baseline.get() && one != other
                                : methods <= ALL_PAIRS
                                        ? one < other
                                        : one == scores.best() && one != other;
                if (isCompared) {
                    pairs.add(new Pair(one, other));
                }
            }
        }
        return pairs;
    }

    /** Builds the table. */
    public static Table of(Comparison comparison, TaskScores scores) {
        return new TaskPairTable(scores).build(pairs(comparison, scores));
    }

    private Table build(List<Pair> pairs) {
        List<Column> columns =
                new ArrayList<>(
                        List.of(
                                new Column("Method", "", false),
                                new Column("Other method", "", false),
                                new Column("Probability of improvement", "", true),
                                new Column("P(worse)", "signed-rank", true)));
        if (hasRope) {
            columns.add(new Column("P(equal)", "signed-rank", true));
        }
        columns.add(new Column("P(better)", "signed-rank", true));
        List<List<Cell>> rows = pairs.stream().map(this::row).toList();
        return new Table(
                "tasks-pairs-" + tasks.metric().name().replace('.', '-'),
                caption(),
                columns,
                rows,
                List.of());
    }

    private List<Cell> row(Pair pair) {
        List<Cell> row = new ArrayList<>();
        row.add(TaskTables.name(tasks.methods().get(pair.one())));
        row.add(TaskTables.name(tasks.methods().get(pair.other())));
        Improvement improvement = scores.improvement(pair.one(), pair.other());
        String text = NumberText.fixed(improvement.probability(), DECIMALS);
        row.add(
                Cell.plain(
                                improvement.hasInterval()
                                        ? String.format(
                                                Locale.ROOT,
                                                "%s (%s to %s)",
                                                text,
                                                NumberText.fixed(improvement.low(), DECIMALS),
                                                NumberText.fixed(improvement.high(), DECIMALS))
                                        : text)
                        .valued(improvement.probability()));
        Optional<BayesianSignedRank> test = scores.signedRank(pair.one(), pair.other());
        row.add(probability(test.map(BayesianSignedRank::left)));
        if (hasRope) {
            row.add(probability(test.map(BayesianSignedRank::rope)));
        }
        row.add(probability(test.map(BayesianSignedRank::right)));
        return row;
    }

    private static Cell probability(Optional<Double> p) {
        return p.map(of -> Cell.plain(NumberText.fixed(of, OF_TEST)).valued(of))
                .orElseGet(() -> Cell.faint(NumberText.ABSENT));
    }

    private String caption() {
        return "Pairs of methods by "
                + tasks.metric().label()
                + " on "
                + tasks.tasks().size()
                + " data sets. Probability of improvement: how often a run of the method is better"
                + " than a run of the other one on the same data, averaged over data sets; ties"
                + " count half."
                + (tasks.seeds() > 1
                        ? " In brackets: its 95 % interval for new seeds on these data sets"
                                + " (Newcombe's score interval)."
                        : " One seed gives no interval.")
                + " P: the Bayesian signed-rank test of the differences of means over data sets "
                + differences()
                + " The prior has strength 1, with its pseudo-observation at 0."
                + falseAlarms();
    }

    private String differences() {
        if (hasRope) {
            return String.format(
                    Locale.ROOT,
                    "in nats. Differences up to %s nats count as equal.",
                    NumberText.significant(scores.rope(), 2));
        }
        return scores.isScaled()
                ? "on the scale from the worst mean (0) to the best (1) of each data set."
                : "in " + tasks.unit() + ".";
    }

    private String falseAlarms() {
        if (hasRope) {
            return "";
        }
        int n = tasks.tasks().size();
        String share = n < 3 ? "half" : n < 5 ? "25 %" : n < 10 ? "18 %" : "13 %";
        return " Without a region of practical equivalence this is no test at the level 0.05: of"
                + " equal methods, P is above 0.95 for one of them in about "
                + share
                + " of all comparisons on so few data sets.";
    }
}
