// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.vaelab.reports.text.Escape;

/** Source of a figure for pgfplots, with the data in it. */
final class Pgfplots {

    private final List<String> options = new ArrayList<>();
    private final Set<Integer> colours = new TreeSet<>();
    private final StringBuilder plots = new StringBuilder();

    Pgfplots(String xTitle, String yTitle) {
        options.add("width=\\linewidth, height=0.62\\linewidth");
        options.add("xlabel={" + Escape.latex(xTitle) + "}");
        options.add("ylabel={" + Escape.latex(yTitle) + "}");
        options.add("axis lines=left, ymajorgrids, grid style={black!12}");
        options.add("legend cell align=left, legend style={draw=none, fill=none}");
        options.add("ylabel shift=4pt, clip marker paths=false");
        options.add("scaled ticks=false, /pgf/number format/1000 sep={\\mathord,}");
    }

    /** Puts the legend under the figure, where it takes no width. */
    Pgfplots legendBelow() {
        return option(
                "legend style={at={(0.5,-0.24)}, anchor=north, legend columns=3,"
                        + " font=\\footnotesize, column sep=4pt}");
    }

    Pgfplots option(String option) {
        options.add(option);
        return this;
    }

    void line(int colour, String style, double[] x, double[] y, String legend) {
        plot(colour, "no marks, " + style, x, y, "", legend);
    }

    void points(int colour, double[] x, double[] y, String legend) {
        plot(colour, "only marks, " + Palette.pgfMark(colour), x, y, "", legend);
    }

    void markedLine(int colour, double[] x, double[] y, String legend) {
        plot(colour, Palette.pgfMark(colour), x, y, "", legend);
    }

    void interval(int colour, double mean, double halfWidth, double y) {
        colours.add(colour);
        plots.append(
                String.format(
                                Locale.ROOT,
                                "\\addplot[color=%s, only marks, %s, error bars/.cd, x dir=both,"
                                        + " x explicit] coordinates {(%s,%s) +- (%s,0)};%n",
                                name(colour),
                                Palette.pgfMark(colour),
                                mean,
                                y,
                                halfWidth)
                        .replace("\r\n", "\n"));
    }

    private void plot(
            int colour, String style, double[] x, double[] y, String after, String legend) {
        colours.add(colour);
        plots.append("\\addplot[color=").append(name(colour)).append(", ").append(style);
        plots.append("] coordinates {");
        for (int i = 0; i < x.length; i++) {
            plots.append(i % 4 == 0 ? "\n  " : " ");
            plots.append('(').append(x[i]).append(',').append(y[i]).append(')');
        }
        plots.append("\n}").append(after).append(";\n");
        if (!legend.isEmpty()) {
            plots.append("\\addlegendentry{").append(Escape.latex(legend)).append("}\n");
        }
    }

    private static String name(int colour) {
        return "vaelab" + (char) ('A' + colour % 26);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        out.append("% needs \\usepackage{pgfplots} and \\pgfplotsset{compat=1.17}\n");
        for (int colour : colours) {
            out.append("\\definecolor{").append(name(colour)).append("}{HTML}{");
            out.append(Palette.hex(colour)).append("}\n");
        }
        out.append("\\begin{tikzpicture}\n\\begin{axis}[\n  ");
        out.append(String.join(",\n  ", options));
        out.append("\n]\n").append(plots).append("\\end{axis}\n\\end{tikzpicture}\n");
        return out.toString();
    }
}
