// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How a cost grows with a size, on logarithmic axes. */
enum ScalingCurve {
    /** Seconds of training by number of data seen. */
    TRAINING_TIME("training-time", "data seen in training", "seconds of training", 1),
    /** Seconds of evaluation by number of data. */
    EVALUATION_TIME_DATA("evaluation-time-data", "data evaluated, K = 50", "seconds", 1),
    /** Seconds of evaluation by K. */
    EVALUATION_TIME_DRAWS("evaluation-time-draws", "K, on 100 data", "seconds", 1),
    /** Resident memory but the heap by K. */
    MEMORY_DRAWS("memory-draws", "K, on 100 data", "memory beside the heap, MiB", 0),
    /** Resident memory but the heap by number of steps. */
    MEMORY_STEPS("memory-steps", "steps of training", "memory beside the heap, MiB", 0);

    private static final int WIDTH = 560;
    private static final int HEIGHT = 340;
    private static final int DOTS_PER_INCH = 144;
    private static final String NUMBER = "#,##0.###";

    private final String fileName;
    private final String xTitle;
    private final String yTitle;
    private final int expected;

    ScalingCurve(String fileName, String xTitle, String yTitle, int expected) {
        this.fileName = fileName;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.expected = expected;
    }

    /**
     * A measurement.
     *
     * @param x the size
     * @param y the cost
     */
    record Point(double x, double y) {}

    /** Returns the name of its file, without ending. */
    String fileName() {
        return fileName;
    }

    /** Returns a line of a Markdown table for each backend: the slope, and what was expected. */
    String rows(Map<String, List<Point>> byBackend) {
        StringBuilder rows = new StringBuilder();
        byBackend.forEach(
                (backend, points) -> {
                    PowerLaw law = law(points);
                    rows.append(
                            String.format(
                                    Locale.ROOT,
                                    "| %s by %s | %s | %.0f to %.0f | %s to %s | %d | %.3f ± %.3f |%n",
                                    yTitle,
                                    xTitle,
                                    backend,
                                    points.get(0).x(),
                                    points.get(points.size() - 1).x(),
                                    number(points.get(0).y()),
                                    number(points.get(points.size() - 1).y()),
                                    expected,
                                    law.slope(),
                                    law.standardError()));
                });
        return rows.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }

    private static PowerLaw law(List<Point> points) {
        return PowerLaw.fit(
                points.stream().mapToDouble(Point::x).toArray(),
                points.stream().mapToDouble(Point::y).toArray());
    }

    /** Draws the points of each backend with their lines, as PNG. */
    void draw(Map<String, List<Point>> byBackend, Path folder) throws IOException {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .xAxisTitle(xTitle)
                        .yAxisTitle(yTitle)
                        .build();
        style(chart.getStyler());
        List<Point> all = new ArrayList<>();
        byBackend.forEach(
                (backend, points) -> {
                    all.addAll(points);
                    add(chart, backend, points);
                });
        // Whole decades: axes name these alone, and the smallest wobble of what is flat stays
        // small.
        XYStyler style = chart.getStyler();
        double[] x = all.stream().mapToDouble(Point::x).toArray();
        double[] y = all.stream().mapToDouble(Point::y).toArray();
        style.setXAxisMin(decade(Arrays.stream(x).min().orElseThrow(), Math::floor));
        style.setXAxisMax(decade(Arrays.stream(x).max().orElseThrow(), Math::ceil));
        style.setYAxisMin(decade(Arrays.stream(y).min().orElseThrow(), Math::floor));
        style.setYAxisMax(decade(Arrays.stream(y).max().orElseThrow(), Math::ceil));
        BitmapEncoder.saveBitmapWithDPI(
                chart,
                folder.resolve(fileName).toString(),
                BitmapEncoder.BitmapFormat.PNG,
                DOTS_PER_INCH);
    }

    private static double decade(double value, DoubleUnaryOperator rounding) {
        return Math.pow(10, rounding.applyAsDouble(Math.log10(value)));
    }

    private static void style(XYStyler style) {
        style.setXAxisLogarithmic(true);
        style.setYAxisLogarithmic(true);
        style.setLegendPosition(LegendPosition.OutsideS);
        style.setLegendLayout(LegendLayout.Horizontal);
        style.setChartTitleVisible(false);
        style.setPlotGridVerticalLinesVisible(false);
        style.setPlotBorderVisible(false);
        style.setLegendBorderColor(Color.WHITE);
        style.setChartBackgroundColor(Color.WHITE);
        style.setLocale(Locale.ROOT);
        style.setXAxisDecimalPattern(NUMBER);
        style.setYAxisDecimalPattern(NUMBER);
    }

    private static void add(XYChart chart, String backend, List<Point> points) {
        PowerLaw law = law(points);
        double[] x = points.stream().mapToDouble(Point::x).toArray();
        double[] y = points.stream().mapToDouble(Point::y).toArray();
        String slope =
                String.format(
                        Locale.ROOT,
                        "%s: slope %.3f ± %.3f",
                        backend,
                        law.slope(),
                        law.standardError());
        XYSeries measured = chart.addSeries(slope, x, y);
        measured.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        double[] ends = {x[0], x[x.length - 1]};
        XYSeries line =
                chart.addSeries(
                        backend + " fit", ends, new double[] {law.at(ends[0]), law.at(ends[1])});
        line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        line.setMarker(SeriesMarkers.NONE);
        line.setShowInLegend(false);
        line.setLineWidth(1);
        boolean isFirst = chart.getSeriesMap().size() == 2;
        Color colour = isFirst ? new Color(0, 90, 160) : new Color(200, 80, 0);
        measured.setMarkerColor(colour);
        measured.setMarker(isFirst ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND);
        line.setLineColor(colour);
    }
}
