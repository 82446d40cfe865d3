// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a table in panels that fit the column of a page. Each panel begins with the first
 * column.
 */
final class LatexPanels {

    private static final double STEP = 4;

    /** The share of the page that the first column may take before it wraps. */
    private static final double FIRST = 0.36;

    /** How exactly the width of text is found, in points. */
    private static final double PRECISION = 1e-6;

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private LatexPanels() {}

    /**
     * A column of a panel.
     *
     * @param width the width of wrapped text; infinite if nothing is wrapped
     */
    record Placed(LatexColumn column, double width) {

        /** Returns the index of the column in the table. */
        int index() {
            return column.index();
        }

        boolean isWrapped() {
            return width < INFINITE;
        }
    }

    static List<List<Placed>> of(List<LatexColumn> columns) {
        List<List<LatexColumn>> panels = split(columns, LatexWidths.LINE);
        // As few panels as possible, all of about the same width. The line ends the search, because
        // panels of a single column do not become more on any shorter line.
        for (double line = LatexWidths.LINE - STEP; line > 0; line -= STEP) {
            List<List<LatexColumn>> narrower = split(columns, line);
            if (narrower.size() > panels.size()) {
                break;
            }
            panels = narrower;
        }
        return panels.stream().map(LatexPanels::placed).toList();
    }

    private static List<List<LatexColumn>> split(List<LatexColumn> columns, double line) {
        LatexColumn first = columns.get(0);
        double start = Math.max(first.least(), Math.min(first.width(), FIRST * LatexWidths.LINE));
        List<List<LatexColumn>> panels = new ArrayList<>();
        double used = Double.POSITIVE_INFINITY;
        for (LatexColumn column : columns.subList(1, columns.size())) {
            double width = column.least() + LatexWidths.COLUMN_SEP;
            if (used + width > line) {
                panels.add(new ArrayList<>(List.of(first)));
                used = start;
            }
            panels.get(panels.size() - 1).add(column);
            used += width;
        }
        return panels.isEmpty() ? List.of(columns) : panels;
    }

    /**
     * Gives the text of a panel the room that its numbers leave: the widest common limit with which
     * all columns fit.
     */
    private static List<Placed> placed(List<LatexColumn> panel) {
        double room = LatexWidths.LINE - LatexWidths.COLUMN_SEP * (panel.size() - 1);
        double limit = 0;
        for (double step = room / 2; step > PRECISION; step /= 2) {
            double wider = limit + step;
            double sum = panel.stream().mapToDouble(column -> width(column, wider)).sum();
            limit = sum <= room ? wider : limit;
        }
        double most = limit + 2 * PRECISION;
        return panel.stream()
                .map(
                        column -> {
                            boolean fits = !column.isText() || column.width() <= most;
                            double width = fits ? INFINITE : width(column, most);
                            return new Placed(column, width);
                        })
                .toList();
    }

    private static double width(LatexColumn column, double limit) {
        return Math.max(column.least(), Math.min(column.width(), limit));
    }
}
