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
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;

/**
 * The bound over training: a strong line for the mean of each model, and a thin one for each seed.
 */
@Internal
public final class LearningCurves {

    private static final String TITLE = "bound, nats per example";
    private static final String VALIDATION = "validation";
    private static final double SKIPPED = 0.05;
    private static final int POINTS = 60;
    private static final double HOUR = 3600;
    private static final double MINUTE = 60;

    /**
     * The curve of a model on a part of the data.
     *
     * @param isStrong whether the model has no other, or it is that on validation data
     */
    private record Part(String name, Curve curve, boolean isStrong) {}

    /** The mean over the runs at a place of a curve. */
    private record At(Part part, int place, Point mean) {}

    private LearningCurves() {}

    /** Draws the bound against the step; empty if no completed run has a history of its bound. */
    public static Optional<Figure> of(Comparison comparison) {
        List<Part> parts = parts(comparison, HistoryEntry::step);
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Figure(
                                "learning-curves",
                                "Learning curves: " + caption(comparison, parts),
                                "Bound in nats against the training step, for " + names(parts),
                                rows(parts, false),
                                plot(comparison, parts, "training step")));
    }

    /** Draws the bound against wall time; empty if no completed run knows its time. */
    public static Optional<Figure> ofTime(Comparison comparison) {
        List<Part> seconds = parts(comparison, HistoryEntry::elapsedSeconds);
        double last = last(seconds);
        if (!(last > 0)) {
            return Optional.empty();
        }
        double unit = last > 2 * HOUR ? HOUR : last > 2 * MINUTE ? MINUTE : 1;
        String name = unit == HOUR ? "hours" : unit == MINUTE ? "minutes" : "seconds";
        List<Part> shown = parts(comparison, entry -> entry.elapsedSeconds() / unit);
        return Optional.of(
                new Figure(
                        "learning-curves-time",
                        "Learning curves against wall time on the machine of each run: "
                                + caption(comparison, seconds),
                        "Bound in nats against wall time, for " + names(seconds),
                        rows(seconds, true),
                        plot(comparison, shown, "wall time, " + name)));
    }

    private static List<Part> parts(Comparison comparison, ToDoubleFunction<HistoryEntry> clock) {
        List<Part> parts = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            Curve train = curve(model, HistoryEntry::train, clock, POINTS);
            Curve validation = curve(model, HistoryEntry::validation, clock, Integer.MAX_VALUE);
            parts.add(new Part("train", train, validation.isEmpty()));
            parts.add(new Part(VALIDATION, validation, true));
        }
        parts.removeIf(part -> part.curve().isEmpty());
        return parts;
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
            for (HistoryEntry entry : run.training().history()) {
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

    private static String names(List<Part> parts) {
        return Figure.names(parts.stream().map(part -> part.curve().model()).toList());
    }

    private static String caption(Comparison comparison, List<Part> parts) {
        boolean validated = parts.stream().anyMatch(part -> part.name().equals(VALIDATION));
        boolean seeds = parts.stream().anyMatch(p -> p.isStrong() && p.curve().runs() > 1);
        int block = parts.stream().mapToInt(part -> part.curve().block()).max().orElse(1);
        return (validated
                        ? "each model's own bound on the validation data, and faint its training bound"
                        : "each model's own training bound")
                + (block > 1 ? ", each point the mean of 1 to " + block + " reported steps" : "")
                + (seeds ? "; thin lines are seeds, the strong line is their mean." : ".")
                + " The vertical axis fits what follows the first twentieth of training."
                + " Bounds of different estimators are different quantities: compare the models by the table."
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

    private static Plot plot(Comparison comparison, List<Part> parts, String clock) {
        List<PlotLayer> layers = new ArrayList<>();
        List<Curve> strong = new ArrayList<>();
        for (Part part : parts) {
            Curve curve = part.curve();
            if (part.isStrong()) {
                strong.add(curve);
            } else {
                Style faint = Style.of(comparison, curve.model()).faint();
                layers.add(new PlotLayer.Line(faint, curve.mean()));
            }
        }
        layers.addAll(Curve.lines(comparison, strong, Marks.SOME));
        return new Plot(Axis.linear(clock).range(0.0, last(parts)), vertical(parts), layers);
    }

    private static double last(List<Part> parts) {
        return parts.stream()
                .flatMap(part -> part.curve().bySeed().stream())
                .flatMap(List::stream)
                .mapToDouble(Point::x)
                .max()
                .orElse(0);
    }

    /** The axis of the values after the first part of training, with a little room. */
    private static Axis vertical(List<Part> parts) {
        List<Curve> curves = parts.stream().map(Part::curve).toList();
        double steps =
                curves.stream().flatMap(c -> c.steps().stream()).mapToLong(s -> s).max().orElse(0);
        DoubleSummaryStatistics values = new DoubleSummaryStatistics();
        for (Curve curve : curves) {
            for (int i = 0; i < curve.steps().size(); i++) {
                if (curve.steps().get(i) >= SKIPPED * steps) {
                    values.accept(curve.low(i));
                    values.accept(curve.high(i));
                }
            }
        }
        double room = 0.03 * (values.getMax() - values.getMin());
        Axis axis = Axis.linear(TITLE);
        return room > 0 ? axis.range(values.getMin() - room, values.getMax() + room) : axis;
    }

    private static DataFrame<At> rows(List<Part> parts, boolean hasClock) {
        List<At> all = new ArrayList<>();
        for (Part part : parts) {
            List<Point> mean = part.curve().mean();
            for (int i = 0; i < mean.size(); i++) {
                all.add(new At(part, i, mean.get(i)));
            }
        }
        DataFrame<At> rows =
                DataFrame.of(all)
                        .column("model", at -> at.part().curve().model().name())
                        .column("part", at -> at.part().name())
                        .column("step", at -> at.part().curve().steps().get(at.place()));
        return (hasClock ? rows.column("seconds", at -> at.mean().x()) : rows)
                .column("runs", at -> at.part().curve().runs())
                .column("mean", at -> at.mean().y())
                .column("min", at -> at.part().curve().low(at.place()))
                .column("max", at -> at.part().curve().high(at.place()));
    }
}
