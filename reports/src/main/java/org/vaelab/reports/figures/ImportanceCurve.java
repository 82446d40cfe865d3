// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.ImportancePoint;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Layer.Marks;
import org.vaelab.reports.figures.Layer.Point;
import org.vaelab.reports.tables.ProtocolText;

/**
 * The importance-weighted estimate of log p(x) against the number of draws K, and the share of
 * examples whose k-hat says that the estimate is unreliable.
 */
public final class ImportanceCurve {

    private static final String X = "draws per example, K";
    private static final String CAPTION =
            "The importance-weighted estimate of log p(x) with K draws, a lower bound in expectation,"
                    + " from disjoint blocks of the draws of the run.";
    private static final String TAILS =
            " Below it or beside it is the share of examples with unreliable k-hat, where k-hat is"
                    + " defined. Above the dashed line, 10 %, do not trust the estimate.";
    private static final String SEEDS = " Lines are means over seeds; thin lines are seeds.";
    private static final double RELIABLE = 0.1;

    /** The estimates of one run. */
    private record Estimates(ComparedModel model, long seed, List<ImportancePoint> points) {

        List<Point> of(ToDoubleFunction<ImportancePoint> value) {
            return points.stream()
                    .map(p -> new Point(p.samples(), value.applyAsDouble(p)))
                    .filter(p -> Double.isFinite(p.y()))
                    .toList();
        }
    }

    private ImportanceCurve() {}

    /**
     * Draws the figure; empty if no completed run has estimates for two numbers of draws.
     *
     * @throws IOException if a file of a run is damaged
     */
    public static Optional<Figure> of(Comparison comparison) throws IOException {
        List<Estimates> curves = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.completedRuns()) {
                List<ImportancePoint> points = run.folder().readImportance();
                Estimates curve = new Estimates(model, run.planned().seed(), points);
                if (curve.of(ImportancePoint::logLikelihood).size() > 1) {
                    curves.add(curve);
                }
            }
        }
        if (curves.isEmpty()) {
            return Optional.empty();
        }
        Plot estimates =
                new Plot(
                        Axis.logarithmic(X),
                        Axis.linear("log p(x), nats"),
                        layers(comparison, curves, ImportancePoint::logLikelihood));
        boolean hasTails =
                curves.stream().anyMatch(c -> !c.of(ImportancePoint::unreliable).isEmpty());
        List<ComparedModel> models = curves.stream().map(Estimates::model).distinct().toList();
        return Optional.of(
                new Figure(
                        "importance",
                        CAPTION
                                + (hasTails ? TAILS : "")
                                + (curves.size() > models.size() ? SEEDS : "")
                                + ProtocolText.groups(comparison),
                        "log p(x) in nats against the number of draws, for " + Figure.names(models),
                        hasTails
                                ? new Panels(List.of(estimates, tails(comparison, curves)), true)
                                : estimates,
                        csv(curves)));
    }

    private static Plot tails(Comparison comparison, List<Estimates> curves) {
        List<Layer> layers = new ArrayList<>();
        layers.add(Layer.Guide.horizontal(RELIABLE, null));
        layers.addAll(layers(comparison, curves, ImportancePoint::unreliable));
        double most =
                curves.stream()
                        .flatMap(curve -> curve.of(ImportancePoint::unreliable).stream())
                        .mapToDouble(Point::y)
                        .max()
                        .orElseThrow();
        return new Plot(
                Axis.logarithmic(X),
                Axis.linear("unreliable k-hat")
                        .range(0.0, Math.max(1.5 * RELIABLE, Math.min(1, 1.05 * most))),
                layers);
    }

    private static List<Layer> layers(
            Comparison comparison, List<Estimates> runs, ToDoubleFunction<ImportancePoint> value) {
        Map<ComparedModel, List<Map<Long, Point>>> byModel = new LinkedHashMap<>();
        for (Estimates run : runs) {
            Map<Long, Point> points = new TreeMap<>();
            run.of(value).forEach(point -> points.put((long) point.x(), point));
            byModel.computeIfAbsent(run.model(), m -> new ArrayList<>()).add(points);
        }
        List<Curve> curves = new ArrayList<>();
        byModel.forEach((model, own) -> curves.add(Curve.of(model, own, Integer.MAX_VALUE)));
        curves.removeIf(Curve::isEmpty);
        return Curve.lines(comparison, curves, Marks.ALL);
    }

    private static String csv(List<Estimates> curves) {
        Csv csv =
                new Csv(
                        "model",
                        "seed",
                        "samples",
                        "blocks",
                        "examples",
                        "log_likelihood",
                        "standard_error",
                        "unreliable_k_hat",
                        "k_hat_not_fitted");
        for (Estimates curve : curves) {
            for (ImportancePoint p : curve.points()) {
                csv.row(
                        curve.model().name(),
                        curve.seed(),
                        p.samples(),
                        p.blocks(),
                        p.examples(),
                        p.logLikelihood(),
                        p.standardError(),
                        p.unreliable(),
                        p.notFitted());
            }
        }
        return csv.toString();
    }
}
