// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.Arrays;
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
            return width < Double.POSITIVE_INFINITY;
        }
    }

    static List<List<Placed>> of(List<LatexColumn> columns) {
        double line = LatexWidths.LINE;
        int fewest = split(columns, line).size();
        // As few panels as possible, all of about the same width.
        while (fewest > 1 && split(columns, line - STEP).size() == fewest) {
            line -= STEP;
        }
        return split(columns, line).stream().map(LatexPanels::placed).toList();
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

    /** Gives the text of a panel the room that its numbers leave. */
    private static List<Placed> placed(List<LatexColumn> panel) {
        double[] widths = panel.stream().mapToDouble(LatexColumn::least).toArray();
        double room =
                LatexWidths.LINE
                        - LatexWidths.COLUMN_SEP * (panel.size() - 1)
                        - Arrays.stream(widths).sum();
        // The narrowest text grows first, until all fit or no room is left.
        while (room > 0) {
            int narrowest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean grows = widths[i] < panel.get(i).width();
                if (grows && (narrowest < 0 || widths[i] < widths[narrowest])) {
                    narrowest = i;
                }
            }
            if (narrowest < 0) {
                break;
            }
            double more =
                    Math.min(Math.min(1, room), panel.get(narrowest).width() - widths[narrowest]);
            widths[narrowest] += more;
            room -= more;
            if (more < 1e-9) {
                break;
            }
        }
        List<Placed> all = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            boolean fits = !panel.get(i).isText() || widths[i] >= panel.get(i).width() - 1e-6;
            all.add(new Placed(panel.get(i), fits ? Double.POSITIVE_INFINITY : widths[i]));
        }
        return all;
    }
}
