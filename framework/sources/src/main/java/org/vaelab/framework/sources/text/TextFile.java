// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.RFC4180ParserBuilder;
import com.opencsv.exceptions.CsvValidationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.UnreadableFile;

/** A text file: lines, or a table with a column of texts. */
final class TextFile {

    /** How a file is written. */
    enum Format {
        LINES,
        /** Cells between tabs, without quotes. */
        TSV,
        /** RFC 4180. */
        CSV;

        /** Returns the format by the ending of a name. */
        static Format of(Path path) {
            String name = path.toString().toLowerCase(Locale.ROOT);
            return name.endsWith(".tsv") || name.endsWith(".tab")
                    ? TSV
                    : name.endsWith(".csv") ? CSV : LINES;
        }
    }

    /** Gets the texts of a file in order. */
    @FunctionalInterface
    interface Consumer {
        /**
         * Gets a text.
         *
         * @param line on which it starts, from 1
         * @param label empty if it has none
         * @param ended whether a line break follows
         */
        void text(long line, String text, String label, boolean ended);
    }

    private final Path path;
    private final TextColumns columns;
    private final Consumer consumer;

    /** The places of the columns of a table; the label's is -1 without labels. */
    private int textColumn = -1;

    private int labelColumn = -1;
    private int width;

    private TextFile(Path path, TextColumns columns, Consumer consumer) {
        this.path = path;
        this.columns = columns;
        this.consumer = consumer;
    }

    /**
     * Reads a file.
     *
     * @param columns of a table
     * @throws DataException if it cannot be read, is not UTF-8 or lacks a column; the message has the line
     */
    static void read(Path path, TextColumns columns, Consumer consumer) {
        new TextFile(path, columns, consumer).read();
    }

    private void read() {
        switch (Format.of(path)) {
            case TSV ->
                    Utf8Lines.forEach(
                            path,
                            (line, text, ended) -> {
                                if (!text.isBlank()) {
                                    row(line, Arrays.asList(text.split("\t", -1)));
                                }
                            });
            case CSV -> readCsv();
            case LINES -> {
                if (!columns.isEmpty()) {
                    throw DataException.of(
                            "%s: text and label name columns of a table; expected a file that ends"
                                    + " in .tsv or .csv",
                            path);
                }
                Utf8Lines.forEach(
                        path, (line, text, ended) -> consumer.text(line, text, "", ended));
            }
        }
    }

    private void readCsv() {
        Utf8Lines.forEach(path, (line, text, ended) -> {});
        try (CSVReader reader =
                new CSVReaderBuilder(Files.newBufferedReader(path))
                        .withCSVParser(new RFC4180ParserBuilder().build())
                        .build()) {
            long line = 1;
            for (String @Nullable [] cells = reader.readNext();
                    cells != null;
                    cells = reader.readNext()) {
                if (cells.length > 1 || !cells[0].isBlank()) {
                    row(line, Arrays.asList(cells));
                }
                line = reader.getLinesRead() + 1;
            }
        } catch (CsvValidationException e) {
            throw new DataException(path + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    private void row(long line, List<String> cells) {
        if (width == 0) {
            width = cells.size();
            if (columns.hasHeader()) {
                findColumns(
                        cells.stream().map(cell -> cell.strip().replace("\uFEFF", "")).toList());
                return;
            }
            findColumns(IntStream.rangeClosed(1, width).mapToObj(Integer::toString).toList());
        }
        if (cells.size() != width) {
            throw DataException.of(
                    "%s: line %s has %s columns, expected %s", path, line, cells.size(), width);
        }
        consumer.text(
                line,
                Normalizer.normalize(cells.get(textColumn), Normalizer.Form.NFC),
                labelColumn < 0 ? "" : cells.get(labelColumn).strip(),
                true);
    }

    private void findColumns(List<String> names) {
        if (columns.label() != null) {
            labelColumn = find("label", columns.label(), names);
        }
        List<String> others = new ArrayList<>(names);
        others.remove(columns.label());
        if (columns.given() != null) {
            find("given", columns.given(), names);
            others.remove(columns.given());
        }
        if (columns.text() != null) {
            textColumn = find("text", columns.text(), names);
        } else if (others.size() == 1) {
            textColumn = names.indexOf(others.get(0));
        } else if (names.contains("text")) {
            textColumn = names.indexOf("text");
        } else {
            throw DataException.of(
                    "%s: set text to the column of the texts; there are: %s",
                    path, String.join(", ", names));
        }
    }

    private int find(String key, String name, List<String> names) {
        int place = names.indexOf(name);
        if (place < 0) {
            throw DataException.of(
                    "%s: %s is %s, which is no column; there are: %s",
                    path, key, name, String.join(", ", names));
        }
        return place;
    }
}
