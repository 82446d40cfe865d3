// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.UnitKl;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;

/** The KL of each latent unit, in descending order, which shows how many units a model uses. */
@Internal
public final class KlByUnit {

    private static final String CAPTION =
            "The KL of each latent unit, mean over %s data, the largest first%s. Units at 0 are not"
                    + " used. Models, and single variables of a model, whose KL has no closed form for each"
                    + " unit are left out, so a line may have less than the KL of its model. So are"
                    + " runs where one is not finite.";
    private static final int FEW = 12;
    private static final String X = "latent units, the largest KL first";
    private static final String Y = "KL of the unit, nats";

    /** The KL of a unit of a run. */
    private record Unit(ComparedModel model, long seed, UnitKl kl) {}

    private KlByUnit() {}

    /** Draws the figure; empty if no completed run has a finite KL of its units. */
    public static Optional<Figure> of(Comparison comparison) {
        List<Curve> curves =
                comparison.models().stream()
                        .map(KlByUnit::curve)
                        .filter(curve -> !curve.isEmpty())
                        .toList();
        if (curves.isEmpty()) {
            return Optional.empty();
        }
        List<Unit> units = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.runs()) {
                run.klByUnit().forEach(kl -> units.add(new Unit(model, run.planned().seed(), kl)));
            }
        }
        DataFrame<Unit> rows =
                DataFrame.of(units)
                        .column("model", row -> row.model().name())
                        .column("seed", Unit::seed)
                        .column("term", row -> row.kl().term())
                        .column("unit", row -> row.kl().unit())
                        .column(MetricRole.KL.jsonName(), row -> row.kl().kl())
                        .column("standard_error", row -> row.kl().standardError());
        boolean several = curves.stream().anyMatch(curve -> curve.runs() > 1);
        String names = Figure.names(curves.stream().map(Curve::model).toList());
        return Optional.of(
                new Figure(
                        "kl-by-unit",
                        CAPTION.formatted(
                                comparison.evaluatedPart(),
                                several ? "; of several seeds the mean at each place" : ""),
                        "KL in nats of each latent unit in falling order, for " + names,
                        rows,
                        plot(comparison, curves)));
    }

    private static Plot plot(Comparison comparison, List<Curve> curves) {
        int most = 0;
        List<PlotLayer> layers = new ArrayList<>();
        for (Curve curve : curves) {
            int n = curve.steps().size();
            most = Math.max(most, n);
            layers.add(
                    new PlotLayer.Line(
                            Style.of(comparison, curve.model()),
                            curve.mean(),
                            n <= FEW ? Marks.ALL : Marks.SOME,
                            curve.model().label()));
        }
        return new Plot(Axis.linear(X).whole(1, most), Axis.linear(Y).range(0.0, null), layers);
    }

    /** Returns the KL by its place in each completed run whose values are all finite. */
    private static Curve curve(ComparedModel model) {
        List<Map<Long, Point>> runs = new ArrayList<>();
        for (ComparedRun run : model.completedRuns()) {
            List<Double> falling =
                    run.klByUnit().stream()
                            .map(UnitKl::kl)
                            .sorted(Comparator.reverseOrder())
                            .toList();
            if (!falling.isEmpty() && falling.stream().allMatch(Double::isFinite)) {
                Map<Long, Point> places = new TreeMap<>();
                for (double kl : falling) {
                    long place = 1L + places.size();
                    places.put(place, new Point(place, kl));
                }
                runs.add(places);
            }
        }
        return Curve.of(model, runs, Integer.MAX_VALUE);
    }
}
