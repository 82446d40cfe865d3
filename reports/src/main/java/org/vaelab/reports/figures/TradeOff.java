// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;

/** The two terms of the bound against each other, a point for each completed run. */
public final class TradeOff {

    private static final String X = "KL(q(z|x) || p(z)), nats";
    private static final String Y = "E log p(x|z), nats";

    private TradeOff() {}

    /** Draws the figure; empty if no completed run has both terms, in nats. */
    public static Optional<Figure> of(Comparison comparison) {
        XYChart chart = ChartStyle.chart(680, 380, X, Y);
        chart.getStyler().setPlotGridVerticalLinesVisible(true);
        chart.getStyler().setMarkerSize(9);
        Csv csv =
                new Csv(
                        "model",
                        "seed",
                        MetricRole.KL.jsonName(),
                        MetricRole.RECONSTRUCTION.jsonName());
        Pgfplots plot = new Pgfplots(X, Y).legendBelow().option("enlargelimits=0.06");
        for (ComparedModel model : comparison.models()) {
            List<RunRecord> runs = model.completed().stream().filter(TradeOff::hasBoth).toList();
            if (!runs.isEmpty()) {
                int index = comparison.models().indexOf(model);
                double[] kl = runs.stream().mapToDouble(r -> value(r, MetricRole.KL)).toArray();
                double[] reconstruction =
                        runs.stream()
                                .mapToDouble(r -> value(r, MetricRole.RECONSTRUCTION))
                                .toArray();
                ChartStyle.points(chart, model.name(), kl, reconstruction, index);
                plot.points(index, kl, reconstruction, model.name());
                for (int i = 0; i < runs.size(); i++) {
                    csv.row(model.name(), runs.get(i).seed(), kl[i], reconstruction[i]);
                }
            }
        }
        if (chart.getSeriesMap().isEmpty()) {
            return Optional.empty();
        }
        String names = String.join(", ", chart.getSeriesMap().keySet());
        return Optional.of(
                new Figure(
                        "trade-off",
                        "The two terms of the bound on test data, a point for each run. Their"
                                + " difference is the ELBO, which grows towards the upper left.",
                        "Reconstruction against KL, in nats, for " + names,
                        chart,
                        csv.toString(),
                        plot.toString()));
    }

    private static boolean hasBoth(RunRecord record) {
        return Stream.of(MetricRole.KL, MetricRole.RECONSTRUCTION)
                .allMatch(role -> Double.isFinite(value(record, role)));
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
