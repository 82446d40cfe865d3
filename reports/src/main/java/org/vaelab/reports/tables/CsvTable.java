// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Csv;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Note;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/**
 * A table as CSV. Numbers have all their digits; half the width of an interval is in a column of
 * its own, as the table shows it. The notes of a row are in its last column, if there are any.
 */
@Internal
public final class CsvTable {

    private static final String SPREAD = "±";

    private CsvTable() {}

    public static String of(Table table) {
        Map<String, String> notes =
                table.notes().stream().collect(Collectors.toMap(Note::mark, Note::text));
        List<String> header = new ArrayList<>();
        List<Boolean> spreads = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            String name = name(table.columns().get(i));
            boolean spread = table.column(i).stream().anyMatch(CsvTable::hasSpread);
            spreads.add(spread);
            header.addAll(spread ? List.of(name, name + " " + SPREAD) : List.of(name));
        }
        if (!notes.isEmpty()) {
            header.add("notes");
        }
        Csv csv = new Csv(header.toArray(String[]::new));
        for (List<Cell> row : table.all()) {
            List<@Nullable Object> fields = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                Cell cell = row.get(i);
                fields.add(Double.isNaN(cell.value()) ? text(cell) : (Object) cell.value());
                if (spreads.get(i)) {
                    fields.add(hasSpread(cell) ? spread(cell) : null);
                }
            }
            if (!notes.isEmpty()) {
                fields.add(
                        row.stream()
                                .flatMap(cell -> cell.marks().stream())
                                .distinct()
                                .map(mark -> Escape.plain(notes.getOrDefault(mark, mark)))
                                .collect(Collectors.joining(" ")));
            }
            csv.row(fields.toArray());
        }
        return csv.toString();
    }

    private static String name(Column column) {
        String detail = column.detail().isEmpty() ? "" : " (" + column.detail() + ")";
        return Escape.plain(column.title() + detail);
    }

    private static boolean hasSpread(Cell cell) {
        return !Double.isNaN(cell.value()) && cell.text().contains(SPREAD);
    }

    private static String spread(Cell cell) {
        return text(cell).substring(text(cell).indexOf(SPREAD) + SPREAD.length()).strip();
    }

    private static String text(Cell cell) {
        String text = Escape.plain(cell.text()).replace("" + NumberText.FIGURE_SPACE, "");
        return text.equals(NumberText.ABSENT) ? "" : text;
    }
}
