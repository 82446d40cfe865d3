// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.Estimate;
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
        Csv csv = new Csv("model", "seed", "kl", "reconstruction");
        Pgfplots plot = new Pgfplots(X, Y).legendBelow().option("enlargelimits=0.06");
        for (ComparedModel model : comparison.models()) {
            List<RunRecord> runs = model.completed().stream().filter(TradeOff::hasBoth).toList();
            if (!runs.isEmpty()) {
                int index = comparison.models().indexOf(model);
                double[] kl = runs.stream().mapToDouble(r -> value(r, "kl")).toArray();
                double[] reconstruction =
                        runs.stream().mapToDouble(r -> value(r, "reconstruction")).toArray();
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
        return List.of("kl", "reconstruction").stream()
                .map(record.metrics()::get)
                .allMatch(e -> e != null && e.unit().equals("nats") && Double.isFinite(e.value()));
    }

    private static double value(RunRecord record, String metric) {
        Estimate estimate = record.metrics().get(metric);
        if (estimate == null) {
            throw new IllegalArgumentException(
                    "no "
                            + metric
                            + " among "
                            + record.metrics().keySet().stream().collect(Collectors.joining(", ")));
        }
        return estimate.value();
    }
}
