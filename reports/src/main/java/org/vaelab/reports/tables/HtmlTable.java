// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.Escape;

/** A table as HTML: a figure with its caption above and its notes below. */
public final class HtmlTable {

    private HtmlTable() {}

    public static String of(Table table) {
        StringBuilder out = new StringBuilder();
        out.append("<figure class=\"table\" id=\"table-").append(Escape.html(table.id()));
        out.append("\">\n<figcaption>").append(Escape.html(table.caption()));
        out.append("</figcaption>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
        out.append(" aria-label=\"Table: ").append(Escape.html(table.id()));
        out.append("\">\n<table>\n<thead><tr>");
        for (Column column : table.columns()) {
            out.append("<th scope=\"col\"").append(column.numeric() ? " class=\"n\">" : ">");
            out.append(Escape.html(column.title()));
            if (!column.detail().isEmpty()) {
                out.append("<small>").append(detail(column)).append("</small>");
            }
            out.append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        rows(out, table.rows(), table.columns());
        if (!table.summary().isEmpty()) {
            out.append("</tbody>\n<tbody class=\"summary\">\n");
            rows(out, table.summary(), table.columns());
        }
        out.append("</tbody>\n</table>\n</div>\n");
        notes(out, table);
        return out.append("</figure>\n").toString();
    }

    /** Each part of the detail on its own line, so that columns stay narrow. */
    private static String detail(Column column) {
        return Arrays.stream(column.detail().split(" · ", -1))
                .map(Escape::html)
                .collect(Collectors.joining("<br>"));
    }

    private static void rows(StringBuilder out, List<List<Cell>> rows, List<Column> columns) {
        for (List<Cell> row : rows) {
            out.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                cell(out, row.get(i), columns.get(i), i == 0);
            }
            out.append("</tr>\n");
        }
    }

    private static void cell(StringBuilder out, Cell cell, Column column, boolean first) {
        String element = first ? "th" : "td";
        String emphasis =
                switch (cell.emphasis()) {
                    case PLAIN -> "";
                    case BEST, FAINT -> cell.emphasis().name().toLowerCase(Locale.ROOT);
                };
        String classes = (column.numeric() ? "n " + emphasis : emphasis).trim();
        out.append('<').append(element).append(first ? " scope=\"row\"" : "");
        out.append(classes.isEmpty() ? "" : " class=\"" + classes + "\"").append('>');
        out.append(Escape.html(cell.text()));
        marks(out, cell);
        if (!cell.ghost().isEmpty()) {
            out.append("<span class=\"ghost\" aria-hidden=\"true\">");
            out.append(Escape.html(cell.ghost())).append("</span>");
        }
        out.append("</").append(element).append('>');
    }

    private static void marks(StringBuilder out, Cell cell) {
        if (!cell.marks().isEmpty()) {
            out.append("<sup>");
            out.append(Escape.html(String.join(",", cell.marks()))).append("</sup>");
        }
    }

    private static void notes(StringBuilder out, Table table) {
        if (table.notes().isEmpty()) {
            return;
        }
        out.append("<ul class=\"notes\">\n");
        for (Table.Note note : table.notes()) {
            out.append("<li><sup>").append(Escape.html(note.mark())).append("</sup> ");
            out.append(Escape.html(note.text())).append("</li>\n");
        }
        out.append("</ul>\n");
    }
}
