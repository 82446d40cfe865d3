// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.Escape;

/**
 * A table as LaTeX for {@code \input}: a float with its caption, set with booktabs.
 *
 * <p>The document needs {@code \\usepackage{booktabs}} and nothing else. If {@code graphicx} is
 * loaded, tables wider than a line are scaled down.
 */
public final class LatexTable {

    private static final String FIT =
            "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n";

    private LatexTable() {}

    public static String of(Table table) {
        StringBuilder out = new StringBuilder();
        out.append("% needs \\usepackage{booktabs}; with graphicx it is no wider than a line\n");
        out.append("\\providecommand{\\resizebox}[3]{#3}\n\\begin{table}[tb]\n\\centering\n");
        out.append("\\caption{").append(Escape.latex(table.caption())).append("}\n");
        out.append("\\label{tab:").append(table.id()).append("}\n");
        out.append("\n\\smallskip\n").append(FIT).append("\\begin{tabular}{@{}");
        table.columns().forEach(column -> out.append(column.numeric() ? 'r' : 'l'));
        out.append("@{}}\n\\toprule\n");
        row(out, table.columns().stream().map(c -> Escape.latex(c.title())).toList());
        if (table.columns().stream().anyMatch(c -> !c.detail().isEmpty())) {
            details(out, table.columns());
        }
        out.append("\\midrule\n");
        for (List<Cell> cells : table.rows()) {
            row(out, cells.stream().map(LatexTable::cell).toList());
        }
        out.append(table.summary().isEmpty() ? "" : "\\midrule\n");
        for (List<Cell> cells : table.summary()) {
            row(out, cells.stream().map(LatexTable::cell).toList());
        }
        out.append("\\bottomrule\n\\end{tabular}}\n");
        if (!table.notes().isEmpty()) {
            out.append("\n\\medskip\n\\begin{minipage}{\\linewidth}\\footnotesize\n");
            out.append(
                    table.notes().stream()
                            .map(n -> sup(n.mark()) + "\\," + Escape.latex(n.text()))
                            .collect(Collectors.joining("\\\\\n", "", "\n")));
            out.append("\\end{minipage}\n");
        }
        return out.append("\\end{table}\n").toString();
    }

    /** One line for each part of the longest detail, so that columns stay narrow. */
    private static void details(StringBuilder out, List<Column> columns) {
        List<String[]> parts =
                columns.stream()
                        .map(c -> c.detail().isEmpty() ? new String[0] : c.detail().split(" · "))
                        .toList();
        int lines = parts.stream().mapToInt(p -> p.length).max().orElse(0);
        for (int line = 0; line < lines; line++) {
            int at = line;
            row(
                    out,
                    parts.stream()
                            .map(
                                    p ->
                                            at < p.length
                                                    ? "{\\footnotesize " + Escape.latex(p[at]) + "}"
                                                    : "")
                            .toList());
        }
    }

    private static void row(StringBuilder out, List<String> cells) {
        out.append(String.join(" & ", cells)).append(" \\\\\n");
    }

    private static String cell(Cell cell) {
        String text = Escape.latex(cell.text());
        // \mathbf does not reach into the minus and the plus-minus of a bold cell; \boldmath does.
        String set = cell.emphasis() == Emphasis.BEST ? "{\\boldmath\\textbf{" + text + "}}" : text;
        String marked =
                cell.marks().isEmpty()
                        ? set
                        : set + "\\rlap{" + sup(String.join(",", cell.marks())) + "}";
        return cell.ghost().isEmpty()
                ? marked
                : marked + "\\phantom{" + Escape.latex(cell.ghost()) + "}";
    }

    private static String sup(String mark) {
        return "\\textsuperscript{" + mark + "}";
    }
}
