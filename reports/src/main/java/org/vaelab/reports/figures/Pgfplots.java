// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Color;
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
import org.vaelab.framework.record.Label;
import org.vaelab.reports.figures.Axis.Tick;
import org.vaelab.reports.figures.Layer.Marks;
import org.vaelab.reports.figures.Layer.Point;

/**
 * Writes a plot as source for pgfplots. The figure is as wide as the line; ticks, legend and height
 * are those of the drawing.
 */
final class Pgfplots {

    private static final String SMALL = "font=\\fontsize{7}{8}\\selectfont";
    private static final MathContext DIGITS = new MathContext(7);

    private final Layout layout;
    private final Map<String, Color> colours = new TreeMap<>();
    private final StringBuilder plots = new StringBuilder();

    Pgfplots(Layout layout) {
        this.layout = layout;
    }

    String source() {
        layout.legend().entries().forEach(this::legendEntry);
        layout.plot().layers().forEach(this::layer);
        PlacedNote.all(layout).forEach(this::note);
        List<String> options = options();
        StringBuilder out = new StringBuilder();
        out.append("% needs \\usepackage{pgfplots} and \\pgfplotsset{compat=1.17}\n");
        colours.forEach(
                (name, colour) ->
                        out.append("\\definecolor{")
                                .append(name)
                                .append("}{HTML}{")
                                .append(
                                        String.format(
                                                Locale.ROOT, "%06X", colour.getRGB() & 0xFFFFFF))
                                .append("}%\n"));
        out.append("\\begin{tikzpicture}\n\\begin{axis}[\n  ");
        out.append(String.join(",\n  ", options));
        out.append("\n]\n").append(plots).append("\\end{axis}\n\\end{tikzpicture}%\n");
        return out.toString();
    }

    private List<String> options() {
        Rectangle2D body = layout.body();
        List<String> options = new ArrayList<>();
        double beside = layout.width() - body.getWidth();
        options.add(
                "scale only axis, width=\\dimexpr\\linewidth-"
                        + number(beside + 2)
                        + "bp\\relax, height="
                        + number(body.getHeight())
                        + "bp");
        options.add("axis lines*=left, tick align=outside, xtick pos=bottom, ytick pos=left");
        options.add("major tick length=2.5bp, scaled ticks=false, unbounded coords=jump");
        options.add("grid=" + grid() + ", grid style={black!13, line width=.4bp}");
        options.add(
                "every tick/.style={black, line width=.5bp}, clip marker paths=false, clip mode=individual");
        options.add("label style={font=\\fontsize{8}{9.2}\\selectfont}");
        options.add("tick label style={" + SMALL + "}, xticklabel style={inner xsep=0pt}");
        axis(options, "x", layout.plot().x(), layout.x(), layout.xTicks());
        axis(options, "y", layout.plot().y(), layout.y(), layout.yTicks());
        if (layout.yTicks().stream().anyMatch(tick -> layout.yLabel(tick).isBroken())) {
            options.add(
                    "yticklabel style={align=right, text width="
                            + number(layout.namesWidth())
                            + "bp}");
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

    private static void axis(
            List<String> options, String name, Axis axis, Scale scale, List<Tick> ticks) {
        @Nullable Label title = axis.title();
        if (title != null) {
            options.add(name + "label={" + title.latex() + "}");
        }
        if (axis.isLogarithmic()) {
            options.add(name + "mode=log");
        }
        options.add(
                name
                        + "min="
                        + number(scale.valueAt(0))
                        + ", "
                        + name
                        + "max="
                        + number(scale.valueAt(1)));
        options.add(name + "tick={" + joined(ticks, tick -> number(tick.at())) + "}");
        options.add(
                name
                        + "ticklabels={"
                        + joined(ticks, tick -> "{" + tick.text().latex() + "}")
                        + "}");
    }

    private static String joined(List<Tick> ticks, Function<Tick, String> text) {
        return ticks.stream().map(text).collect(Collectors.joining(","));
    }

    private String legendStyle() {
        Legend legend = layout.legend();
        double shift = layout.legendLeft() - layout.body().getX();
        return "legend style={at={(0,1)}, xshift="
                + number(shift)
                + "bp, yshift=3bp, anchor=south west, legend columns="
                + legend.columns()
                + ", draw=none, fill=none, inner sep=0pt, "
                + SMALL
                + ", /tikz/every even column/.append style={column sep=7bp}"
                + (legend.isBroken()
                        ? ", cells={align=left, text width=" + number(legend.textWidth()) + "bp}"
                        : "")
                + "}, legend cell align=left";
    }

    private void legendEntry(Legend.Entry entry) {
        String style =
                entry.hasLine()
                        ? line(entry.style())
                                + (entry.hasMark() ? ", " + mark(entry.style()) : ", no marks")
                        : "only marks, " + mark(entry.style());
        plots.append("\\addlegendimage{").append(style).append("}\n");
        plots.append("\\addlegendentry{").append(entry.text().latex()).append("}\n");
    }

    private void layer(Layer layer) {
        if (layer instanceof Layer.Line line) {
            SomeMarks marks = SomeMarks.of(line);
            String marked =
                    line.marks() == Marks.NONE
                            ? "no marks"
                            : mark(line.style())
                                    + ", mark repeat="
                                    + marks.every()
                                    + ", mark phase="
                                    + (marks.first() + 1);
            plot(line(line.style()) + ", " + marked, line.points());
        } else if (layer instanceof Layer.Points points) {
            plot("only marks, " + mark(points.style()), points.points());
        } else if (layer instanceof Layer.Band band) {
            List<Point> around = new ArrayList<>(band.high());
            for (int i = band.low().size() - 1; i >= 0; i--) {
                around.add(band.low().get(i));
            }
            plot(
                    "draw=none, fill=" + colour(band.style()) + ", fill opacity=.18, no marks",
                    around);
        } else if (layer instanceof Layer.Interval interval) {
            plot(
                    solid(interval.style()) + ", no marks, |-|",
                    List.of(interval.from(), interval.to()));
        } else if (layer instanceof Layer.Guide guide) {
            guide(guide);
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

    private String coordinates(Point point) {
        return "("
                + (layout.x().canShow(point.x()) ? number(point.x()) : "nan")
                + ","
                + (layout.y().canShow(point.y()) ? number(point.y()) : "nan")
                + ")";
    }

    private void guide(Layer.Guide guide) {
        List<Point> ends = layout.ends(guide);
        if (ends.isEmpty()) {
            return;
        }
        plot("black!50, line width=.5bp, dash pattern=on 3bp off 2bp, no marks", ends);
        PlacedText.of(guide, layout).ifPresent(this::text);
    }

    private void text(PlacedText placed) {
        plots.append("\\node[rotate=").append(Math.round(Math.toDegrees(placed.angle())));
        plots.append(", anchor=south west, inner xsep=0pt, inner ysep=");
        plots.append(number(PlacedText.ABOVE)).append("bp, ").append(SMALL);
        plots.append("] at (axis cs:").append(coordinates(placed.start()).substring(1));
        plots.append(" {").append(placed.text().latex()).append("};\n");
    }

    private void note(PlacedNote note) {
        plots.append("\\node[anchor=").append(note.side().anchor);
        boolean corner = note.side() == PlacedNote.Side.CORNER;
        plots.append(", inner sep=").append(number(PlacedNote.DISTANCE * (corner ? 0.7 : 1)));
        plots.append("bp, ").append(SMALL).append("] at (axis cs:");
        plots.append(coordinates(note.note().at()).substring(1)).append(" {");
        plots.append(note.note().text().latex()).append("};\n");
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

    private String solid(Style style) {
        return pen(style, style.solidStroke().getLineWidth());
    }

    private String pen(Style style, float width) {
        return "color="
                + colour(style)
                + ", line width="
                + number(width)
                + "bp"
                + (style.isFaint() ? ", opacity=.45" : "");
    }

    private String mark(Style style) {
        return "color="
                + colour(style)
                + ", mark size="
                + number(style.markScale() * style.mark().radius())
                + "bp"
                + (style.isFaint() ? ", opacity=.45" : "")
                + ", mark options={solid, line width="
                + number(style.solidStroke().getLineWidth())
                + "bp}, mark="
                + style.mark().pgf();
    }

    private String colour(Style style) {
        int place = style.place();
        String name = "vaelab" + (place < 0 ? "Guide" : (char) ('A' + place % Palette.SIZE));
        colours.put(name, place < 0 ? Palette.GUIDE : Palette.colour(place));
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
