// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.FileTable;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.tables.ParquetTable;
import org.vaelab.framework.tables.TableFile;
import org.vaelab.framework.tables.TableFormat;

/** A text file: lines, or a table with columns of texts. */
final class TextFile {

    /**
     * The columns of a table of texts; null: a config names none.
     *
     * @param hasHeader whether the first row names the columns
     * @param isNew whether it is of new texts, which may have neither labels nor names
     */
    record Columns(
            @Nullable String text,
            @Nullable String label,
            @Nullable String given,
            @Nullable String key,
            boolean hasHeader,
            boolean isNew) {

        /** The columns of a file of lines. */
        static final Columns NONE = new Columns(null, null, null, null, true, false);

        /** Returns the columns of new texts. */
        Columns ofNew() {
            return new Columns(text, label, given, key, hasHeader, true);
        }
    }

    /**
     * A line, or a row of a table.
     *
     * @param number of the line on which it starts, from 1; of Parquet, of the row
     * @param given the second text; empty if it has none
     * @param label empty if it has none
     * @param key what names it; empty if nothing does
     * @param ended whether a line break follows
     */
    record Line(long number, String text, String given, String label, String key, boolean ended) {}

    private TextFile() {}

    /**
     * Gives the lines or rows of a file to a consumer, in order.
     *
     * @return what a user should know of how the file is read
     * @throws DataException if it cannot be read, is not UTF-8 or lacks a column; the message has
     *     the line
     */
    static List<String> read(Path path, Columns columns, Consumer<Line> lines) {
        if (TableFormat.of(path).isPresent()) {
            TableFile table = TableFile.ofTexts(path, columns.hasHeader());
            readRows(table, columns, lines);
            return table.remarks();
        }
        if (!columns.equals(Columns.NONE)) {
            throw DataException.of(
                    "%s: text, label, given and key name columns of a table; expected a file that ends"
                            + " in .tsv, .csv or .parquet",
                    path);
        }
        Utf8Lines.forEach(
                path, (line, text, ended) -> lines.accept(new Line(line, text, "", "", "", ended)));
        return List.of();
    }

    private static void readRows(TableFile table, Columns columns, Consumer<Line> lines) {
        List<Field> used = new ArrayList<>();
        int given = add(used, table, "given", columns.given(), false);
        int label = add(used, table, "label", columns.label(), columns.isNew());
        int key = add(used, table, "key", columns.key(), columns.isNew());
        int text = add(used, table, "text", columns.text(), false);
        if (text < 0) {
            text = used.size();
            used.add(onlyText(table, used));
        }
        List<String> classes =
                label >= 0 && table instanceof ParquetTable parquet
                        ? parquet.texts(used.get(label))
                        : List.of();
        try (FileTable.Cursor rows = table.values(used)) {
            for (int row = 0; row < table.size(); row++) {
                @Nullable String[] cells = rows.next();
                lines.accept(
                        new Line(
                                rows.number(),
                                cell(cells, text),
                                cell(cells, given),
                                (classes.isEmpty() ? cell(cells, label) : classes.get(row)).strip(),
                                cell(cells, key).strip(),
                                true));
            }
        }
    }

    /**
     * Adds the column that a config names; returns its place, or -1 if it names none, or one that
     * may be absent.
     */
    private static int add(
            List<Field> used,
            TableFile table,
            String key,
            @Nullable String name,
            boolean mayBeAbsent) {
        if (name == null || (mayBeAbsent && !table.names().contains(name))) {
            return -1;
        }
        used.add(table.field(key, name));
        return used.size() - 1;
    }

    /** Returns the column of the texts if no config names it. */
    private static Field onlyText(TableFile table, List<Field> used) {
        List<Field> others =
                table.fields().stream().filter(field -> !used.contains(field)).toList();
        return others.stream()
                .filter(field -> others.size() == 1 || field.name().equals("text"))
                .findFirst()
                .orElseThrow(
                        () ->
                                DataException.of(
                                        "%s: set text to the column of the texts; there are: %s",
                                        table.path(), String.join(", ", table.names())));
    }

    private static String cell(@Nullable String[] cells, int place) {
        String cell = place < 0 || cells[place] == null ? "" : cells[place];
        return Normalizer.normalize(cell.replace("\r\n", "\n"), Normalizer.Form.NFC);
    }
}
