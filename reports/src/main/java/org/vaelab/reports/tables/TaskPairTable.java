// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.statistics.BayesianSignedRank;
import org.vaelab.reports.statistics.Improvement;
import org.vaelab.reports.tables.Table.Cell;
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
    private static final String TEST = "signed-rank";

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
        TableSpec<Pair> table =
                TableSpec.of("tasks-pairs-" + tasks.metric().name().replace('.', '-'), pairs)
                        .cells("Method", pair -> name(pair.one()))
                        .cells("Other method", pair -> name(pair.other()))
                        .numbers("Probability of improvement", "", this::improvement)
                        .numbers("P(worse)", TEST, probability(BayesianSignedRank::left));
        if (hasRope) {
            table.numbers("P(equal)", TEST, probability(BayesianSignedRank::rope));
        }
        return table.numbers("P(better)", TEST, probability(BayesianSignedRank::right))
                .captioned(caption());
    }

    private Cell name(int method) {
        return Cell.label(tasks.methods().get(method).label());
    }

    private Cell improvement(Pair pair) {
        Improvement of = scores.improvement(pair.one(), pair.other());
        String text = NumberText.fixed(of.probability(), DECIMALS);
        String low = NumberText.fixed(of.low(), DECIMALS);
        String high = NumberText.fixed(of.high(), DECIMALS);
        return Cell.number(
                of.probability(),
                of.hasInterval() ? text + " (" + low + " to " + high + ")" : text);
    }

    private Function<Pair, Cell> probability(ToDoubleFunction<BayesianSignedRank> which) {
        return pair ->
                scores.signedRank(pair.one(), pair.other())
                        .map(which::applyAsDouble)
                        .map(p -> Cell.number(p, NumberText.fixed(p, OF_TEST)))
                        .orElseGet(Cell::absent);
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
