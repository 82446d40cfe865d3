// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Method;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.TaskScores.Aggregates;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.statistics.BootstrapInterval;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.statistics.ScoreMatrix;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
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
        this.sign = tasks.metric().direction() == Direction.HIGHER ? 1 : -1;
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

    static Cell name(Method method) {
        return new Cell(
                method.label().plain(),
                Table.Emphasis.PLAIN,
                List.of(),
                "",
                method.label().latex(),
                Double.NaN,
                "");
    }

    private Table means() {
        int n = tasks.tasks().size();
        List<Column> columns = new ArrayList<>(List.of(new Column("Method", "", false)));
        tasks.tasks().forEach(task -> columns.add(new Column(task, "", true)));
        List<List<Cell>> rows = new ArrayList<>();
        tasks.methods().forEach(method -> rows.add(new ArrayList<>(List.of(name(method)))));
        for (int t = 0; t < n; t++) {
            int task = t;
            List<MeanInterval> means =
                    IntStream.range(0, rows.size()).mapToObj(m -> mean(m, task)).toList();
            int decimals =
                    NumberText.decimals(
                            means.stream()
                                    .mapToDouble(MeanInterval::halfWidth)
                                    .sorted()
                                    .skip((means.size() - 1) / 2)
                                    .findFirst()
                                    .orElse(Double.NaN));
            for (int m = 0; m < rows.size(); m++) {
                MeanInterval mean = means.get(m);
                String text = NumberText.fixed(mean.mean(), decimals);
                rows.get(m)
                        .add(
                                Cell.plain(
                                                mean.hasInterval()
                                                        ? text
                                                                + NumberText.spread(
                                                                        mean.halfWidth(), decimals)
                                                        : text)
                                        .valued(mean.mean()));
            }
        }
        return new Table(id("tasks-means"), captionOfMeans(), columns, rows, List.of());
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
        List<Column> columns =
                new ArrayList<>(
                        List.of(
                                new Column("Method", "", false),
                                new Column("IQM", "", true),
                                new Column("Median", "of task means", true),
                                new Column("Mean", "", true)));
        if (scores.isScaled()) {
            columns.add(new Column("Optimality gap", "to 1, lower is better", true));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (int m = 0; m < tasks.methods().size(); m++) {
            Aggregates of = scores.aggregates(m);
            double shown = scores.isScaled() ? 1 : sign;
            int decimals = decimals(of.mean());
            List<Cell> row = new ArrayList<>(List.of(name(tasks.methods().get(m))));
            row.add(cell(of.interquartileMean(), shown, decimals));
            row.add(cell(of.median(), shown, decimals));
            row.add(cell(of.mean(), shown, decimals));
            if (scores.isScaled()) {
                row.add(cell(of.optimalityGap(), 1, decimals));
            }
            rows.add(row);
        }
        return new Table(id("tasks-aggregates"), captionOfAggregates(), columns, rows, List.of());
    }

    private int decimals(BootstrapInterval mean) {
        return scores.isScaled()
                ? DECIMALS
                : Math.max(DECIMALS, NumberText.decimals((mean.high() - mean.low()) / 2));
    }

    private static Cell cell(BootstrapInterval interval, double sign, int decimals) {
        String text = NumberText.fixed(sign * interval.estimate(), decimals);
        double low = sign > 0 ? interval.low() : -interval.high();
        double high = sign > 0 ? interval.high() : -interval.low();
        String all =
                interval.hasInterval()
                        ? text
                                + " ("
                                + NumberText.fixed(low, decimals)
                                + " to "
                                + NumberText.fixed(high, decimals)
                                + ")"
                        : text;
        return Cell.plain(all).valued(sign * interval.estimate());
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
                        ? " The ends of the scale are taken as fixed; in simulations the intervals of two or three"
                                + " seeds covered 90 % or more."
                        : "",
                scores.scores()[0].length * scores.scores()[0][0].length < ScoreMatrix.FEWEST
                        ? " With so few scores the IQM cuts none, and is the mean."
                        : "");
    }
}
