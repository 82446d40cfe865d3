// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.comparison.ComparedMethod;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.TaskScores.Pair;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.figures.Style.Look;
import org.vaelab.reports.statistics.Friedman;
import org.vaelab.reports.statistics.Improvement;
import org.vaelab.reports.statistics.ShareInterval;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.reports.text.NumberText;

/** Figures of one metric of methods on several data sets. */
@Internal
public final class TaskFigures {

    private static final String CAPTION_OF_RANKS =
            "Critical-difference diagram of %1$s: mean ranks over %2$s data sets, the best on the left."
                    + " %3$s Friedman's test: p %4$s. Methods in one group may differ: %2$s data sets"
                    + " show large differences only.";
    private static final String SOME_DIFFER =
            "A bar joins methods that do not differ at the level 0.05 for all pairs together"
                    + " (Nemenyi).";
    private static final String NONE_DIFFERS =
            "The bar joins all methods, because Friedman's test finds no difference.";
    private static final String CAPTION_OF_PROFILES =
            "Performance profiles of %s: the share of all scores above a threshold, over %s data sets"
                    + " and %s. In each data set, 0 is the worst mean of the methods and 1 is the best."
                    + " A curve above another one at every threshold is better.";
    private static final String BANDS =
            " Bands: 95 % intervals at single thresholds for new seeds on these data sets (Wilson's"
                    + " score interval, which is too wide rather than too narrow here).";
    private static final String CAPTION_OF_IMPROVEMENTS =
            "Probability that a run of the first method has a better %s than a run of the second,"
                    + " averaged over %s data sets";
    private static final String INTERVALS =
            ", with its 95 % interval for new seeds on these data sets. An interval beyond the dashed"
                    + " line shows which is better more often, but not by how much.";
    private static final int THRESHOLDS = 81;
    private static final double BAR_END = 0.25;
    private static final double BETWEEN_BARS = 0.035;

    /** The share of the scores of a method above a threshold. */
    private record Share(int method, double threshold, ShareInterval of) {}

    /** Two methods. */
    private record Compared(
            int place, ComparedMethod one, ComparedMethod other, Improvement found) {

        Label label() {
            return new Label(
                    one.label().plain() + " > " + other.label().plain(),
                    one.label().latex() + " $>$ " + other.label().latex());
        }
    }

    private TaskFigures() {}

    /**
     * Draws the critical-difference diagram; empty below three methods, or if no pair could be told
     * apart on so few data sets.
     */
    public static Optional<Figure> ranks(Tasks tasks) {
        return TaskScores.ranks(tasks)
                .filter(test -> test.canSeparate(TaskScores.level()))
                .map(test -> ranks(tasks, test));
    }

    /** Returns why there is no critical-difference diagram; empty if there is one. */
    public static Optional<String> withoutRanks(Tasks tasks) {
        Optional<Friedman> test = TaskScores.ranks(tasks);
        if (test.isEmpty()) {
            return Optional.of("A critical-difference diagram needs three methods or more.");
        }
        return test.filter(of -> !of.canSeparate(TaskScores.level())).map(TaskFigures::tooFewData);
    }

    private static String tooFewData(Friedman test) {
        return String.format(
                Locale.ROOT,
                "There is no critical-difference diagram: on %d data sets mean ranks of %d methods"
                        + " differ by at most %d, and the critical difference is %.2f. No difference"
                        + " could be found.",
                test.blocks(),
                test.meanRanks().size(),
                test.meanRanks().size() - 1,
                test.criticalDifference(TaskScores.level()));
    }

    private static Figure ranks(Tasks tasks, Friedman test) {
        double level = TaskScores.level();
        boolean rejects = test.bestP() < level;
        String caption =
                CAPTION_OF_RANKS.formatted(
                        tasks.metric().label(),
                        test.blocks(),
                        rejects ? SOME_DIFFER : NONE_DIFFERS,
                        pValue(test.bestP()));
        DataFrame<Integer> rows =
                DataFrame.of(IntStream.range(0, tasks.methods().size()).boxed().toList())
                        .column("method", m -> tasks.methods().get(m).name())
                        .column("mean_rank", m -> test.meanRanks().get(m));
        return new Figure(
                id("tasks-ranks", tasks),
                caption,
                "Mean ranks over data sets of " + names(tasks),
                rows,
                plotOfRanks(tasks, test, level));
    }

    /**
     * Returns the diagram of Demsar (2006, figure 1) as rows: the best method on top, and beside
     * the rows of each group a bar.
     */
    private static Plot plotOfRanks(Tasks tasks, Friedman test, double level) {
        int k = tasks.methods().size();
        List<Integer> order =
                IntStream.range(0, k)
                        .boxed()
                        .sorted(Comparator.comparingDouble(test.meanRanks()::get))
                        .toList();
        double critical = test.criticalDifference(level);
        List<Label> rows =
                new ArrayList<>(
                        List.of(Axis.plain(String.format(Locale.ROOT, "CD = %.2f", critical))));
        order.forEach(method -> rows.add(tasks.methods().get(method).label()));
        List<Point> means = new ArrayList<>();
        order.forEach(
                method -> means.add(new Point(test.meanRanks().get(method), k - means.size())));
        List<PlotLayer> layers = new ArrayList<>();
        layers.add(
                new PlotLayer.Interval(
                        new Style(0, Look.FRAME),
                        new Point(1, k + 1),
                        new Point(1 + critical, k + 1)));
        layers.add(new PlotLayer.Points(new Style(0, Look.BAR), means, null));
        for (List<Integer> group : test.groups(level)) {
            double x = k * (1 + BETWEEN_BARS * (layers.size() - 1));
            double top = k + BAR_END - order.indexOf(group.get(0));
            double bottom = top + 1 - group.size() - 2 * BAR_END;
            List<Point> ends = List.of(new Point(x, top), new Point(x, bottom));
            layers.add(new PlotLayer.Line(new Style(0, Look.BAR), ends));
        }
        double[] ranks = IntStream.rangeClosed(1, k).asDoubleStream().toArray();
        return new Plot(Axis.linear("mean rank").ticksAt(ranks), Axis.rows(rows), layers);
    }

    private static String pValue(double p) {
        String text = NumberText.pValue(p);
        return Character.isDigit(text.charAt(0)) ? "= " + text : text;
    }

    private static String id(String prefix, Tasks tasks) {
        return prefix + "-" + tasks.metric().name().replace('.', '-');
    }

    private static String names(Tasks tasks) {
        return tasks.methods().stream()
                .map(method -> method.label().plain())
                .collect(Collectors.joining(", "));
    }

    private static Style style(Comparison comparison, Tasks tasks, int method) {
        return Style.of(comparison, tasks.methods().get(method).models().get(0));
    }

    /** Draws the performance profiles; empty if fewer than two data sets have a common scale. */
    public static Optional<Figure> profiles(Comparison comparison, TaskScores scores) {
        if (!scores.hasAggregates() || !scores.isScaled()) {
            return Optional.empty();
        }
        Tasks tasks = scores.tasks();
        List<Share> shares = new ArrayList<>();
        double[] thresholds = thresholds(scores);
        for (int m = 0; m < tasks.methods().size(); m++) {
            List<ShareInterval> profile = scores.profile(m, thresholds);
            for (int i = 0; i < thresholds.length; i++) {
                shares.add(new Share(m, thresholds[i], profile.get(i)));
            }
        }
        DataFrame<Share> rows =
                DataFrame.of(shares)
                        .column("method", row -> tasks.methods().get(row.method()).name())
                        .column("threshold", Share::threshold)
                        .column("share", row -> row.of().share())
                        .column("ci95_low", row -> row.of().low())
                        .column("ci95_high", row -> row.of().high());
        List<PlotLayer> bands = new ArrayList<>();
        List<PlotLayer> lines = new ArrayList<>();
        rows.by(Share::method)
                .forEach(
                        (m, own) -> {
                            Style style = style(comparison, tasks, m);
                            List<Point> low = Point.list(own, "threshold", "ci95_low");
                            List<Point> high = Point.list(own, "threshold", "ci95_high");
                            bands.add(PlotLayer.Area.between(style, low, high));
                            List<Point> share = Point.list(own, "threshold", "share");
                            Label name = tasks.methods().get(m).label();
                            lines.add(new PlotLayer.Line(style, share, PlotLayer.Marks.SOME, name));
                        });
        if (tasks.seeds() == 1) {
            bands.clear();
        }
        bands.addAll(lines);
        return Optional.of(
                new Figure(
                        id("tasks-profiles", tasks),
                        captionOfProfiles(scores),
                        "Performance profiles of " + names(tasks),
                        rows,
                        new Plot(
                                Axis.linear("Score t (0: worst method, 1: best method)"),
                                Axis.linear("Share of scores above t").range(0.0, 1.0),
                                bands)));
    }

    private static double[] thresholds(TaskScores scores) {
        double[] all =
                Arrays.stream(scores.scores())
                        .flatMap(Arrays::stream)
                        .flatMapToDouble(Arrays::stream)
                        .sorted()
                        .toArray();
        double low = all[0];
        double high = all[all.length - 1];
        double[] thresholds = new double[THRESHOLDS];
        Arrays.setAll(thresholds, i -> low + i * (high - low) / (THRESHOLDS - 1));
        return thresholds;
    }

    private static String captionOfProfiles(TaskScores scores) {
        int seeds = scores.tasks().seeds();
        return CAPTION_OF_PROFILES.formatted(
                        scores.tasks().metric().label(),
                        scores.scores()[0][0].length,
                        seeds == 1 ? "1 seed" : seeds + " seeds")
                + (seeds == 1 ? " One seed gives no intervals." : BANDS);
    }

    /** Draws the probability of improvement of the pairs of the table. */
    public static Figure improvements(Comparison comparison, TaskScores scores) {
        Tasks tasks = scores.tasks();
        List<Compared> pairs = new ArrayList<>();
        for (Pair pair : scores.pairs(comparison)) {
            ComparedMethod one = tasks.methods().get(pair.one());
            ComparedMethod other = tasks.methods().get(pair.other());
            Improvement found = scores.improvement(pair.one(), pair.other());
            pairs.add(new Compared(pair.one(), one, other, found));
        }
        List<PlotLayer> layers = new ArrayList<>(List.of(PlotLayer.Guide.vertical(0.5, null)));
        for (int i = 0; i < pairs.size(); i++) {
            Improvement found = pairs.get(i).found();
            Style style = style(comparison, tasks, pairs.get(i).place());
            double y = pairs.size() - i;
            if (found.hasInterval()) {
                layers.add(
                        new PlotLayer.Interval(
                                style, new Point(found.low(), y), new Point(found.high(), y)));
            }
            layers.add(new PlotLayer.Points(style, new Point(found.probability(), y)));
        }
        return new Figure(
                id("tasks-improvement", tasks),
                CAPTION_OF_IMPROVEMENTS.formatted(tasks.metric().label(), tasks.tasks().size())
                        + (tasks.seeds() > 1 ? INTERVALS : ". One seed gives no interval."),
                "Probability of improvement between " + names(tasks),
                DataFrame.of(pairs)
                        .column("method", pair -> pair.one().name())
                        .column("other", pair -> pair.other().name())
                        .column("probability", pair -> pair.found().probability())
                        .column("ci95_low", pair -> pair.found().low())
                        .column("ci95_high", pair -> pair.found().high()),
                new Plot(
                        Axis.linear("Probability of improvement").range(0.0, 1.0),
                        Axis.rows(pairs.stream().map(Compared::label).toList()),
                        layers));
    }
}
