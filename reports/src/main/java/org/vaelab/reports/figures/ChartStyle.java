// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The style of all charts: data in colour, everything else quiet, no title, no frame. */
final class ChartStyle {

    private static final Color CLEAR = new Color(255, 255, 255, 0);
    private static final int TEXT_SIZE = 13;

    private ChartStyle() {}

    static XYChart chart(int width, int height, String xTitle, String yTitle) {
        XYChart chart =
                new XYChartBuilder()
                        .width(width)
                        .height(height)
                        .xAxisTitle(xTitle)
                        .yAxisTitle(yTitle)
                        .build();
        XYStyler style = chart.getStyler();
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, TEXT_SIZE);
        style.setBaseFont(font);
        style.setLegendFont(font);
        style.setAxisTitleFont(font);
        style.setAxisTickLabelsFont(font.deriveFont(TEXT_SIZE - 1f));
        style.setChartFontColor(Palette.INK);
        style.setXAxisTitleColor(Palette.INK);
        style.setYAxisTitleColor(Palette.INK);
        style.setAxisTickLabelsColor(Palette.INK);
        style.setAxisTickMarksColor(Palette.INK);
        style.setAxisTickMarksStroke(new BasicStroke(0.75f));
        style.setAxisTickMarkLength(4);
        style.setAxisTickPadding(5);
        style.setAxisTitlePadding(10);
        style.setXAxisTickMarkSpacingHint(80);
        style.setYAxisTickMarkSpacingHint(44);
        style.setChartTitleVisible(false);
        style.setChartPadding(6);
        style.setPlotMargin(0);
        style.setPlotBorderVisible(false);
        style.setPlotGridVerticalLinesVisible(false);
        style.setPlotGridLinesColor(Palette.RULE);
        style.setPlotGridLinesStroke(new BasicStroke(0.75f));
        style.setPlotTicksMarksVisible(false);
        style.setChartBackgroundColor(CLEAR);
        style.setPlotBackgroundColor(CLEAR);
        style.setLegendBackgroundColor(CLEAR);
        style.setLegendBorderColor(CLEAR);
        style.setLegendPosition(LegendPosition.OutsideE);
        style.setLegendLayout(LegendLayout.Vertical);
        style.setLegendPadding(8);
        style.setLegendSeriesLineLength(22);
        style.setLocale(Locale.ROOT);
        style.setxAxisTickLabelsFormattingFunction(ChartStyle::tick);
        style.setyAxisTickLabelsFormattingFunction(ChartStyle::tick);
        return chart;
    }

    /** Returns a chart with a row for each name, top down, at the heights n to 1. */
    static XYChart rows(int height, String xTitle, List<String> names) {
        XYChart chart = chart(680, height, xTitle, "");
        XYStyler style = chart.getStyler();
        style.setYAxisTitleVisible(false);
        style.setPlotGridVerticalLinesVisible(true);
        style.setPlotGridHorizontalLinesVisible(false);
        style.setYAxisMin(0.5);
        style.setYAxisMax(names.size() + 0.5);
        style.setYAxisTickMarkSpacingHint(28);
        style.setYAxisTickMarksColor(CLEAR);
        style.setMarkerSize(9);
        style.setyAxisTickLabelsFormattingFunction(y -> label(names, y));
        return chart;
    }

    private static String label(List<String> names, double y) {
        long at = Math.round(y);
        boolean named = Math.abs(y - at) < 1e-6 && at >= 1 && at <= names.size();
        // XChart needs distinct labels, so the gaps between names have different numbers of spaces.
        return named
                ? names.get(names.size() - (int) at)
                : " ".repeat(1 + (int) Math.round(10 * y));
    }

    static XYSeries line(XYChart chart, String name, double[] x, double[] y, int index) {
        XYSeries series = chart.addSeries(name, unevenly(x), unevenly(y));
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        series.setLineColor(Palette.colour(index));
        series.setLineStyle(Palette.stroke(index));
        series.setMarker(SeriesMarkers.NONE);
        return series;
    }

    /**
     * Adds a point on the first segment, which does not change the drawing. If points have equal
     * distances, XChart uses them as ticks, which crowds the axis with uneven numbers.
     */
    private static double[] unevenly(double[] values) {
        if (values.length < 2) {
            return values;
        }
        double[] more = new double[values.length + 1];
        System.arraycopy(values, 1, more, 2, values.length - 1);
        more[0] = values[0];
        more[1] = values[0] + 0.25 * (values[1] - values[0]);
        return more;
    }

    static XYSeries points(XYChart chart, String name, double[] x, double[] y, int index) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(Palette.marker(index));
        series.setMarkerColor(Palette.colour(index));
        return series;
    }

    /** A band between two curves, without outline and without an entry in the legend. */
    static void band(XYChart chart, String name, double[] x, double[] low, double[] high, int at) {
        int n = x.length;
        double[] xs = new double[2 * n];
        double[] ys = new double[2 * n];
        for (int i = 0; i < n; i++) {
            xs[i] = x[i];
            ys[i] = high[i];
            xs[2 * n - 1 - i] = x[i];
            ys[2 * n - 1 - i] = low[i];
        }
        XYSeries band = chart.addSeries(name, xs, ys);
        band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        band.setFillColor(Palette.translucent(at, 48));
        band.setLineColor(CLEAR);
        band.setMarker(SeriesMarkers.NONE);
        band.setShowInLegend(false);
    }

    static String tick(double value) {
        BigDecimal rounded = new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN);
        if (rounded.signum() == 0) {
            return "0";
        }
        String plain = rounded.stripTrailingZeros().toPlainString();
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        String fraction = point < 0 ? "" : plain.substring(point);
        String grouped =
                whole.replaceAll("[^0-9]", "").length() > 3
                        ? whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",")
                        : whole;
        return (grouped + fraction).replace('-', '−');
    }
}
