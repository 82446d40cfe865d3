// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Csv;
import org.vaelab.reports.tables.CellContent.Interval;
import org.vaelab.reports.tables.CellContent.Quantity;
import org.vaelab.reports.tables.CellContent.Words;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Note;
import org.vaelab.reports.text.Escape;

/**
 * A table as CSV. Numbers have all their digits; an absent one is an empty field.
 *
 * <p>A column of numbers has nothing else. What further its cells have is in columns after it, each
 * of which is there if a cell has such a thing: half the width of an interval ({@code ±}), the ends
 * of an interval ({@code low}, {@code high}), the comparator of a limit ({@code comparator}), and
 * words in place of a number ({@code text}). The notes of a row are in its last column.
 */
@Internal
public final class CsvTable {

    /** A column of the file, with the field of each row; null is an empty one. */
    private record Field(String name, List<? extends @Nullable Object> values) {

        static Field of(String name, List<Cell> cells, Function<Cell, @Nullable Object> value) {
            return new Field(name, cells.stream().map(value).toList());
        }

        boolean isEmpty() {
            return values.stream().allMatch(Objects::isNull);
        }
    }

    private CsvTable() {}

    public static String of(Table table) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            fields.addAll(fields(table.columns().get(i), table.column(i)));
        }
        if (!table.notes().isEmpty()) {
            Map<String, String> notes =
                    table.notes().stream().collect(Collectors.toMap(Note::mark, Note::text));
            fields.add(
                    new Field("notes", table.all().stream().map(row -> of(row, notes)).toList()));
        }
        Csv csv = new Csv(fields.stream().map(Field::name).toArray(String[]::new));
        for (int row = 0; row < table.all().size(); row++) {
            int at = row;
            csv.row(fields.stream().map(field -> field.values().get(at)).toArray());
        }
        return csv.toString();
    }

    private static String of(List<Cell> row, Map<String, String> notes) {
        return row.stream()
                .flatMap(cell -> cell.marks().stream())
                .distinct()
                .map(mark -> Escape.plain(notes.getOrDefault(mark, mark)))
                .collect(Collectors.joining(" "));
    }

    private static List<Field> fields(Column column, List<Cell> cells) {
        String detail = column.detail().isEmpty() ? "" : " (" + column.detail() + ")";
        String name = Escape.plain(column.title() + detail);
        Field words = Field.of(name, cells, CsvTable::words);
        Field numbers = Field.of(name, cells, cell -> number(cell.value()));
        if (!column.numeric() && numbers.isEmpty()) {
            return List.of(words);
        }
        Stream<Field> further =
                Stream.of(
                        Field.of(name + " ±", cells, CsvTable::halfWidth),
                        Field.of(name + " low", cells, cell -> end(cell, Interval::low)),
                        Field.of(name + " high", cells, cell -> end(cell, Interval::high)),
                        Field.of(name + " comparator", cells, CsvTable::comparator),
                        new Field(name + " text", words.values()));
        List<Field> present = further.filter(field -> !field.isEmpty()).toList();
        return numbers.isEmpty() && !present.isEmpty()
                ? present
                : Stream.concat(Stream.of(numbers), present.stream()).toList();
    }

    private static @Nullable Object number(double value) {
        return Double.isNaN(value) ? null : (Object) value;
    }

    private static @Nullable Object halfWidth(Cell cell) {
        return cell.content() instanceof Quantity number ? number(number.halfWidth()) : null;
    }

    private static @Nullable Object end(Cell cell, Function<Interval, Double> end) {
        return cell.content() instanceof Interval interval ? end.apply(interval) : null;
    }

    private static @Nullable Object comparator(Cell cell) {
        return cell.content() instanceof Quantity number && !number.comparator().isEmpty()
                ? number.comparator()
                : null;
    }

    private static @Nullable Object words(Cell cell) {
        return cell.content() instanceof Words words && !words.isAbsent()
                ? Escape.plain(words.text())
                : null;
    }
}
