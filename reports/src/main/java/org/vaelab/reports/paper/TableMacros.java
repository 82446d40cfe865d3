// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/** Names the numbers of a table by table, row and column. */
final class TableMacros {

    private static final String OF_MODEL = "model-";

    private TableMacros() {}

    static void add(Table table, MacroNames names) {
        List<String> columns = columns(table);
        List<List<Cell>> rows = table.all();
        for (int row = 0; row < rows.size(); row++) {
            String key = row(rows.get(row).get(0), row);
            if (names.has("table:" + table.id() + "/" + key + "/" + columns.get(0))) {
                key += " " + (row + 1);
            }
            names.add(source(rows.get(row).get(0)), "table:" + table.id(), key, columns.get(0));
            for (int column = 1; column < columns.size(); column++) {
                Cell cell = rows.get(row).get(column);
                if (table.columns().get(column).numeric() && !cell.isAbsent()) {
                    names.add(source(cell), "table:" + table.id(), key, columns.get(column));
                }
            }
        }
    }

    private static String row(Cell first, int index) {
        if (first.link().startsWith(OF_MODEL)) {
            return first.link().substring(OF_MODEL.length());
        }
        String text = MacroNames.key(Escape.plain(first.text()));
        return text.isEmpty() ? String.valueOf(index + 1) : text;
    }

    /** Returns the titles; with the detail, or the unique title before, where there are several. */
    private static List<String> columns(Table table) {
        List<String> titles = table.columns().stream().map(c -> MacroNames.key(c.title())).toList();
        List<String> details =
                table.columns().stream()
                        .map(c -> MacroNames.key(c.title() + " " + c.detail()))
                        .toList();
        List<String> keys = new ArrayList<>();
        String unique = "";
        for (int i = 0; i < titles.size(); i++) {
            String key;
            if (Collections.frequency(titles, titles.get(i)) == 1) {
                unique = titles.get(i);
                key = unique;
            } else if (Collections.frequency(details, details.get(i)) == 1) {
                key = details.get(i);
            } else {
                key = unique + " " + titles.get(i);
            }
            keys.add(key.isEmpty() || keys.contains(key) ? (key + " " + (i + 1)).strip() : key);
        }
        return keys;
    }

    private static String source(Cell cell) {
        String text = cell.text().replace(String.valueOf(NumberText.FIGURE_SPACE), "");
        return cell.latex().isEmpty() ? Escape.latex(text) : cell.latex();
    }
}
