// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Graphics2D;
import java.util.List;

/** Two or more drawings: side by side in pairs on a page, below each other in a column. */
public record Panels(List<Drawing> drawings) implements Drawing {

    private static final double BETWEEN = Width.PAGE.points() - 2 * Width.COLUMN.points();
    private static final double BELOW = 6;

    public Panels {
        drawings = List.copyOf(drawings);
    }

    private static int columns(Width width) {
        return width == Width.PAGE ? 2 : 1;
    }

    @Override
    public double height(Width width) {
        double height = -BELOW;
        for (int i = 0; i < drawings.size(); i += columns(width)) {
            height += rowHeight(i, width) + BELOW;
        }
        return Math.max(1, height);
    }

    private double rowHeight(int first, Width width) {
        return drawings.subList(first, Math.min(first + columns(width), drawings.size())).stream()
                .mapToDouble(drawing -> drawing.height(Width.COLUMN))
                .max()
                .orElse(0);
    }

    /** Paints the panels, those of a row with their lower edges at one height. */
    @Override
    public void paint(Graphics2D graphics, Width width) {
        double top = 0;
        for (int i = 0; i < drawings.size(); i++) {
            int column = i % columns(width);
            double row = rowHeight(i - column, width);
            double x = column * (Width.COLUMN.points() + BETWEEN);
            double y = top + row - drawings.get(i).height(Width.COLUMN);
            graphics.translate(x, y);
            drawings.get(i).paint(graphics, Width.COLUMN);
            graphics.translate(-x, -y);
            if (column == columns(width) - 1) {
                top += row + BELOW;
            }
        }
    }

    @Override
    public String latex(String id, Width width) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < drawings.size(); i++) {
            String source = drawings.get(i).latex(id, Width.COLUMN);
            if (width == Width.COLUMN) {
                out.append(i == 0 ? "" : "\\par\\medskip\n").append(source);
            } else {
                out.append(i % 2 == 1 ? "\\hfill%\n" : i == 0 ? "" : "\\par\\medskip\n");
                out.append("\\begin{minipage}[b]{.481\\linewidth}%\n").append(source);
                out.append("\\end{minipage}%\n");
            }
        }
        return out.toString();
    }
}
