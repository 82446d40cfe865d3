// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.reports.tables.ProtocolText;

/**
 * The rate-distortion plane (Alemi et al. 2018): rate is the KL, distortion is -E[log p(x|z)]. The
 * ELBO is minus their sum, so models with equal ELBO lie on a falling line.
 */
@Internal
public final class TradeOff {

    private static final Label X =
            new Label(
                    "rate KL(q(z|x) ‖ p(z)), nats",
                    "rate $\\mathrm{KL}(q(z|x) \\,\\|\\, p(z))$, nats");
    private static final Label Y =
            new Label(
                    "distortion −E log p(x|z), nats",
                    "distortion $-\\mathrm{E} \\log p(x|z)$, nats");
    private static final String CAPTION =
            "Rate and distortion on %s data. The ELBO grows towards the lower left.";
    private static final String DASHED =
            " Along each dashed line it is constant, with its value in nats.";
    private static final int GUIDES = 6;

    /** The terms of the bound of a run. */
    private record Run(ComparedModel model, long seed, double kl, double reconstruction) {

        static Run of(ComparedModel model, RunRecord run) {
            return new Run(
                    model,
                    run.seed(),
                    value(run, MetricRole.KL),
                    value(run, MetricRole.RECONSTRUCTION));
        }

        Point point() {
            return new Point(kl, -reconstruction);
        }
    }

    /** The points of the runs of a model. */
    private record Place(ComparedModel model, List<Point> points) {

        static Place of(DataFrame<Run> runs) {
            return new Place(
                    runs.list().get(0).model(), runs.list().stream().map(Run::point).toList());
        }

        Point mean() {
            return new Point(
                    points.stream().mapToDouble(Point::x).average().orElseThrow(),
                    points.stream().mapToDouble(Point::y).average().orElseThrow());
        }
    }

    private TradeOff() {}

    /** Draws the figure; empty if no completed run has both terms, in nats. */
    public static Optional<Figure> of(Comparison comparison) {
        DataFrame<Run> rows =
                DataFrame.of(
                                comparison.models().stream()
                                        .flatMap(m -> m.completed().stream().map(r -> Run.of(m, r)))
                                        .filter(run -> Double.isFinite(run.kl()))
                                        .filter(run -> Double.isFinite(run.reconstruction()))
                                        .toList())
                        .column("model", run -> run.model().name())
                        .column("seed", Run::seed)
                        .column(MetricRole.KL.jsonName(), Run::kl)
                        .column(MetricRole.RECONSTRUCTION.jsonName(), Run::reconstruction);
        List<Place> places =
                rows.by(run -> run.model().name()).values().stream().map(Place::of).toList();
        if (places.isEmpty()) {
            return Optional.empty();
        }
        boolean seeds = places.stream().anyMatch(place -> place.points().size() > 1);
        String names = Figure.names(places.stream().map(Place::model).toList());
        return Optional.of(
                new Figure(
                        "trade-off",
                        CAPTION.formatted(comparison.evaluatedPart())
                                + (guides(places).isEmpty() ? "" : DASHED)
                                + (seeds ? " Faint points are seeds, strong ones their mean." : "")
                                + swept(comparison)
                                + ProtocolText.groups(comparison),
                        "Distortion against rate, in nats, for " + names,
                        rows,
                        plot(comparison, places)));
    }

    private static String swept(Comparison comparison) {
        String keys =
                Sweep.of(comparison).stream()
                        .map(Sweep::key)
                        .distinct()
                        .collect(Collectors.joining(" or "));
        return keys.isEmpty()
                ? ""
                : " Numbers beside points are values of " + keys + ", joined in their order.";
    }

    private static Plot plot(Comparison comparison, List<Place> places) {
        List<PlotLayer> layers = new ArrayList<>(guides(places));
        for (Sweep sweep : Sweep.of(comparison)) {
            layers.addAll(joined(sweep, places));
        }
        for (Place place : places) {
            if (place.points().size() > 1) {
                Style faint = Style.of(comparison, place.model()).faint();
                layers.add(new PlotLayer.Points(faint, place.points(), null));
            }
        }
        for (Place place : places) {
            Style style = Style.of(comparison, place.model());
            Label label = place.model().label();
            layers.add(new PlotLayer.Points(style, List.of(place.mean()), label));
        }
        return new Plot(Axis.linear(X), Axis.linear(Y), layers);
    }

    /**
     * The means of a sweep, joined in the order of the swept number. Each has its number beside it.
     */
    private static List<PlotLayer> joined(Sweep sweep, List<Place> places) {
        List<PlotLayer> layers = new ArrayList<>();
        List<Point> means = new ArrayList<>();
        for (Sweep.At at : sweep.points()) {
            places.stream()
                    .filter(place -> place.model().name().equals(at.model().name()))
                    .map(Place::mean)
                    .forEach(
                            mean -> {
                                means.add(mean);
                                layers.add(
                                        new PlotLayer.Note(mean, Ticks.label(at.value()), false));
                            });
        }
        layers.add(new PlotLayer.Line(Style.NEUTRAL, means));
        return layers;
    }

    /** Lines of equal ELBO at round values across the plane. */
    private static List<PlotLayer> guides(List<Place> places) {
        List<Point> all = places.stream().flatMap(place -> place.points().stream()).toList();
        DoubleSummaryStatistics x = all.stream().mapToDouble(Point::x).summaryStatistics();
        DoubleSummaryStatistics y = all.stream().mapToDouble(Point::y).summaryStatistics();
        double low = x.getMin() + y.getMin();
        double high = x.getMax() + y.getMax();
        List<PlotLayer> guides = new ArrayList<>();
        if (high > low) {
            for (Axis.Tick sum : Ticks.linear(low, high, GUIDES)) {
                Label elbo = Ticks.label(-sum.at());
                Label nats = new Label(elbo.plain() + " nats", elbo.latex() + " nats");
                guides.add(new PlotLayer.Guide(1, 1, sum.at(), nats));
            }
        }
        return guides;
    }

    /** Returns a term of the bound; NaN if the record has none in nats. */
    private static double value(RunRecord record, MetricRole role) {
        return record.metric(role)
                .map(record.metrics()::get)
                .filter(estimate -> estimate.unit().equals("nats"))
                .map(Estimate::value)
                .orElse(Double.NaN);
    }
}
