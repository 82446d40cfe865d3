// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.vaelab.reports.text.NumberText;

/**
 * A table of text as one paragraph for each row, a row being boxes side by side. Unlike {@code
 * longtable} it breaks across pages in a document of two columns too.
 */
final class LatexRows {

    private final Table table;
    private final List<LatexColumn> panel;
    private final StringBuilder out;
    private final double[] shares;

    LatexRows(Table table, List<LatexColumn> panel, StringBuilder out) {
        this.table = table;
        this.panel = panel;
        this.out = out;
        double room = LatexPanels.room(panel);
        double limit = room;
        while (limit > 1 && widths(limit).sum() > room) {
            limit--;
        }
        // Shares of the line, so that a wider column of the page is filled as well.
        double sum = Math.max(widths(limit).sum(), room) / room * LatexWidths.LINE;
        this.shares = widths(limit).map(width -> width / sum).toArray();
    }

    /** Returns the widths of the columns if text is wrapped that is wider than a limit. */
    private DoubleStream widths(double limit) {
        return panel.stream().mapToDouble(of -> Math.max(of.least(), Math.min(of.width(), limit)));
    }

    void write() {
        out.append("\\par\\hrule height 0.08em\\nobreak\\kern 2pt\\nobreak\n");
        row(panel.stream().map(column -> column.title(true)).toList());
        out.append("\\nobreak\\kern 2pt\\hrule height 0.05em\\nobreak\\kern 2pt\\nobreak\n");
        for (int i = 0; i < table.rows().size(); i++) {
            int at = i;
            if (!isEmpty(table.rows().get(i))) {
                row(panel.stream().map(column -> column.cell(at, true)).toList());
            }
        }
        out.append("\\nobreak\\kern 2pt\\hrule height 0.08em\\medskip\n");
    }

    /** Returns whether no column of this panel has a value in the row. */
    private boolean isEmpty(List<Table.Cell> row) {
        return panel.stream()
                .skip(1)
                .allMatch(column -> row.get(column.index()).text().equals(NumberText.ABSENT));
    }

    private void row(List<String> cells) {
        List<String> boxes = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            boxes.add(
                    String.format(
                            Locale.ROOT,
                            "\\parbox[t]{%.3f\\linewidth}{\\raggedright\\strut %s\\strut}",
                            shares[i],
                            cells.get(i)));
        }
        out.append("\\noindent ").append(String.join("\\hfill\n  ", boxes));
        out.append("\\hspace*{\\fill}\\par\n");
    }
}
