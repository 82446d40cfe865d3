// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.tables.CsvRecords;
import org.vaelab.framework.tables.TableFormat;

/** A text file: lines, or a table with columns of texts. */
final class TextFile {

    /**
     * The columns of a table of texts; null: a config names none.
     *
     * @param hasHeader whether the first row names the columns
     */
    record Columns(
            @Nullable String text,
            @Nullable String label,
            @Nullable String given,
            @Nullable String key,
            boolean hasHeader) {

        /** The columns of a file of lines. */
        static final Columns NONE = new Columns(null, null, null, null, true);
    }

    /**
     * A line, or a row of a table.
     *
     * @param number of the line on which it starts, from 1
     * @param given the second text; empty if it has none
     * @param label empty if it has none
     * @param key what names it; empty if nothing does
     * @param ended whether a line break follows
     */
    record Line(long number, String text, String given, String label, String key, boolean ended) {}

    private final Path path;
    private final Columns columns;
    private final Consumer<Line> lines;

    /** The number of columns, and the places of those that are used; -1: not used. */
    private int width;

    private int textColumn;
    private int givenColumn;
    private int labelColumn;
    private int keyColumn;

    private TextFile(Path path, Columns columns, Consumer<Line> lines) {
        this.path = path;
        this.columns = columns;
        this.lines = lines;
    }

    /**
     * Gives the lines or rows of a file to a consumer, in order.
     *
     * @return what a user should know of how the file is read
     * @throws DataException if it cannot be read, is not UTF-8 or lacks a column; the message has the line
     */
    static List<String> read(Path path, Columns columns, Consumer<Line> lines) {
        TextFile file = new TextFile(path, columns, lines);
        Optional<TableFormat> format = TableFormat.ofText(path);
        if (format.isEmpty()) {
            file.readLines();
            return List.of();
        }
        try (CsvRecords records = CsvRecords.open(path, format.get().separator())) {
            while (records.next()) {
                file.take(records);
            }
            return records.quotes() ? List.of() : List.of(path + ": " + CsvRecords.PLAIN_QUOTES);
        }
    }

    private void readLines() {
        if (!columns.equals(Columns.NONE)) {
            throw DataException.of(
                    "%s: text, label, given and key name columns of a table; expected a file that ends"
                            + " in .tsv or .csv",
                    path);
        }
        Utf8Lines.forEach(
                path, (line, text, ended) -> lines.accept(new Line(line, text, "", "", "", ended)));
    }

    /** Takes a row of a table. A line of spaces is none. */
    private void take(CsvRecords records) {
        List<String> cells =
                records.cells().stream()
                        .map(cell -> cell.replace("\r\n", "\n"))
                        .map(cell -> Normalizer.normalize(cell, Normalizer.Form.NFC))
                        .toList();
        if (cells.size() > 1 || !cells.get(0).isBlank()) {
            row(records.line(), cells);
        }
    }

    private void row(long line, List<String> row) {
        if (width == 0) {
            width = row.size();
            if (columns.hasHeader()) {
                findColumns(line, row.stream().map(String::strip).toList());
                return;
            }
            findColumns(line, IntStream.rangeClosed(1, width).mapToObj(Integer::toString).toList());
        }
        if (row.size() != width) {
            throw DataException.of(
                    "%s: line %s has %s columns, expected %s", path, line, row.size(), width);
        }
        lines.accept(
                new Line(
                        line,
                        row.get(textColumn),
                        givenColumn < 0 ? "" : row.get(givenColumn),
                        labelColumn < 0 ? "" : row.get(labelColumn).strip(),
                        keyColumn < 0 ? "" : row.get(keyColumn).strip(),
                        true));
    }

    private void findColumns(long line, List<String> names) {
        CsvRecords.requireDifferent(path + ", line " + line, names);
        labelColumn = find("label", columns.label(), names);
        givenColumn = find("given", columns.given(), names);
        keyColumn = find("key", columns.key(), names);
        textColumn = find("text", columns.text(), names);
        if (textColumn < 0) {
            List<String> others = new ArrayList<>(names);
            others.remove(columns.label());
            others.remove(columns.given());
            others.remove(columns.key());
            textColumn = names.indexOf(others.size() == 1 ? others.get(0) : "text");
        }
        if (textColumn < 0) {
            throw DataException.of(
                    "%s: set text to the column of the texts; there are: %s",
                    path, String.join(", ", names));
        }
    }

    /** Returns the place of a column that a config names; -1 if it names none. */
    private int find(String key, @Nullable String name, List<String> names) {
        int place = names.indexOf(name);
        if (name != null && place < 0) {
            throw DataException.of(
                    "%s: %s is %s, which is no column; there are: %s",
                    path, key, name, String.join(", ", names));
        }
        return place;
    }
}
