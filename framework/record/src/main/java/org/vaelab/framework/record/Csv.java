// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;

/**
 * Rows of comma-separated values (RFC 4180, with line feeds). Numbers keep all their digits; {@code
 * NaN} and null are empty fields.
 */
@Internal
public final class Csv {

    /** Quotes a field that has a comma, a quotation mark or a line break. */
    private static final CsvWriter.CsvWriterBuilder WRITER =
            CsvWriter.builder()
                    .bufferSize(0)
                    .commentCharacter('\uFFFF')
                    .lineDelimiter(LineDelimiter.LF);

    private final int width;
    private final StringBuilder out = new StringBuilder();

    /** Begins with a row of column names. */
    public Csv(String... columns) {
        width = columns.length;
        row((Object[]) columns);
    }

    /**
     * Appends a row.
     *
     * @param fields texts, numbers, or null
     * @throws IllegalArgumentException if their number is not that of the columns
     */
    public void row(@Nullable Object... fields) {
        if (fields.length != width) {
            throw new IllegalArgumentException(fields.length + " fields in " + width + " columns");
        }
        out.append(line(fields));
    }

    /** Returns a row with its line feed, for a file that is written row by row. */
    public static String line(@Nullable Object... fields) {
        StringWriter line = new StringWriter();
        WRITER.build(line).writeRecord(Arrays.stream(fields).map(Csv::field).toList());
        return line.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /**
     * Writes all rows to a file, wholly or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path path) throws IOException {
        AtomicFile.write(path, out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String field(@Nullable Object value) {
        if (value == null || (value instanceof Double d && d.isNaN())) {
            return "";
        }
        return value instanceof Double d ? number(d) : value.toString();
    }

    /** The shortest digits, which Double.toString does not give on every Java version. */
    private static String number(double value) {
        return new String(RecordMapper.line(value), StandardCharsets.UTF_8)
                .replace("\"", "")
                .strip();
    }

    /**
     * Returns the number in a field; NaN where it is empty.
     *
     * @throws IllegalArgumentException if it is not a number
     */
    static double parsed(String field) {
        try {
            return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number: " + field, e);
        }
    }

    /**
     * Reads a file that was written here, row by row after that of the column names.
     *
     * @param row makes a value from the fields of a row
     * @throws DamagedFileException if it has other columns, is cut short, or a row is invalid
     */
    static <T> List<T> read(Path path, List<String> columns, Function<List<String>, T> row)
            throws IOException {
        List<List<String>> lines = read(path);
        if (!lines.get(0).equals(columns)) {
            throw new DamagedFileException(
                    path + ":1", "expected the columns " + String.join(",", columns));
        }
        List<T> values = new ArrayList<>();
        for (List<String> fields : lines.subList(1, lines.size())) {
            try {
                values.add(row.apply(fields));
            } catch (IllegalArgumentException e) {
                throw new DamagedFileException(
                        path.toString(), "record " + (values.size() + 1) + ": " + e.getMessage());
            }
        }
        return List.copyOf(values);
    }

    /**
     * Reads a file of numbers that was written here.
     *
     * @return the numbers of each column by its name, NaN where a field is empty; without the first
     *     column if that holds names
     * @throws DamagedFileException if it is cut short, or a field of another column is not a number
     */
    static Map<String, double[]> readColumns(Path path) throws IOException {
        Map<String, double[]> columns = new LinkedHashMap<>();
        boolean isFirst = true;
        for (Map.Entry<String, List<String>> column : readFields(path).entrySet()) {
            List<String> fields = column.getValue();
            try {
                columns.put(column.getKey(), numbers(fields));
            } catch (IllegalArgumentException e) {
                if (!isFirst) {
                    throw new DamagedFileException(
                            path.toString(), "column " + column.getKey() + ": " + e.getMessage());
                }
            }
            isFirst = false;
        }
        return columns;
    }

    /**
     * Reads a file that was written here.
     *
     * @return the fields of each column by its name
     * @throws DamagedFileException if it is cut short
     */
    static Map<String, List<String>> readFields(Path path) throws IOException {
        List<List<String>> lines = read(path);
        List<String> names = lines.get(0);
        List<List<String>> rows = lines.subList(1, lines.size());
        Map<String, List<String>> columns = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            int column = i;
            columns.put(names.get(i), rows.stream().map(row -> row.get(column)).toList());
        }
        return columns;
    }

    /**
     * Returns the numbers in fields; NaN where one is empty.
     *
     * @throws IllegalArgumentException if one is not a number
     */
    static double[] numbers(List<String> fields) {
        return fields.stream().mapToDouble(Csv::parsed).toArray();
    }

    /** Returns the fields of each row, that of the column names first; all rows have as many. */
    private static List<List<String>> read(Path path) throws IOException {
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        if (!text.endsWith("\n")) {
            throw new DamagedFileException(path.toString(), "it is cut short");
        }
        CsvRecordHandler handler = CsvRecordHandler.builder().maxFields(Integer.MAX_VALUE).build();
        try (CsvReader<CsvRecord> rows =
                CsvReader.builder()
                        .skipEmptyLines(false)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false)
                        .build(handler, text)) {
            List<List<String>> lines = rows.stream().map(CsvRecord::getFields).toList();
            for (int i = 1; i < lines.size(); i++) {
                int fields = lines.get(i).size();
                if (fields != lines.get(0).size()) {
                    throw new DamagedFileException(
                            path.toString(),
                            "record %s: %s fields, expected %s"
                                    .formatted(i, fields, lines.get(0).size()));
                }
            }
            return lines;
        } catch (CsvParseException e) {
            throw new DamagedFileException(path.toString(), e.getMessage());
        }
    }
}
