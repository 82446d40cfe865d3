// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.reports.figures.Axis.Tick;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.figures.Style.Look;
import org.vaelab.reports.text.TextTemplate;

/**
 * Writes a plot as source for pgfplots. The figure is as wide as the line; ticks, legend and height
 * are those of the drawing.
 */
final class Pgfplots {

    private static final String SMALL = "font=\\fontsize{7}{8}\\selectfont";
    private static final String LEGEND =
            "legend style={at={(0,1)}, xshift=%sbp, yshift=3bp, anchor=south west, legend columns=%s,"
                    + " draw=none, fill=none, inner sep=0pt, "
                    + SMALL
                    + ", /tikz/every even column/.append style={column sep=7bp}%s},"
                    + " legend cell align=left";
    private static final String NODE =
            "\\node[anchor=base west, inner sep=0pt, "
                    + SMALL
                    + ", rotate=%s] at (rel axis cs:%s,%s) {%s};\n";
    private static final MathContext DIGITS = new MathContext(7);

    private final PlotLayout layout;
    private final Map<String, Integer> colours = new TreeMap<>();
    private final StringBuilder plots = new StringBuilder();

    Pgfplots(PlotLayout layout) {
        this.layout = layout;
    }

    String source() {
        layout.legend().entries().forEach(this::legendEntry);
        layout.plot().layers().forEach(this::layer);
        Placed.all(layout).forEach(this::text);
        StringBuilder definitions = new StringBuilder();
        colours.forEach(
                (name, colour) ->
                        definitions.append(
                                String.format(
                                        Locale.ROOT,
                                        "\\definecolor{%s}{HTML}{%06X}%%\n",
                                        name,
                                        colour)));
        Rectangle2D body = layout.body();
        return TextTemplate.fill(
                Pgfplots.class,
                "plot.tex",
                Map.of(
                        "colours", definitions.toString(),
                        "beside", number(layout.width() - body.getWidth() + 2),
                        "height", number(body.getHeight()),
                        "grid", grid(),
                        "options", String.join(",\n  ", options()),
                        "plots", plots.toString()));
    }

    private List<String> options() {
        List<String> options = new ArrayList<>();
        axis(options, "x", layout.plot().x(), layout.xTitle(), layout.x(), layout.xTicks());
        axis(options, "y", layout.plot().y(), layout.yTitle(), layout.y(), layout.yTicks());
        if (layout.yTicks().stream().anyMatch(tick -> layout.yLabel(tick).isBroken())) {
            options.add(
                    "yticklabel style={align=flush right, text width=%sbp}"
                            .formatted(number(layout.labelsWidth())));
        }
        if (layout.plot().y().isNamed()) {
            options.add("ytick style={draw=none}");
        }
        if (!layout.legend().isEmpty()) {
            options.add(legendStyle());
        }
        return options;
    }

    private String grid() {
        boolean x = !layout.plot().x().isNamed();
        boolean y = !layout.plot().y().isNamed();
        return x && y ? "major" : "none, " + (x ? "xmajorgrids" : "ymajorgrids");
    }

    private void axis(
            List<String> options,
            String name,
            Axis axis,
            @Nullable TextBlock title,
            Scale scale,
            List<Tick> ticks) {
        if (title != null) {
            options.add(name + "label={" + title.latex() + "}");
        }
        if (axis.isLogarithmic()) {
            options.add(name + "mode=log");
        }
        options.add(
                "%1$smin=%2$s, %1$smax=%3$s"
                        .formatted(name, number(scale.valueAt(0)), number(scale.valueAt(1))));
        options.add(name + "tick={" + joined(ticks, tick -> number(tick.at())) + "}");
        String labels = joined(ticks, tick -> "{" + layout.yLabel(tick).latex() + "}");
        options.add(name + "ticklabels={" + labels + "}");
    }

    private static String joined(List<Tick> ticks, Function<Tick, String> text) {
        return ticks.stream().map(text).collect(Collectors.joining(","));
    }

    private String legendStyle() {
        Legend legend = layout.legend();
        String cells = ", cells={align=left, text width=" + number(legend.textWidth()) + "bp}";
        return LEGEND.formatted(
                number(layout.legendLeft() - layout.body().getX()),
                legend.columns(),
                legend.isBroken() ? cells : "");
    }

    private void legendEntry(Legend.Entry entry) {
        String line = entry.hasLine() ? line(entry.style()) : "only marks";
        String mark = entry.hasMark() ? mark(entry.style()) : "no marks";
        String text = layout.legend().text(entry).latex();
        plots.append(
                "\\addlegendimage{%s, %s}\n\\addlegendentry{%s}\n".formatted(line, mark, text));
    }

    private void layer(PlotLayer layer) {
        if (layer instanceof PlotLayer.Line line) {
            String marks =
                    "%s, mark repeat=%s, mark phase=%s"
                            .formatted(mark(line.style()), line.everyMark(), line.firstMark() + 1);
            String marked = line.marks() == Marks.NONE ? "no marks" : marks;
            plot(line(line.style()) + ", " + marked, line.points());
        } else if (layer instanceof PlotLayer.Points points) {
            plot("only marks, " + mark(points.style()), points.points());
        } else if (layer instanceof PlotLayer.Area area) {
            String style =
                    "draw=none, fill=%s, fill opacity=%s, no marks"
                            .formatted(colour(area.style()), number(area.opacity()));
            area.polygons().forEach(polygon -> plot(style, polygon));
        } else if (layer instanceof PlotLayer.Interval interval) {
            float width = interval.style().solidStroke().getLineWidth();
            plot(
                    pen(interval.style(), width) + ", no marks, |-|",
                    List.of(interval.from(), interval.to()));
        } else if (layer instanceof PlotLayer.Guide guide) {
            plot(
                    "black!50, line width=.5bp, dash pattern=on 3bp off 2bp, no marks",
                    layout.ends(guide));
        }
    }

    private void plot(String style, List<Point> points) {
        boolean none =
                points.stream()
                        .noneMatch(p -> layout.x().canShow(p.x()) && layout.y().canShow(p.y()));
        if (none) {
            return;
        }
        plots.append("\\addplot[forget plot, ").append(style).append("] coordinates {");
        for (int i = 0; i < points.size(); i++) {
            plots.append(i % 4 == 0 ? "\n  " : " ").append(coordinates(points.get(i)));
        }
        plots.append("\n};\n");
    }

    private String coordinates(Point at) {
        return "(%s,%s)"
                .formatted(
                        layout.x().canShow(at.x()) ? number(at.x()) : "nan",
                        layout.y().canShow(at.y()) ? number(at.y()) : "nan");
    }

    private void text(Placed text) {
        AffineTransform place = text.place();
        Rectangle2D body = layout.body();
        plots.append(
                NODE.formatted(
                        Math.round(
                                Math.toDegrees(Math.atan2(-place.getShearY(), place.getScaleX()))),
                        number((place.getTranslateX() - body.getX()) / body.getWidth()),
                        number((body.getMaxY() - place.getTranslateY()) / body.getHeight()),
                        text.text().latex()));
    }

    private String line(Style style) {
        float[] dashes = style.dashes();
        StringBuilder out = new StringBuilder(pen(style, style.lineWidth()));
        for (int i = 0; i < dashes.length; i++) {
            out.append(i == 0 ? ", dash pattern=" : " ").append(i % 2 == 0 ? "on " : "off ");
            out.append(number(dashes[i])).append("bp");
        }
        return out.toString();
    }

    private String pen(Style style, float width) {
        return "color=%s, line width=%sbp%s"
                .formatted(colour(style), number(width), opacity(style));
    }

    private String mark(Style style) {
        return "color=%s, mark size=%sbp%s, mark options={solid, line width=%sbp}, mark=%s"
                .formatted(
                        colour(style),
                        number(style.markScale() * style.mark().radius()),
                        opacity(style),
                        number(style.solidStroke().getLineWidth()),
                        style.mark().pgf());
    }

    private static String opacity(Style style) {
        return style.isFaint() ? ", opacity=.45" : "";
    }

    private String colour(Style style) {
        boolean isModel = style.look() == Look.STRONG || style.isFaint();
        char letter = (char) ('A' + Math.max(0, style.place()) % Palette.SIZE);
        String name = "vaelab" + (isModel ? letter : style.look().name());
        colours.put(name, style.colour().getRGB() & 0xFFFFFF);
        return name;
    }

    /** A number with no more digits than pgfplots resolves, the same on every Java version. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        boolean plain = rounded.signum() == 0 || Math.abs(rounded.scale()) < 9;
        return plain
                ? rounded.toPlainString()
                : rounded.toString().replace("E+", "e").replace('E', 'e');
    }
}
