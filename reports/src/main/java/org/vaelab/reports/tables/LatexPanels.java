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

    private LatexPanels() {}

    static List<List<LatexColumn>> of(List<LatexColumn> columns) {
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
        return panels;
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
     * Returns the room that the columns of a panel have on a line, without the space between them.
     */
    static double room(List<LatexColumn> panel) {
        return LatexWidths.LINE - LatexWidths.COLUMN_SEP * (panel.size() - 1);
    }

    /** Returns whether the text of a panel is wrapped. */
    static boolean isWrapped(List<LatexColumn> panel) {
        return panel.stream().mapToDouble(LatexColumn::width).sum() > room(panel);
    }
}
