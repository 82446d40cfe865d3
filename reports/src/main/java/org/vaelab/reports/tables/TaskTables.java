// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Method;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.TaskScores.Aggregates;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.statistics.BootstrapInterval;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.statistics.ScoreMatrix;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.NumberText;

/** One metric of methods on several data sets: its means, and their aggregates. */
public final class TaskTables {

    private static final int DECIMALS = 2;

    private final TaskScores scores;
    private final Tasks tasks;
    private final double sign;
    private final String metric;

    private TaskTables(TaskScores scores) {
        this.scores = scores;
        this.tasks = scores.tasks();
        this.sign = tasks.metric().sign();
        this.metric = tasks.metric().label() + unit(tasks);
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

    static String unit(Tasks tasks) {
        boolean isNamed = tasks.unit().equals("1") || tasks.unit().equals(tasks.metric().label());
        return isNamed ? "" : ", " + tasks.unit();
    }

    /** Begins a table with a row for each method, and their names. */
    static TableSpec<Method> ofMethods(String id, List<Method> methods) {
        return TableSpec.of(id, methods).cells("Method", method -> Cell.label(method.label()));
    }

    private Table means() {
        TableSpec<Method> table = ofMethods(id("tasks-means"), tasks.methods());
        for (int t = 0; t < tasks.tasks().size(); t++) {
            int task = t;
            Precision precision =
                    new Precision(
                            Precision.median(
                                    IntStream.range(0, tasks.methods().size())
                                            .mapToDouble(m -> mean(m, task).halfWidth())
                                            .sorted()
                                            .toArray()),
                            "");
            table.numbers(
                    tasks.tasks().get(t),
                    "",
                    method -> precision.fixed(mean(tasks.methods().indexOf(method), task)));
        }
        return table.captioned(captionOfMeans());
    }

    private MeanInterval mean(int method, int task) {
        double[] values = new double[tasks.seeds()];
        for (int s = 0; s < values.length; s++) {
            values[s] = sign * tasks.scores()[method][s][task];
        }
        return MeanInterval.of(values, Measured.CONFIDENCE);
    }

    private String captionOfMeans() {
        return metric
                + (tasks.seeds() > 1
                        ? ": the mean over "
                                + tasks.seeds()
                                + " seeds with half the width of its 95 % interval (Student t)."
                        : ": one seed of each method.")
                + (sign > 0 ? " Higher is better." : " Lower is better.")
                + " A method is a set of models whose configs differ in their data alone."
                + tasks.leftOut().stream().map(s -> " " + s).collect(Collectors.joining());
    }

    private String id(String prefix) {
        return prefix + "-" + tasks.metric().name().replace('.', '-');
    }

    private Table aggregates() {
        List<Aggregates> all =
                IntStream.range(0, tasks.methods().size()).mapToObj(scores::aggregates).toList();
        Function<Method, Aggregates> of = method -> all.get(tasks.methods().indexOf(method));
        double shown = scores.isScaled() ? 1 : sign;
        TableSpec<Method> table =
                ofMethods(id("tasks-aggregates"), tasks.methods())
                        .numbers(
                                "IQM",
                                "",
                                m -> cell(of.apply(m), Aggregates::interquartileMean, shown))
                        .numbers(
                                "Median",
                                "of task means",
                                m -> cell(of.apply(m), Aggregates::median, shown))
                        .numbers("Mean", "", m -> cell(of.apply(m), Aggregates::mean, shown));
        if (scores.isScaled()) {
            table.numbers(
                    "Optimality gap",
                    "to 1, lower is better",
                    m -> cell(of.apply(m), Aggregates::optimalityGap, 1));
        }
        return table.captioned(captionOfAggregates());
    }

    private Cell cell(Aggregates of, Function<Aggregates, BootstrapInterval> which, double factor) {
        BootstrapInterval mean = of.mean();
        int decimals =
                scores.isScaled()
                        ? DECIMALS
                        : Math.max(DECIMALS, NumberText.decimals((mean.high() - mean.low()) / 2));
        BootstrapInterval interval = which.apply(of);
        double value = factor * interval.estimate();
        String text = NumberText.fixed(value, decimals);
        String low = NumberText.fixed(factor > 0 ? interval.low() : -interval.high(), decimals);
        String high = NumberText.fixed(factor > 0 ? interval.high() : -interval.low(), decimals);
        return Cell.number(
                value, interval.hasInterval() ? text + " (" + low + " to " + high + ")" : text);
    }

    private String captionOfAggregates() {
        return "Aggregates of "
                + tasks.metric().label()
                + " over "
                + scores.scores()[0][0].length
                + " data sets and "
                + (tasks.seeds() == 1 ? "1 seed. " : tasks.seeds() + " seeds. ")
                + scale()
                + " IQM: the mean of the middle half of all scores."
                + (scores.isScaled()
                        ? " Optimality gap: how far the scores, cut at 1, are below 1 on average."
                        : "")
                + intervals();
    }

    private String scale() {
        if (!scores.isScaled()) {
            return sign > 0 ? "Higher is better." : "Lower is better.";
        }
        return "In each data set, 0 is the worst mean of the methods here and 1 is the best, so the"
                + " scores depend on which methods are compared."
                + (scores.withoutScale().isEmpty()
                        ? ""
                        : " All methods are equal on "
                                + String.join(", ", scores.withoutScale())
                                + ", which is left out.");
    }

    private String intervals() {
        if (tasks.seeds() == 1) {
            return " One seed gives no interval.";
        }
        return String.format(
                Locale.ROOT,
                " In brackets: 95 %% intervals by a stratified bootstrap over seeds (%s resamples,"
                        + " seed %d), widened for few seeds. They hold for new seeds on these data"
                        + " sets and say nothing about other data sets.%s%s",
                NumberText.grouped(BootstrapInterval.RESAMPLES),
                BootstrapInterval.SEED,
                scores.isScaled()
                        ? " The ends of the scale are taken as fixed; in simulations the intervals"
                                + " of two or three seeds covered 90 % or more."
                        : "",
                scores.scores()[0].length * scores.scores()[0][0].length < ScoreMatrix.FEWEST
                        ? " With so few scores the IQM cuts none, and is the mean."
                        : "");
    }
}
