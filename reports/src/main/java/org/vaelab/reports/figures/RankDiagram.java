// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vaelab.framework.record.Label;

/**
 * A critical-difference diagram (Demsar 2006, figure 1): an axis of mean ranks with the best on the
 * left, the methods below it, and bars that join methods without a significant difference.
 *
 * @param names of the methods
 * @param ranks their mean ranks
 * @param groups the places of the methods that a bar joins
 * @param criticalDifference drawn above the axis if it fits
 */
record RankDiagram(
        List<Label> names,
        List<Double> ranks,
        List<List<Integer>> groups,
        double criticalDifference)
        implements Drawing {

    private static final BasicStroke THIN = Pen.stroke(0.6f);
    private static final BasicStroke THICK = Pen.stroke(2.4f);
    private static final double AXIS = 28;
    private static final double ROW = 12;
    private static final double BAR = 6;
    private static final double SIDE = 0.27;
    private static final double TICK = 3;
    private static final double SIZE = 7;

    /** A line; thick ones join methods. */
    private record Line(double x1, double y1, double x2, double y2, boolean isThick) {}

    /** A text beside a point: 0 to its right, 0.5 centred, 1 to its left. */
    private record Text(Label text, double x, double y, double align) {}

    private record Parts(List<Line> lines, List<Text> texts, double height) {}

    RankDiagram {
        names = List.copyOf(names);
        ranks = List.copyOf(ranks);
        groups = groups.stream().map(List::copyOf).toList();
    }

    @Override
    public double height(Width width) {
        return parts(width).height();
    }

    @Override
    public void paint(Graphics2D graphics, Width width) {
        Parts parts = parts(width);
        Pen pen = new Pen(graphics);
        for (Line line : parts.lines()) {
            pen.line(
                    line.x1(),
                    line.y1(),
                    line.x2(),
                    line.y2(),
                    line.isThick() ? THICK : THIN,
                    Palette.INK);
        }
        for (Text text : parts.texts()) {
            pen.text(
                    text.text().plain(),
                    Pen.TICK,
                    text.x(),
                    text.y() + 0.35 * SIZE,
                    text.align(),
                    Palette.INK);
        }
    }

    /** Returns the diagram as source for TikZ. */
    @Override
    public String latex(String id, Width width) {
        Parts parts = parts(width);
        StringBuilder out = new StringBuilder("% needs \\usepackage{tikz}\n");
        out.append("\\begin{tikzpicture}[x=1bp, y=-1bp, font=\\footnotesize]\n");
        for (Line line : parts.lines()) {
            out.append(
                    String.format(
                            Locale.ROOT,
                            "\\draw[line width=%s] (%.2f,%.2f) -- (%.2f,%.2f);\n",
                            line.isThick() ? "2.4bp" : "0.6bp",
                            line.x1(),
                            line.y1(),
                            line.x2(),
                            line.y2()));
        }
        for (Text text : parts.texts()) {
            String anchor = text.align() == 0 ? "west" : text.align() == 1 ? "east" : "center";
            out.append(
                    String.format(
                            Locale.ROOT,
                            "\\node[anchor=%s, inner sep=0] at (%.2f,%.2f) {%s};\n",
                            anchor,
                            text.x(),
                            text.y(),
                            text.text().latex()));
        }
        return out.append("\\end{tikzpicture}\n").toString();
    }

    private Parts parts(Width width) {
        int k = names.size();
        int rows = (k + 1) / 2;
        double total = width.points();
        double left = SIDE * total;
        double step = (total - 2 * left) / (k - 1);
        List<Line> lines = new ArrayList<>();
        List<Text> texts = new ArrayList<>();
        lines.add(new Line(left, AXIS, total - left, AXIS, false));
        int every = Math.max(1, (int) Math.ceil(10 / step));
        for (int rank = 1; rank <= k; rank++) {
            double x = left + (rank - 1) * step;
            lines.add(new Line(x, AXIS - TICK, x, AXIS, false));
            if ((rank - 1) % every == 0) {
                texts.add(new Text(label(String.valueOf(rank)), x, AXIS - TICK - 5, 0.5));
            }
        }
        critical(left, step, lines, texts);
        double firstRow = AXIS + 8 + bars(left, step, lines);
        methods(total, left, step, firstRow, lines, texts);
        return new Parts(lines, texts, Math.ceil(firstRow + rows * ROW));
    }

    private void critical(double left, double step, List<Line> lines, List<Text> texts) {
        if (criticalDifference <= names.size() - 1) {
            double end = left + criticalDifference * step;
            lines.add(new Line(left, 7, end, 7, false));
            lines.add(new Line(left, 5, left, 9, false));
            lines.add(new Line(end, 5, end, 9, false));
            texts.add(
                    new Text(
                            label(String.format(Locale.ROOT, "CD = %.2f", criticalDifference)),
                            end + 4,
                            7,
                            0));
        }
    }

    /** Draws the bars, each below those that it overlaps; returns the height that they take. */
    private double bars(double left, double step, List<Line> lines) {
        List<Double> ends = new ArrayList<>();
        for (List<Integer> group : groups) {
            double from = x(group.get(0), left, step) - 2;
            double to = x(group.get(group.size() - 1), left, step) + 2;
            int level = 0;
            while (level < ends.size() && ends.get(level) >= from) {
                level++;
            }
            if (level == ends.size()) {
                ends.add(to);
            } else {
                ends.set(level, to);
            }
            double y = AXIS + (level + 1) * BAR;
            lines.add(new Line(from, y, to, y, true));
        }
        return ends.size() * BAR;
    }

    private double x(int method, double left, double step) {
        return left + (ranks.get(method) - 1) * step;
    }

    /** Puts the better half of the methods on the left, the others on the right. */
    private void methods(
            double total,
            double left,
            double step,
            double firstRow,
            List<Line> lines,
            List<Text> texts) {
        int k = names.size();
        List<Integer> order =
                IntStream.range(0, k)
                        .boxed()
                        .sorted(Comparator.comparingDouble(ranks::get))
                        .toList();
        for (int place = 0; place < k; place++) {
            int method = order.get(place);
            boolean isLeft = place < (k + 1) / 2;
            double y = firstRow + (isLeft ? place : k - 1 - place) * ROW;
            double x = x(method, left, step);
            double end = isLeft ? left - 6 : total - left + 6;
            lines.add(new Line(x, AXIS, x, y, false));
            lines.add(new Line(x, y, end, y, false));
            texts.add(new Text(names.get(method), isLeft ? end - 3 : end + 3, y, isLeft ? 1 : 0));
        }
    }

    private static Label label(String text) {
        return Axis.plain(text);
    }
}
