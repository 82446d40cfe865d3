// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Layer.Marks;
import org.vaelab.reports.figures.Layer.Point;

/**
 * The bound over training: a strong line for the mean of each model, and a thin one for each seed.
 */
public final class LearningCurves {

    private static final String TITLE = "bound, nats per example";
    private static final double SKIPPED = 0.05;
    private static final int POINTS = 60;
    private static final double HOUR = 3600;
    private static final double MINUTE = 60;

    /** The curves of a model; the validation is empty if there was none. */
    private record ModelCurves(ComparedModel model, Curve train, Curve validation) {

        boolean isEmpty() {
            return train.isEmpty() && validation.isEmpty();
        }

        List<Curve> both() {
            return List.of(train, validation);
        }

        Curve strong() {
            return validation.isEmpty() ? train : validation;
        }
    }

    /** The mean over the runs at a place of a curve. */
    private record At(String part, Curve curve, int place, Point mean) {}

    private LearningCurves() {}

    /** Draws the bound against the step; empty if no completed run has a history of its bound. */
    public static Optional<Figure> of(Comparison comparison) {
        List<ModelCurves> all = curves(comparison, HistoryEntry::step);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Figure(
                                "learning-curves",
                                "Learning curves: " + caption(comparison, all),
                                "Bound in nats against the training step, for " + names(all),
                                rows(all, false),
                                plot(comparison, all, "training step")));
    }

    /** Draws the bound against wall time; empty if no completed run knows its time. */
    public static Optional<Figure> ofTime(Comparison comparison) {
        List<ModelCurves> seconds = curves(comparison, HistoryEntry::elapsedSeconds);
        double last = last(seconds);
        if (!(last > 0)) {
            return Optional.empty();
        }
        double unit = last > 2 * HOUR ? HOUR : last > 2 * MINUTE ? MINUTE : 1;
        String name = unit == HOUR ? "hours" : unit == MINUTE ? "minutes" : "seconds";
        return Optional.of(
                new Figure(
                        "learning-curves-time",
                        "Learning curves against wall time on the machine of each run: "
                                + caption(comparison, seconds),
                        "Bound in nats against wall time, for " + names(seconds),
                        rows(seconds, true),
                        plot(
                                comparison,
                                curves(comparison, entry -> entry.elapsedSeconds() / unit),
                                "wall time, " + name)));
    }

    private static List<ModelCurves> curves(
            Comparison comparison, ToDoubleFunction<HistoryEntry> clock) {
        List<ModelCurves> all = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            ModelCurves curves =
                    new ModelCurves(
                            model,
                            curve(model, HistoryEntry::train, clock, POINTS),
                            curve(model, HistoryEntry::validation, clock, Integer.MAX_VALUE));
            if (!curves.isEmpty()) {
                all.add(curves);
            }
        }
        return all;
    }

    /** Returns the bound of the completed runs of a model. */
    static Curve curve(
            ComparedModel model,
            Function<HistoryEntry, Map<String, Double>> part,
            ToDoubleFunction<HistoryEntry> clock,
            int points) {
        List<Map<Long, Point>> runs = new ArrayList<>();
        for (ComparedRun run : model.completedRuns()) {
            Map<Long, Point> bounds = new TreeMap<>();
            for (HistoryEntry entry : run.history()) {
                double bound = part.apply(entry).getOrDefault(HistoryEntry.BOUND, Double.NaN);
                double at = clock.applyAsDouble(entry);
                if (Double.isFinite(bound) && Double.isFinite(at)) {
                    bounds.put(entry.step(), new Point(at, bound));
                }
            }
            runs.add(bounds);
        }
        return Curve.of(model, runs, points);
    }

    private static String names(List<ModelCurves> all) {
        return Figure.names(all.stream().map(ModelCurves::model).toList());
    }

    private static String caption(Comparison comparison, List<ModelCurves> all) {
        boolean validated = all.stream().anyMatch(m -> !m.validation().isEmpty());
        boolean seeds = all.stream().anyMatch(m -> m.strong().runs() > 1);
        int block = all.stream().mapToInt(m -> m.train().block()).max().orElse(1);
        return (validated
                        ? "each model's own bound on the validation data, and faint its training bound"
                        : "each model's own training bound")
                + (block > 1 ? ", averaged over " + block + " reported steps" : "")
                + (seeds ? "; thin lines are seeds, the strong line is their mean." : ".")
                + " The vertical axis leaves out the first twentieth of training. Bounds of"
                + " different estimators are different quantities: compare the models by the table."
                + withoutBound(comparison);
    }

    /**
     * Names the objective that the history holds in place of a bound, for an inference of point
     * values.
     */
    private static String withoutBound(Comparison comparison) {
        String names =
                Figure.names(
                        comparison.models().stream().filter(LearningCurves::hasNoBound).toList());
        return names.isEmpty()
                ? ""
                : " There is no bound for " + names + ": the curve is log p(x, z).";
    }

    private static boolean hasNoBound(ComparedModel model) {
        return model.completed().stream()
                .anyMatch(
                        run ->
                                run.metric(MetricRole.LOG_JOINT).isPresent()
                                        && run.metric(MetricRole.BOUND).isEmpty());
    }

    private static Plot plot(Comparison comparison, List<ModelCurves> all, String clock) {
        List<Layer> layers = new ArrayList<>();
        for (ModelCurves model : all) {
            if (!model.validation().isEmpty()) {
                Style faint = Style.of(comparison, model.model()).faint();
                layers.add(new Layer.Line(faint, model.train().mean()));
            }
        }
        List<Curve> strong = all.stream().map(ModelCurves::strong).toList();
        layers.addAll(Curve.lines(comparison, strong, Marks.SOME));
        return new Plot(Axis.linear(clock).range(0.0, last(all)), vertical(all), layers);
    }

    private static Stream<Curve> curves(List<ModelCurves> all) {
        return all.stream().flatMap(model -> model.both().stream());
    }

    private static double last(List<ModelCurves> all) {
        return curves(all)
                .flatMap(curve -> curve.bySeed().stream())
                .flatMap(List::stream)
                .mapToDouble(Point::x)
                .max()
                .orElse(0);
    }

    /** The axis of the values after the first part of training, with a little room. */
    private static Axis vertical(List<ModelCurves> all) {
        double steps =
                curves(all).flatMap(c -> c.steps().stream()).mapToLong(s -> s).max().orElse(0);
        DoubleSummaryStatistics values = new DoubleSummaryStatistics();
        curves(all)
                .forEach(
                        curve -> {
                            for (int i = 0; i < curve.steps().size(); i++) {
                                if (curve.steps().get(i) >= SKIPPED * steps) {
                                    values.accept(curve.low(i));
                                    values.accept(curve.high(i));
                                }
                            }
                        });
        double room = 0.03 * (values.getMax() - values.getMin());
        Axis axis = Axis.linear(TITLE);
        return room > 0 ? axis.range(values.getMin() - room, values.getMax() + room) : axis;
    }

    private static Rows<At> rows(List<ModelCurves> all, boolean hasClock) {
        List<At> means = new ArrayList<>();
        for (ModelCurves model : all) {
            means.addAll(means("train", model.train()));
            means.addAll(means("validation", model.validation()));
        }
        Rows<At> rows =
                Rows.of(means)
                        .column("model", at -> at.curve().model().name())
                        .column("part", At::part)
                        .column("step", at -> at.curve().steps().get(at.place()));
        return (hasClock ? rows.column("seconds", at -> at.mean().x()) : rows)
                .column("runs", at -> at.curve().runs())
                .column("mean", at -> at.mean().y())
                .column("min", at -> at.curve().low(at.place()))
                .column("max", at -> at.curve().high(at.place()));
    }

    private static List<At> means(String part, Curve curve) {
        List<Point> mean = curve.mean();
        return IntStream.range(0, mean.size())
                .mapToObj(i -> new At(part, curve, i, mean.get(i)))
                .toList();
    }
}
