// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/** A table as Markdown (GitHub's pipe tables), its caption and notes around it. */
@Internal
public final class MarkdownTable {

    private MarkdownTable() {}

    /** Returns a table without links. */
    public static String of(Table table) {
        return of(table, Set.of());
    }

    /**
     * Returns a table in which the names of models link to their runs.
     *
     * @param targets the ids of the elements of the page; links to others are left out
     */
    public static String of(Table table, Set<String> targets) {
        StringBuilder out = new StringBuilder();
        out.append(Escape.markdown(table.caption())).append("\n\n");
        if (!table.terms().isEmpty()) {
            out.append("<details><summary>Definitions</summary>\n\n");
            out.append(Escape.markdown(table.terms())).append("\n\n</details>\n\n");
        }
        row(out, table.columns().stream().map(MarkdownTable::header).toList());
        row(out, table.columns().stream().map(c -> c.numeric() ? "---:" : ":---").toList());
        for (List<Cell> cells : table.all()) {
            row(out, cells.stream().map(cell -> cell(cell, targets)).toList());
        }
        if (!table.notes().isEmpty()) {
            out.append('\n');
            out.append(
                    table.notes().stream()
                            .map(n -> sup(n.mark()) + " " + Escape.markdown(n.text()))
                            .collect(Collectors.joining("  \n", "", "\n")));
        }
        return out.toString();
    }

    private static void row(StringBuilder out, List<String> cells) {
        out.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String header(Column column) {
        String title = Escape.markdown(column.title());
        return column.detail().isEmpty()
                ? title
                : title + "<br>" + Escape.markdown(column.detail());
    }

    private static String cell(Cell cell, Set<String> targets) {
        String plain =
                Escape.markdown(cell.text().replace(String.valueOf(NumberText.FIGURE_SPACE), ""));
        String text =
                targets.contains(cell.link()) ? "[" + plain + "](#" + cell.link() + ")" : plain;
        String set = cell.emphasis() == Emphasis.BEST ? "**" + text + "**" : text;
        return cell.marks().isEmpty() ? set : set + " " + sup(String.join(",", cell.marks()));
    }

    private static String sup(String mark) {
        return "<sup>" + mark + "</sup>";
    }
}
