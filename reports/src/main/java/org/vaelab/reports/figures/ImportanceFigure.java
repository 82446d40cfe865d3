// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ImportancePoint;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.reports.tables.ProtocolText;

/**
 * The importance-weighted estimate of log p(x) against the number of draws K, and the share of
 * examples whose k-hat says that the estimate is unreliable.
 */
@Internal
public final class ImportanceFigure {

    private static final String X = "draws per example, K";
    private static final String CAPTION =
            "The importance-weighted estimate of log p(x) with K draws, a lower bound in expectation,"
                    + " from disjoint blocks of the draws of the run.";
    private static final String TAILS =
            " Below it or beside it is the share of examples with unreliable k-hat, where k-hat is"
                    + " defined. Above the dashed line, 10 %, do not trust the estimate.";
    private static final String SEEDS =
            " Markers are means over seeds; thin lines through several K are seeds.";
    private static final double RELIABLE = 0.1;

    /** An estimate of a run. */
    private record Estimated(ComparedModel model, long seed, ImportancePoint of) {}

    private ImportanceFigure() {}

    /**
     * Draws the figure; empty if no completed run has estimates for two numbers of draws.
     *
     * @throws IOException if a file of a run is damaged
     */
    public static Optional<Figure> of(Comparison comparison) throws IOException {
        List<Estimated> all = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.completedRuns()) {
                List<ImportancePoint> points = run.folder().importance().read();
                long known =
                        points.stream().filter(p -> Double.isFinite(p.logLikelihood())).count();
                if (known > 1) {
                    long seed = run.planned().seed();
                    points.forEach(point -> all.add(new Estimated(model, seed, point)));
                }
            }
        }
        if (all.isEmpty()) {
            return Optional.empty();
        }
        DataFrame<Estimated> rows =
                DataFrame.of(all)
                        .column("model", row -> row.model().name())
                        .column("seed", Estimated::seed)
                        .column("samples", row -> row.of().samples())
                        .column("blocks", row -> row.of().blocks())
                        .column("examples", row -> row.of().examples())
                        .column("log_likelihood", row -> row.of().logLikelihood())
                        .column("standard_error", row -> row.of().standardError())
                        .column("unreliable_k_hat", row -> row.of().unreliable())
                        .column("k_hat_not_fitted", row -> row.of().notFitted());
        List<Curve> curves = curves(rows, "log_likelihood");
        List<Curve> tails = curves(rows, "unreliable_k_hat");
        Plot estimates =
                new Plot(
                        Axis.logarithmic(X),
                        Axis.linear("log p(x), nats"),
                        Curve.lines(comparison, curves, Marks.ALL));
        boolean hasTails = all.stream().anyMatch(row -> Double.isFinite(row.of().unreliable()));
        boolean severalSeeds = curves.stream().anyMatch(curve -> curve.runs() > 1);
        List<ComparedModel> models = curves.stream().map(Curve::model).toList();
        return Optional.of(
                new Figure(
                        "importance",
                        CAPTION
                                + (hasTails ? TAILS : "")
                                + (severalSeeds ? SEEDS : "")
                                + ProtocolText.groups(comparison),
                        "log p(x) in nats against the number of draws, for " + Figure.names(models),
                        rows,
                        hasTails
                                ? new Panels(
                                        List.of(estimates, tails(comparison, rows, tails)), true)
                                : estimates));
    }

    private static Plot tails(
            Comparison comparison, DataFrame<Estimated> rows, List<Curve> curves) {
        List<PlotLayer> layers =
                new ArrayList<>(List.of(PlotLayer.Guide.horizontal(RELIABLE, null)));
        layers.addAll(Curve.lines(comparison, curves, Marks.ALL));
        double most =
                rows.list().stream()
                        .mapToDouble(row -> row.of().unreliable())
                        .filter(Double::isFinite)
                        .max()
                        .orElseThrow();
        return new Plot(
                Axis.logarithmic(X),
                Axis.linear("unreliable k-hat")
                        .range(0.0, Math.max(1.5 * RELIABLE, Math.min(1, 1.05 * most))),
                layers);
    }

    /** Returns the finite values of a column against the number of draws, for each model. */
    private static List<Curve> curves(DataFrame<Estimated> rows, String column) {
        List<Curve> curves = new ArrayList<>();
        for (DataFrame<Estimated> model : rows.by(row -> row.model().name()).values()) {
            List<Map<Long, Point>> runs = new ArrayList<>();
            for (DataFrame<Estimated> run : model.by(Estimated::seed).values()) {
                runs.add(
                        Point.list(run, "samples", column).stream()
                                .filter(p -> Double.isFinite(p.y()))
                                .collect(Collectors.toMap(p -> (long) p.x(), p -> p)));
            }
            curves.add(Curve.of(model.list().get(0).model(), runs, Integer.MAX_VALUE));
        }
        curves.removeIf(Curve::isEmpty);
        return curves;
    }
}
