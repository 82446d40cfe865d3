// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Plots in rows. A row of maps has two in a column and four on a page; a row of other plots has one
 * and two, and a single plot has the whole width.
 *
 * @param isShared whether one legend above them has the entries of all
 */
record Panels(List<Plot> plots, boolean isShared) implements Drawing {

    private static final double BELOW = 6;

    public Panels {
        plots = List.copyOf(plots);
    }

    private boolean areMaps() {
        return plots.stream().allMatch(Plot::isMap);
    }

    private int columns(Width width) {
        int most = width == Width.PAGE ? 2 : 1;
        return areMaps() ? 2 * most : Math.min(most, plots.size());
    }

    private double between() {
        return areMaps() ? 8 : Width.PAGE.points() - 2 * Width.COLUMN.points();
    }

    private List<PlotLayer> layers() {
        return plots.stream().flatMap(plot -> plot.layers().stream()).toList();
    }

    private PlotLayout layout(int place, double width, boolean hasAll) {
        Plot plot = plots.get(place);
        List<PlotLayer> named = !isShared ? plot.layers() : hasAll ? layers() : List.of();
        return PlotLayout.of(plot, width, named);
    }

    /** Draws the plots, those of a row with their lower edges at one height. */
    @Override
    public Picture draw(Width width) {
        int columns = columns(width);
        double one = (width.points() - (columns - 1) * between()) / columns;
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < plots.size(); i++) {
            pictures.add(new PlotPainter(layout(i, one, false)).picture());
        }
        Picture panels = Picture.grid(width.points(), pictures, columns, BELOW, areMaps() ? 0 : 1);
        if (!isShared) {
            return panels;
        }
        Picture legend = Legend.of(layers(), width.points()).picture();
        return Picture.grid(width.points(), List.of(legend, panels), 1, 0, 0);
    }

    /**
     * Returns the plots as source for pgfplots. A file of maps would be slow to set: it is a PDF.
     */
    @Override
    public String latex(String id, Width width) {
        if (areMaps()) {
            return Drawing.super.latex(id, width);
        }
        StringBuilder out = new StringBuilder();
        int columns = columns(width);
        double one = (columns == 1 ? width : Width.COLUMN).points();
        for (int i = 0; i < plots.size(); i++) {
            boolean isFirst = i % columns == 0;
            out.append(i == 0 ? "" : isFirst ? "\\par\\medskip\n" : "\\hfill%\n");
            String source = new Pgfplots(layout(i, one, i == 0)).source();
            out.append(
                    columns == 1
                            ? source
                            : String.format(
                                    Locale.ROOT,
                                    "\\begin{minipage}[b]{%.3f\\linewidth}%%\n%s\\end{minipage}%%\n",
                                    Width.COLUMN.points() / Width.PAGE.points(),
                                    source));
        }
        return out.toString();
    }
}
