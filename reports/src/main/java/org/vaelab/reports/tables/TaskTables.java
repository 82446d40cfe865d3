// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.TaskScores.Aggregates;
import org.vaelab.reports.comparison.TaskScores.Pair;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.statistics.BayesianSignedRank;
import org.vaelab.reports.statistics.BootstrapInterval;
import org.vaelab.reports.statistics.Improvement;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.statistics.ScoreMatrix;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.NumberText;

/**
 * One metric of methods on several data sets: its means, their aggregates, and pairs of methods
 * with the probability of improvement and the Bayesian signed-rank test.
 */
@Internal
public final class TaskTables {

    private static final int DECIMALS = 2;
    private static final int OF_TEST = 3;
    private static final String TEST = "signed-rank";

    private final TaskScores scores;
    private final Tasks tasks;
    private final double sign;
    private final boolean hasRope;

    private TaskTables(TaskScores scores) {
        this.scores = scores;
        this.tasks = scores.tasks();
        this.sign = tasks.metric().sign();
        this.hasRope = scores.rope() > 0;
    }

    /** Builds the table of means; a row for each method, a column for each data set. */
    public static Table means(TaskScores scores) {
        return new TaskTables(scores).means();
    }

    /** Builds the table of aggregates; empty if fewer than two data sets have a common scale. */
    public static Optional<Table> aggregates(TaskScores scores) {
        return scores.hasAggregates()
                ? Optional.of(new TaskTables(scores).aggregates())
                : Optional.empty();
    }

    /** Builds the table of pairs of methods. */
    public static Table pairs(Comparison comparison, TaskScores scores) {
        return new TaskTables(scores).pairs(scores.pairs(comparison));
    }

    private <R> TableSpec<R> of(String id, List<R> rows) {
        return TableSpec.of(id + "-" + tasks.metric().name().replace('.', '-'), rows);
    }

    /** Begins a table with a row for each method, by its place, and their names. */
    private TableSpec<Integer> ofMethods(String id) {
        return of(id, IntStream.range(0, tasks.methods().size()).boxed().toList())
                .cells("Method", this::name);
    }

    private Cell name(int method) {
        return Cell.label(tasks.methods().get(method).label());
    }

    private Table means() {
        TableSpec<Integer> table = ofMethods("tasks-means");
        for (int t = 0; t < tasks.tasks().size(); t++) {
            List<MeanInterval> column = means(t);
            double[] halfWidths = column.stream().mapToDouble(MeanInterval::halfWidth).toArray();
            Precision precision = Precision.fixed(Precision.median(halfWidths));
            table.numbers(tasks.tasks().get(t), "", m -> precision.cell(column.get(m)));
        }
        String unit = tasks.unit();
        boolean isNamed = unit.equals("1") || unit.equals(tasks.metric().label());
        String seeds =
                tasks.seeds() > 1
                        ? "the mean over %s seeds with half the width of its 95 %% interval (Student t)."
                                .formatted(tasks.seeds())
                        : "one seed of each method.";
        return table.captioned(
                tasks.metric().label()
                        + (isNamed ? ": " : ", " + unit + ": ")
                        + seeds
                        + direction()
                        + " A method is a set of models whose configs differ in their data alone."
                        + tasks.leftOut().stream().map(s -> " " + s).collect(Collectors.joining()));
    }

    private String direction() {
        return sign > 0 ? " Higher is better." : " Lower is better.";
    }

    /** Returns the mean over seeds of each method on a data set. */
    private List<MeanInterval> means(int task) {
        return Stream.of(tasks.scores())
                .map(runs -> Arrays.stream(runs).mapToDouble(run -> sign * run[task]).toArray())
                .map(values -> MeanInterval.of(values, MeasuredMetric.CONFIDENCE))
                .toList();
    }

    private Table aggregates() {
        List<Aggregates> all =
                IntStream.range(0, tasks.methods().size()).mapToObj(scores::aggregates).toList();
        TableSpec<Integer> table =
                ofMethods("tasks-aggregates")
                        .numbers("IQM", "", m -> cell(all.get(m), Aggregates::interquartileMean))
                        .numbers(
                                "Median",
                                "of task means",
                                m -> cell(all.get(m), Aggregates::median))
                        .numbers("Mean", "", m -> cell(all.get(m), Aggregates::mean));
        if (scores.isScaled()) {
            table.numbers(
                    "Optimality gap",
                    "to 1, lower is better",
                    m -> cell(all.get(m), Aggregates::optimalityGap));
        }
        return table.captioned(captionOfAggregates());
    }

    private Cell cell(Aggregates of, Function<Aggregates, BootstrapInterval> which) {
        BootstrapInterval mean = of.mean();
        Precision precision =
                Precision.fixed(
                        scores.isScaled()
                                ? DECIMALS
                                : Math.max(
                                        DECIMALS,
                                        NumberText.decimals((mean.high() - mean.low()) / 2)));
        BootstrapInterval interval = which.apply(of);
        return scores.isScaled() || sign > 0
                ? Cell.interval(interval.estimate(), interval.low(), interval.high(), precision)
                : Cell.interval(-interval.estimate(), -interval.high(), -interval.low(), precision);
    }

    private String captionOfAggregates() {
        return "Aggregates of "
                + tasks.metric().label()
                + " over "
                + scores.scores()[0][0].length
                + " data sets and "
                + (tasks.seeds() == 1 ? "1 seed." : tasks.seeds() + " seeds.")
                + (scores.isScaled() ? scale() : direction())
                + " IQM: the mean of the middle half of all scores."
                + (scores.isScaled()
                        ? " Optimality gap: how far the scores, cut at 1, are below 1 on average."
                        : "")
                + (tasks.seeds() == 1 ? " One seed gives no interval." : intervals());
    }

    private String scale() {
        String leftOut = " All methods are equal on %s, which is left out.";
        return " In each data set, 0 is the worst mean of the methods here and 1 is the best, so the"
                + " scores depend on which methods are compared."
                + (scores.withoutScale().isEmpty()
                        ? ""
                        : leftOut.formatted(String.join(", ", scores.withoutScale())));
    }

    private String intervals() {
        boolean isMean =
                scores.scores()[0].length * scores.scores()[0][0].length < ScoreMatrix.FEWEST;
        String text =
                " In brackets: 95 %% intervals by a stratified bootstrap over seeds (%s resamples,"
                        + " seed %s), widened for few seeds. They hold for new seeds on these data"
                        + " sets and say nothing about other data sets.";
        return text.formatted(
                        NumberText.grouped(BootstrapInterval.RESAMPLES), BootstrapInterval.SEED)
                + (scores.isScaled()
                        ? " The ends of the scale are taken as fixed; in simulations the intervals"
                                + " of two or three seeds covered 90 % or more."
                        : "")
                + (isMean ? " With so few scores the IQM cuts none, and is the mean." : "");
    }

    private Table pairs(List<Pair> pairs) {
        TableSpec<Pair> table =
                of("tasks-pairs", pairs)
                        .cells("Method", pair -> name(pair.one()))
                        .cells("Other method", pair -> name(pair.other()))
                        .numbers("Probability of improvement", "", this::improvement);
        addTest(table, "P(worse)", BayesianSignedRank::left);
        if (hasRope) {
            addTest(table, "P(equal)", BayesianSignedRank::rope);
        }
        addTest(table, "P(better)", BayesianSignedRank::right);
        return table.captioned(captionOfPairs());
    }

    private Cell improvement(Pair pair) {
        Improvement of = scores.improvement(pair.one(), pair.other());
        return Cell.interval(of.probability(), of.low(), of.high(), Precision.fixed(DECIMALS));
    }

    private void addTest(
            TableSpec<Pair> table, String title, ToDoubleFunction<BayesianSignedRank> which) {
        table.numbers(
                title,
                TEST,
                pair ->
                        scores.signedRank(pair.one(), pair.other())
                                .map(which::applyAsDouble)
                                .orElse(Double.NaN),
                Precision.fixed(OF_TEST));
    }

    private String captionOfPairs() {
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
                + (hasRope ? "" : falseAlarms());
    }

    private String differences() {
        if (hasRope) {
            return "in nats. Differences up to %s nats count as equal."
                    .formatted(NumberText.significant(scores.rope(), 2));
        }
        return scores.isScaled()
                ? "on the scale from the worst mean (0) to the best (1) of each data set."
                : "in " + tasks.unit() + ".";
    }

    private String falseAlarms() {
        int n = tasks.tasks().size();
        return " Without a region of practical equivalence this is no test at the level 0.05: of"
                + " equal methods, P is above 0.95 for one of them in about "
                + (n < 3 ? "half" : n < 5 ? "25 %" : n < 10 ? "18 %" : "13 %")
                + " of all comparisons on so few data sets.";
    }
}
