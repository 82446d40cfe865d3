// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps side by side, two in a column and four on a page, under the legend of their classes.
 *
 * @param label the name of the label that colours the points; empty for none
 * @param classes the names of the classes in the legend; none if they have no colours
 */
record MapDrawing(List<MapPanel> panels, String label, List<String> classes) implements Drawing {

    private static final double BETWEEN = 8;
    private static final double LEGEND_ROW = 10;
    private static final double SAMPLE = 7;
    private static final double MARK = 2;

    MapDrawing {
        panels = List.copyOf(panels);
        classes = List.copyOf(classes);
    }

    private int columns(Width width) {
        return Math.min(width == Width.PAGE ? 4 : 2, Math.max(2, panels.size()));
    }

    private double panelWidth(Width width) {
        int columns = columns(width);
        return Math.min(150, (width.points() - (columns - 1) * BETWEEN) / columns);
    }

    private double rowHeight(int first, Width width) {
        int last = Math.min(first + columns(width), panels.size());
        return panels.subList(first, last).stream()
                .mapToDouble(panel -> panel.height(panelWidth(width)))
                .max()
                .orElse(0);
    }

    @Override
    public double height(Width width) {
        double height = legend(null, width);
        for (int i = 0; i < panels.size(); i += columns(width)) {
            height += rowHeight(i, width) + (i > 0 ? BETWEEN / 2 : 0);
        }
        return Math.ceil(height);
    }

    @Override
    public void paint(Graphics2D graphics, Width width) {
        Pen pen = new Pen(graphics);
        double top = legend(pen, width);
        double wide = panelWidth(width);
        for (int i = 0; i < panels.size(); i++) {
            int column = i % columns(width);
            double row = rowHeight(i - column, width);
            MapPanel panel = panels.get(i);
            panel.paint(pen, column * (wide + BETWEEN), top, wide);
            if (column == columns(width) - 1) {
                top += row + BETWEEN / 2;
            }
        }
    }

    /** Draws the legend, with a pen, and returns its height. */
    private double legend(@Nullable Pen pen, Width width) {
        if (classes.isEmpty()) {
            return 0;
        }
        double x = 0;
        double y = 0;
        String title = label + ":";
        if (pen != null) {
            pen.text(title, Pen.TICK, 0, 7, 0, Palette.INK);
        }
        x += Pen.width(title, Pen.TICK) + 6;
        for (int i = 0; i < classes.size(); i++) {
            double wide = SAMPLE + Pen.width(classes.get(i), Pen.TICK) + 8;
            if (x + wide > width.points()) {
                x = 0;
                y += LEGEND_ROW;
            }
            if (pen != null) {
                Path2D mark = new Path2D.Double();
                ClassStyle.append(mark, i, x + MARK, y + 4.6, MARK);
                pen.fill(mark, ClassStyle.colour(i));
                pen.text(classes.get(i), Pen.TICK, x + SAMPLE, y + 7, 0, Palette.INK);
            }
            x += wide;
        }
        return y + LEGEND_ROW + 3;
    }
}
