// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vaelab.reports.tables.LatexPanels.Placed;
import org.vaelab.reports.text.NumberText;

/**
 * A table of text as one paragraph for each row, a row being boxes side by side. Unlike {@code
 * longtable} it breaks across pages in a document of two columns too.
 */
final class LatexRows {

    private final Table table;
    private final List<Placed> panel;
    private final StringBuilder out;
    private final double[] shares;

    LatexRows(Table table, List<Placed> panel, StringBuilder out) {
        this.table = table;
        this.panel = panel;
        this.out = out;
        double room = LatexWidths.LINE - LatexWidths.COLUMN_SEP * (panel.size() - 1);
        double[] widths =
                panel.stream()
                        .mapToDouble(p -> p.isWrapped() ? p.width() : p.column().width())
                        .toArray();
        double sum = IntStream.range(0, widths.length).mapToDouble(i -> widths[i]).sum();
        // Shares of the line, so that a wider column of the page is filled as well.
        this.shares =
                IntStream.range(0, widths.length)
                        .mapToDouble(i -> widths[i] / Math.max(sum, room) * room / LatexWidths.LINE)
                        .toArray();
    }

    void write() {
        out.append("\\par\\hrule height 0.08em\\nobreak\\kern 2pt\\nobreak\n");
        row(panel.stream().map(p -> p.column().header(true, 0).get(0)).toList());
        out.append("\\nobreak\\kern 2pt\\hrule height 0.05em\\nobreak\\kern 2pt\\nobreak\n");
        for (int i = 0; i < table.rows().size(); i++) {
            int at = i;
            if (isEmpty(table.rows().get(i))) {
                continue;
            }
            row(panel.stream().map(p -> p.column().cell(at, true)).toList());
        }
        out.append("\\nobreak\\kern 2pt\\hrule height 0.08em\\medskip\n");
    }

    /** Returns whether no column of this panel has a value in the row. */
    private boolean isEmpty(List<Table.Cell> row) {
        return panel.stream()
                .skip(1)
                .allMatch(p -> row.get(p.index()).text().equals(NumberText.ABSENT));
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
