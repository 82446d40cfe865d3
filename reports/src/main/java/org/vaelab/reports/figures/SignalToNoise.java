// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.reports.comparison.MeasuredGradients;

/**
 * The signal-to-noise ratio of gradients against the number of draws, on logarithmic axes: a figure for
 * each group of parameters, a line for each estimator.
 */
public final class SignalToNoise {

    private static final String X = "K, draws per datum";
    private static final String Y = "|E g| / sqrt(tr Cov g)";

    /** The ratios above 0, by K. */
    private record Line(int index, String estimator, double[] samples, double[] ratio) {}

    private SignalToNoise() {}

    /**
     * Draws the figures of a model. A group is left out if no estimator has two numbers of draws.
     */
    public static List<Figure> of(MeasuredGradients measured) {
        List<Figure> figures = new ArrayList<>();
        for (String group : measured.groups()) {
            List<Line> lines = lines(measured, group);
            boolean isLine = lines.stream().anyMatch(line -> line.samples().length > 1);
            if (isLine && !group.equals(GradientQuality.ALL)) {
                figures.add(figure(measured, group, lines));
            }
        }
        return figures;
    }

    private static List<Line> lines(MeasuredGradients measured, String group) {
        List<Line> lines = new ArrayList<>();
        for (String estimator : measured.estimators()) {
            List<MeasuredGradients.Row> rows =
                    measured.rows().stream()
                            .filter(row -> row.estimator().equals(estimator))
                            .filter(row -> row.group().equals(group) && row.samples() != null)
                            .filter(row -> isPositiveAndFinite(row.mean(GradientQuality::snr)))
                            .toList();
            double[] samples =
                    rows.stream()
                            .map(MeasuredGradients.Row::samples)
                            .mapToDouble(k -> k == null ? Double.NaN : k)
                            .toArray();
            double[] ratio =
                    rows.stream().mapToDouble(row -> row.mean(GradientQuality::snr)).toArray();
            if (samples.length > 0) {
                lines.add(
                        new Line(
                                measured.estimators().indexOf(estimator),
                                estimator,
                                samples,
                                ratio));
            }
        }
        return lines;
    }

    /** Whether a logarithmic axis can show a ratio; a gradient without noise has none. */
    private static boolean isPositiveAndFinite(double ratio) {
        return ratio > 0 && ratio < Double.POSITIVE_INFINITY;
    }

    private static Figure figure(MeasuredGradients measured, String group, List<Line> lines) {
        String what = "Signal-to-noise ratio of the gradient in the parameters of the " + group;
        return new Figure(
                "gradients-" + measured.id() + "-" + group,
                what
                        + " of the model "
                        + measured.model()
                        + ", against the number of draws per datum, on logarithmic axes."
                        + (isWhole(measured, group, lines)
                                ? ""
                                : " Where the gradient is lost in its noise there is no point."),
                what + " against the number of draws, for " + measured.model(),
                chart(lines),
                csv(lines),
                pgfplots(lines));
    }

    /** Whether every estimate of a group has a ratio above 0, which a logarithmic axis can show. */
    private static boolean isWhole(MeasuredGradients measured, String group, List<Line> lines) {
        long rows =
                measured.rows().stream()
                        .filter(row -> row.group().equals(group) && row.samples() != null)
                        .count();
        return rows == lines.stream().mapToInt(line -> line.samples().length).sum();
    }

    private static XYChart chart(List<Line> lines) {
        XYChart chart = ChartStyle.chart(680, 340, X, Y);
        chart.getStyler().setMarkerSize(8);
        // Axes are powers of two: XChart's logarithmic axes have ticks only at powers of ten.
        chart.getStyler().setxAxisTickLabelsFormattingFunction(SignalToNoise::power);
        chart.getStyler().setyAxisTickLabelsFormattingFunction(SignalToNoise::power);
        for (Line line : lines) {
            double[] x = log2(line.samples());
            double[] y = log2(line.ratio());
            if (x.length > 1) {
                ChartStyle.line(chart, line.estimator() + " line", x, y, line.index())
                        .setShowInLegend(false);
            }
            XYSeries points = ChartStyle.points(chart, line.estimator(), x, y, line.index());
            points.setMarker(Palette.marker(line.index()));
        }
        return chart;
    }

    private static String power(double exponent) {
        return ChartStyle.tick(
                new BigDecimal(Math.pow(2, exponent)).round(new MathContext(3)).doubleValue());
    }

    private static double[] log2(double[] values) {
        return Arrays.stream(values).map(v -> Math.log(v) / Math.log(2)).toArray();
    }

    private static String csv(List<Line> lines) {
        Csv csv = new Csv("estimator", "samples", "snr");
        for (Line line : lines) {
            for (int i = 0; i < line.samples().length; i++) {
                csv.row(line.estimator(), (long) line.samples()[i], line.ratio()[i]);
            }
        }
        return csv.toString();
    }

    private static String pgfplots(List<Line> lines) {
        String ticks =
                String.join(
                        ",",
                        lines.stream()
                                .flatMapToDouble(line -> DoubleStream.of(line.samples()))
                                .distinct()
                                .sorted()
                                .mapToObj(k -> Long.toString((long) k))
                                .toList());
        Pgfplots plot =
                new Pgfplots(X, Y)
                        .option("xmode=log, ymode=log, log ticks with fixed point")
                        .option("xtick={" + ticks + "}")
                        .legendBelow();
        for (Line line : lines) {
            plot.markedLine(line.index(), line.samples(), line.ratio(), line.estimator());
        }
        return plot.toString();
    }
}
