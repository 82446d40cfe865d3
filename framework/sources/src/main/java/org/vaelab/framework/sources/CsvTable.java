// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.RFC4180ParserBuilder;
import com.opencsv.exceptions.CsvMalformedLineException;
import com.opencsv.exceptions.CsvValidationException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;

/** A CSV file as RFC 4180 describes it, in UTF-8. Empty lines are ignored. */
final class CsvTable {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path path;
    private final CsvSource settings;
    private final ValuePrecision precision;
    private final CSVReader reader;

    /** The first line of the last record. */
    private long line;

    private List<String> fields = List.of();
    private List<String> columns = List.of();
    private final List<String> labels = new ArrayList<>();

    /** Each row as an array: of bytes if they suffice, else of floats or doubles. */
    private final List<Object> rows = new ArrayList<>();

    private CsvTable(
            Path path, CsvSource settings, ValuePrecision precision, BufferedReader reader) {
        this.path = path;
        this.settings = settings;
        this.precision = precision;
        this.reader =
                new CSVReaderBuilder(reader)
                        .withCSVParser(
                                new RFC4180ParserBuilder()
                                        .withSeparator(settings.separatorCharacter())
                                        .build())
                        .withVerifyReader(false)
                        .build();
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
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            CsvTable table = new CsvTable(path, settings, precision, reader);
            table.readAll();
            return table;
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    private void readAll() throws IOException {
        String[] first = next();
        if (first == null) {
            throw new DataException(path + ": the file is empty");
        }
        fields = settings.hasHeader() ? List.of(first) : numbered(first.length);
        requireDifferent(fields);
        columns = chosen();
        int label = settings.label() == null ? -1 : fields.indexOf(settings.label());
        int[] places = columns.stream().mapToInt(fields::indexOf).toArray();
        for (String[] cells = settings.hasHeader() ? next() : first;
                cells != null;
                cells = next()) {
            if (cells.length != fields.size()) {
                throw DataException.of(
                        "%s, line %s: %s cells, expected %s as in line 1",
                        path, line, cells.length, fields.size());
            }
            rows.add(row(cells, places));
            if (label >= 0) {
                labels.add(cells[label].strip());
            }
        }
        if (rows.isEmpty()) {
            throw new DataException(path + ": no rows of data");
        }
    }

    /** Returns the cells of the next record; null at the end of the file. */
    private String @Nullable [] next() throws IOException {
        try {
            String[] cells;
            do {
                line = reader.getLinesRead() + 1;
                cells = reader.readNext();
            } while (cells != null && cells.length == 1 && cells[0].isEmpty());
            return cells;
        } catch (CsvMalformedLineException e) {
            throw new DataException(
                    path + ", line " + line + ": a quotation mark is not closed", e);
        } catch (CsvValidationException e) {
            throw new DataException(path + ", line " + line + ": " + e.getMessage(), e);
        }
    }

    private static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
    }

    private void requireDifferent(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw DataException.of("%s, line 1: two columns are named \"%s\"", path, name);
            }
        }
    }

    private List<String> chosen() {
        if (settings.label() != null) {
            requireField("label", settings.label());
        }
        if (settings.columns() == null) {
            List<String> all = new ArrayList<>(fields);
            all.remove(settings.label());
            if (all.isEmpty()) {
                throw new DataException(path + ": no column beside the label");
            }
            return all;
        }
        settings.columns().forEach(column -> requireField("columns", column));
        return settings.columns();
    }

    private void requireField(String key, String name) {
        if (!fields.contains(name)) {
            throw DataException.of(
                    "%s, line 1: no column \"%s\" (setting %s); there are: %s",
                    path, name, key, String.join(", ", fields));
        }
    }

    private Object row(String[] cells, int[] places) {
        double[] row = new double[places.length];
        for (int j = 0; j < row.length; j++) {
            String cell = cells[places[j]].strip();
            row[j] = parse(cell);
            if (!isAllowed(row[j])) {
                throw DataException.of(
                        "%s, line %s, column \"%s\": \"%s\", expected %s",
                        path, line, columns.get(j), cell, domain().expected());
            }
        }
        if (domain().isDiscrete()) {
            byte[] bytes = new byte[row.length];
            for (int j = 0; j < row.length; j++) {
                bytes[j] = (byte) (int) row[j];
            }
            return bytes;
        }
        return precision == ValuePrecision.SINGLE ? rounded(row) : row;
    }

    private static float[] rounded(double[] row) {
        float[] floats = new float[row.length];
        for (int j = 0; j < row.length; j++) {
            floats[j] = (float) row[j];
        }
        return floats;
    }

    /**
     * Parses a decimal number. Everything else is NaN, including 0x1p3 and 1f, which Java would
     * accept.
     */
    private static double parse(String cell) {
        for (int i = 0; i < cell.length(); i++) {
            if ("0123456789+-.eE".indexOf(cell.charAt(i)) < 0) {
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private boolean isAllowed(double value) {
        if (domain() == ValueDomain.GREY_LEVELS) {
            return value >= 0 && value <= 255 && value == Math.rint(value);
        }
        return domain().contains(precision == ValuePrecision.SINGLE ? (float) value : value);
    }

    private ValueDomain domain() {
        return settings.domainOrReal();
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
        return rows.size();
    }

    Examples examples() {
        int width = columns.size();
        if ((long) size() * width > Integer.MAX_VALUE - 8) {
            throw DataException.of(
                    "%s rows of %s values are more than fit into memory", size(), width);
        }
        int length = size() * width;
        if (domain().isDiscrete()) {
            byte[] content = filled(new byte[length]);
            return domain() == ValueDomain.BINARY
                    ? Examples.binary(width, content)
                    : Examples.greyLevels(width, content);
        }
        boolean real = domain() == ValueDomain.REAL;
        if (precision == ValuePrecision.SINGLE) {
            float[] content = filled(new float[length]);
            return real ? Examples.real(width, content) : Examples.unitInterval(width, content);
        }
        double[] content = filled(new double[length]);
        return real ? Examples.real(width, content) : Examples.unitInterval(width, content);
    }

    private <T> T filled(T content) {
        int width = columns.size();
        for (int i = 0; i < size(); i++) {
            System.arraycopy(rows.get(i), 0, content, i * width, width);
        }
        return content;
    }
}
