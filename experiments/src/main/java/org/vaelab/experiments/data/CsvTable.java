// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tribuo.data.csv.CSVIterator;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValuePrecision;

/** One CSV file, read row by row through Tribuo's {@link CSVIterator}. */
final class CsvTable {
    private final Path path;
    private final List<String> columns;
    private final List<String> labels;
    private final CsvValues values;

    private CsvTable(Path path, List<String> columns, List<String> labels, CsvValues values) {
        this.path = path;
        this.columns = columns;
        this.labels = labels;
        this.values = values;
    }

    /**
     * Reads a file.
     *
     * @param path the file, which may differ from that of the settings
     * @param precision of stored real values
     * @throws DataException if it cannot be read, a column is absent, a row is ragged, or a value
     *     is not a number of the domain
     */
    static CsvTable read(Path path, CsvSource settings, ValuePrecision precision) {
        List<String> fields = fields(path, settings);
        List<String> columns = columns(path, settings, fields);
        @Nullable String label = settings.label();
        CsvValues values = new CsvValues(settings.domainOrReal(), columns, precision);
        List<String> labels = new ArrayList<>();
        CsvPosition position = new CsvPosition(path, settings.separatorCharacter());
        int headerRows = settings.hasHeader() ? 1 : 0;
        @Nullable List<String> given = settings.hasHeader() ? null : fields;
        int row = 0;
        try (CSVIterator rows = iterator(path, settings, given)) {
            while (rows.hasNext()) {
                Map<String, String> cells = rows.next().getRowData();
                CsvValues.@Nullable Refusal refusal = values.add(cells);
                if (refusal != null) {
                    throw new DataException(
                            path + ", line " + position.of(row + headerRows).line() + refusal);
                }
                if (label != null) {
                    labels.add(cells.get(label).strip());
                }
                row++;
            }
        } catch (IllegalArgumentException e) {
            int at = row + headerRows;
            throw UnreadableFile.ofText(path)
                    .orElseGet(() -> position.of(at).refusal(fields.size(), e));
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
        if (row == 0) {
            throw new DataException(path + ": no rows of data");
        }
        return new CsvTable(path, columns, labels, values);
    }

    private static CSVIterator iterator(
            Path path, CsvSource settings, @Nullable List<String> fields) throws IOException {
        Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
        try {
            return new CSVIterator(
                    reader, settings.separatorCharacter(), CSVIterator.QUOTE, fields);
        } catch (IllegalArgumentException e) {
            reader.close();
            throw e;
        }
    }

    /** Returns the names of all columns: the header, or 1, 2, ... */
    private static List<String> fields(Path path, CsvSource settings) {
        List<String> first = firstRow(path, settings);
        if (!settings.hasHeader()) {
            return IntStream.rangeClosed(1, first.size()).mapToObj(Integer::toString).toList();
        }
        Set<String> seen = new HashSet<>();
        for (String field : first) {
            if (!seen.add(field)) {
                throw new DataException(path + ", line 1: two columns are named \"" + field + "\"");
            }
        }
        return first;
    }

    private static List<String> firstRow(Path path, CsvSource settings) {
        try {
            // Tribuo would read a column from an empty file.
            if (Files.size(path) == 0) {
                throw new DataException(path + ": the file is empty");
            }
            try (CSVIterator rows = iterator(path, settings, null)) {
                return rows.getFields();
            }
        } catch (IllegalArgumentException e) {
            throw UnreadableFile.ofText(path)
                    .orElseGet(() -> new DataException(path + ", line 1: " + e.getMessage(), e));
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    private static List<String> columns(Path path, CsvSource settings, List<String> fields) {
        if (settings.label() != null) {
            requireField(path, fields, "label", settings.label());
        }
        if (settings.columns() == null) {
            List<String> columns = new ArrayList<>(fields);
            columns.remove(settings.label());
            if (columns.isEmpty()) {
                throw new DataException(path + ": no column beside the label");
            }
            return columns;
        }
        for (String column : settings.columns()) {
            requireField(path, fields, "columns", column);
        }
        return settings.columns();
    }

    private static void requireField(Path path, List<String> fields, String key, String name) {
        if (!fields.contains(name)) {
            throw new DataException(
                    path
                            + ", line 1: no column \""
                            + name
                            + "\" (setting "
                            + key
                            + "); there are: "
                            + String.join(", ", fields));
        }
    }

    Path path() {
        return path;
    }

    List<String> columns() {
        return columns;
    }

    /** Returns the text of every label; empty if no column is the label. */
    List<String> labels() {
        return labels;
    }

    int size() {
        return values.size();
    }

    Examples examples() {
        return values.examples();
    }
}
