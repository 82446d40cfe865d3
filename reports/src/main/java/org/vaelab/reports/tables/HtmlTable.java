// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.reports.tables.CellContent.Quantity;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.Escape;

/**
 * A table as HTML: a figure with its caption above and its notes below.
 *
 * <p>A number links to what its cell names, or else to what its row is about. The custom property
 * {@code --chars} holds the width of the table in characters, by which print chooses the font size.
 * {@code data-value} holds the number of a cell, by which a script sorts.
 */
@Internal
public final class HtmlTable {

    /** More characters than this leave no room beside the table on a wide screen. */
    private static final int WIDE = 118;

    /** Longer names break into lines. */
    private static final int LONG = 36;

    private static final int WIDEST_TEXT = 28;
    private static final int GAP = 2;

    private final Table table;
    private final Set<String> targets;
    private final StringBuilder out = new StringBuilder();

    private HtmlTable(Table table, Set<String> targets) {
        this.table = table;
        this.targets = targets;
    }

    /** Returns a table without links. */
    public static String of(Table table) {
        return of(table, Set.of());
    }

    /**
     * Returns a table with links.
     *
     * @param targets the ids of the elements of the page; links to others are left out
     */
    public static String of(Table table, Set<String> targets) {
        return new HtmlTable(table, targets).figure();
    }

    private String figure() {
        String id = Escape.html(table.id());
        int width = width();
        out.append("<figure class=\"table").append(width > WIDE ? " wide" : "");
        out.append("\" id=\"table-").append(id);
        out.append("\" style=\"--chars:").append(width);
        out.append("\">\n<figcaption id=\"caption-").append(id).append("\">");
        out.append(Escape.html(table.caption())).append("</figcaption>\n");
        if (!table.terms().isEmpty()) {
            out.append("<details class=\"terms\">\n<summary>Definitions</summary>\n<p>");
            out.append(Escape.html(table.terms())).append("</p>\n</details>\n");
        }
        out.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
        out.append(" aria-label=\"Table ").append(id);
        out.append("\">\n<table aria-labelledby=\"caption-").append(id);
        out.append("\">\n<thead><tr>");
        table.columns().forEach(this::header);
        out.append("</tr></thead>\n<tbody>\n");
        table.rows().forEach(this::row);
        if (!table.summary().isEmpty()) {
            out.append("</tbody>\n<tbody class=\"summary\">\n");
            table.summary().forEach(this::row);
        }
        out.append("</tbody>\n</table>\n</div>\n");
        notes();
        return out.append("</figure>\n").toString();
    }

    private void header(Column column) {
        out.append("<th scope=\"col\"").append(column.numeric() ? " class=\"n\">" : ">");
        out.append(Escape.html(column.title()));
        if (!column.detail().isEmpty()) {
            out.append("<small>").append(detail(column)).append("</small>");
        }
        out.append("</th>");
    }

    /** Each part of the detail on its own line, so that columns stay narrow. */
    private static String detail(Column column) {
        return parts(column).map(Escape::html).collect(Collectors.joining("<br/>"));
    }

    private static Stream<String> parts(Column column) {
        return Arrays.stream(column.detail().split(" · ", -1));
    }

    private void row(List<Cell> row) {
        String about =
                row.stream().map(Cell::link).filter(targets::contains).findFirst().orElse("");
        out.append("<tr>");
        for (int i = 0; i < row.size(); i++) {
            cell(row.get(i), table.columns().get(i), i == 0, about);
        }
        out.append("</tr>\n");
    }

    private void cell(Cell cell, Column column, boolean first, String about) {
        String element = first ? "th" : "td";
        String emphasis =
                switch (cell.emphasis()) {
                    case PLAIN -> "";
                    case BEST, FAINT -> cell.emphasis().name().toLowerCase(Locale.ROOT);
                };
        String kind = column.numeric() ? "n " : first && cell.text().length() > LONG ? "long " : "";
        String classes = (kind + emphasis).trim();
        out.append('<').append(element).append(first ? " scope=\"row\"" : "");
        out.append(classes.isEmpty() ? "" : " class=\"" + classes + "\"");
        out.append(Double.isNaN(cell.value()) ? "" : " data-value=\"" + cell.value() + "\"");
        out.append('>');
        linked(cell, column, first, about);
        if (!cell.marks().isEmpty()) {
            out.append("<sup>");
            out.append(Escape.html(String.join(",", cell.marks()))).append("</sup>");
        }
        if (!ghost(cell).isEmpty()) {
            out.append("<span class=\"ghost\" aria-hidden=\"true\">");
            out.append(Escape.html(ghost(cell))).append("</span>");
        }
        out.append("</").append(element).append('>');
    }

    /**
     * Returns invisible text after a number without an interval, which aligns it with those that
     * have one.
     */
    private static String ghost(Cell cell) {
        return cell.content() instanceof Quantity number && !number.hasHalfWidth()
                ? number.room()
                : "";
    }

    /**
     * Appends the text of a cell, linked if it has a target. The tab key stops once in a row: the
     * numbers of a row lead where its first cell leads.
     */
    private void linked(Cell cell, Column column, boolean first, String about) {
        String text = Escape.html(cell.text());
        boolean own = targets.contains(cell.link());
        String target = own ? cell.link() : isNumber(cell, column) ? about : "";
        if (target.isEmpty()) {
            out.append(text);
            return;
        }
        boolean repeated = !first && target.equals(about);
        out.append("<a href=\"#").append(Escape.html(target));
        out.append(repeated ? "\" tabindex=\"-1\">" : "\">").append(text).append("</a>");
    }

    private static boolean isNumber(Cell cell, Column column) {
        return column.numeric()
                && cell.text().chars().anyMatch(c -> Character.isDigit(c) || c == '∞');
    }

    private void notes() {
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

    private int width() {
        int sum = 0;
        for (int i = 0; i < table.columns().size(); i++) {
            Column column = table.columns().get(i);
            int widest =
                    table.column(i).stream().mapToInt(cell -> width(cell, column)).max().orElse(0);
            int title =
                    Stream.concat(Arrays.stream(column.title().split(" ", -1)), parts(column))
                            .mapToInt(String::length)
                            .max()
                            .orElse(0);
            sum += Math.max(widest, title) + GAP;
        }
        return sum;
    }

    /** Text breaks into lines, numbers do not. */
    private static int width(Cell cell, Column column) {
        int length = cell.text().length() + ghost(cell).length() + cell.marks().size();
        return column.numeric() ? length : Math.min(length, WIDEST_TEXT);
    }
}
