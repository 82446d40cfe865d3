// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.UnreadableFile;

/** Parquet files of the same columns, which DuckDB reads one after the other. */
@Internal
public final class ParquetTable extends TableFile {

    private static final String ELEMENT = "list_extract";
    private static final Pattern LIST =
            Pattern.compile("(U?(?:TINY|SMALL|BIG)?INT(?:EGER)?|FLOAT|DOUBLE)\\[]");

    /** The type of a page in the compact protocol of Thrift. */
    private static final int PAGE_OF_VERSION_2 = 6;

    private final List<Path> files;

    /** The cells of each column in SQL. */
    private final Map<Field, String> cells;

    /** The first row of each file, and the number of all rows. */
    private final List<Long> starts;

    private ParquetTable(
            Path path,
            Layout layout,
            Map<Field, String> cells,
            List<Path> files,
            List<Long> starts) {
        super(path, layout, List.copyOf(cells.keySet()), starts.get(files.size()));
        this.cells = cells;
        this.files = files;
        this.starts = starts;
    }

    /** Opens the files that a path names. */
    public static ParquetTable of(Path path) {
        return of(path, Layout.USUAL);
    }

    /**
     * Opens files.
     *
     * @throws DataException if one is damaged, they have no rows, or their columns differ
     */
    static ParquetTable of(Path path, Layout layout) {
        List<Path> files = ParquetFiles.orItself(path);
        files.forEach(TableFile::requireFile);
        try (DuckDb database = DuckDb.open()) {
            List<Field> fields = fields(files.get(0), database);
            List<Long> starts = new ArrayList<>(List.of(0L));
            for (Path file : files) {
                requireTrueFlags(file, database);
                List<Field> others = fields(file, database);
                if (!others.equals(fields)) {
                    throw DataException.of(
                            "%s has the columns %s; %s has %s",
                            files.get(0), described(fields), file, described(others));
                }
                String count = "SELECT count(*) FROM " + DuckDb.readParquet(List.of(file));
                long size = Long.parseLong("" + database.rows(count).get(0)[0]);
                starts.add(starts.get(starts.size() - 1) + size);
            }
            return new ParquetTable(path, layout, cells(fields, files, database), files, starts);
        } catch (DuckDb.Failure e) {
            throw e.at(path, 1);
        }
    }

    /**
     * Rejects pages of version 2 by Arrow before 3.0, which says of compressed values that they are
     * plain, so that DuckDB reads wrong ones (ARROW-10353). The type of a page is the second byte
     * of its head.
     */
    private static void requireTrueFlags(Path file, DuckDb database) {
        String sql =
                "SELECT data_page_offset FROM parquet_file_metadata(%1$s) f, parquet_metadata(%1$s) c"
                        + " WHERE f.created_by LIKE 'parquet-cpp version%%' AND c.compression <> 'UNCOMPRESSED' LIMIT 1";
        for (@Nullable String[] page : database.rows(sql.formatted(DuckDb.file(file)))) {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(Long.parseLong("" + page[0]) + 1);
                if (in.read() == PAGE_OF_VERSION_2) {
                    throw DataException.of(
                            "%s: compressed pages of version 2 by Arrow before 3.0, which are not read\nin Python: pandas.read_parquet(FILE).to_parquet(\"new.parquet\")",
                            file);
                }
            } catch (IOException e) {
                throw UnreadableFile.because(file, e);
            }
        }
    }

    /** Returns columns with their types, for messages. */
    public static String described(List<Field> fields) {
        return fields.stream()
                .map(field -> field.name() + " (" + field.type() + ")")
                .collect(Collectors.joining(", "));
    }

    /**
     * Returns the columns with their cells in SQL; a column of lists of one length is one for each
     * number.
     */
    private static Map<Field, String> cells(List<Field> stored, List<Path> files, DuckDb database) {
        Map<Field, String> cells = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (Field field : stored) {
            String cell = "#" + (stored.indexOf(field) + 1);
            List<int[]> lengths = lengths(field, cell, files, database);
            int length = lengths.size() == 1 ? lengths.get(0)[1] : 0;
            for (int j = 0; j < length; j++) {
                names.add(field.name() + "." + j);
                cells.put(
                        new Field(field.name() + "." + j, field.type().replace("[]", "")),
                        ELEMENT + "(%s, %s)".formatted(cell, j + 1));
            }
            if (length == 0) {
                names.add(field.name());
                cells.put(field, cell);
            }
        }
        CsvRecords.requireDifferent(files.get(0).toString(), names);
        return cells;
    }

    /** Returns the first two lengths of lists of numbers, and before each its first row. */
    private static List<int[]> lengths(
            Field field, String cell, List<Path> files, DuckDb database) {
        String sql =
                "SELECT min(i) - 1, n FROM (SELECT row_number() OVER (), len(%s) FROM %s) t(i, n)"
                        + " WHERE n IS NOT NULL GROUP BY n ORDER BY 1 LIMIT 2";
        return LIST.matcher(field.type()).matches()
                ? database.rows(sql.formatted(cell, DuckDb.readParquet(files))).stream()
                        .map(row -> Stream.of(row).mapToInt(Integer::parseInt).toArray())
                        .toList()
                : List.of();
    }

    @Override
    String content(Field field) {
        try (DuckDb database = DuckDb.open()) {
            List<int[]> found = lengths(field, cells.get(field), files, database);
            return found.size() < 2
                    ? super.content(field)
                    : "holds lists of different lengths: "
                            + found.stream()
                                    .map(of -> of[1] + " in " + place(of[0]))
                                    .collect(Collectors.joining(", "));
        }
    }

    private static List<Field> fields(Path file, DuckDb database) {
        List<String> names = names(file, database);
        CsvRecords.requireDifferent(file.toString(), names);
        List<@Nullable String[]> types =
                database.rows("DESCRIBE SELECT * FROM " + DuckDb.readParquet(List.of(file)));
        return IntStream.range(0, types.size())
                .mapToObj(j -> new Field(names.get(j), "" + types.get(j)[1]))
                .toList();
    }

    /**
     * Returns the names that a file has: DuckDB renames columns that differ in case alone, and
     * equal ones.
     */
    private static List<String> names(Path path, DuckDb database) {
        List<String> names = new ArrayList<>();
        // The elements of the schema, each before its children; the first one is the whole.
        int inside = 0;
        for (@Nullable String[] element :
                database.rows(
                        "SELECT name, coalesce(num_children, 0) FROM parquet_schema(%s) OFFSET 1"
                                .formatted(DuckDb.file(path)))) {
            if (inside == 0) {
                names.add(String.valueOf(element[0]));
            } else {
                inside--;
            }
            inside += Integer.parseInt(String.valueOf(element[1]));
        }
        return names;
    }

    @Override
    int listLength(String name) {
        return (int)
                cells.entrySet().stream()
                        .filter(of -> of.getValue().startsWith(ELEMENT))
                        .filter(of -> listOf(of.getKey()).equals(name))
                        .count();
    }

    @Override
    public Cursor open() {
        return select(fields(), field -> text(field, field.type()));
    }

    @Override
    public Cursor values(List<Field> some) {
        return select(
                some,
                field ->
                        switch (field.type()) {
                            case "FLOAT" -> text(field, "DOUBLE");
                            case "DATE" -> text(field, "TIMESTAMP");
                            default -> text(field, field.type());
                        });
    }

    /** Returns a cell in SQL: as a value of a type, and this as a text. */
    private String text(Field field, String type) {
        return "CAST(CAST(%s AS %s) AS %s)".formatted(cells.get(field), type, DuckDb.TEXT);
    }

    /**
     * Returns the names of classes, in order, by the columns for which Hugging Face declares them.
     */
    public Map<String, List<String>> classes() {
        String sql =
                "SELECT f.key, unnest(CAST(f.value -> 'names' AS VARCHAR[])) FROM parquet_kv_metadata(%s) m,"
                        + " json_each(decode(m.value), '$.info.features') f"
                        + " WHERE decode(m.key) = 'huggingface' AND f.value ->> '_type' = 'ClassLabel'";
        Map<String, List<String>> classes = new LinkedHashMap<>();
        try (DuckDb database = DuckDb.open()) {
            for (@Nullable String[] row : database.rows(sql.formatted(DuckDb.file(files.get(0))))) {
                classes.computeIfAbsent("" + row[0], column -> new ArrayList<>()).add("" + row[1]);
            }
            return classes;
        } catch (DuckDb.Failure e) {
            throw e.at(files.get(0), 1);
        }
    }

    /**
     * Returns the texts of a column, of classes their names; an empty one for no value, or the
     * class -1.
     *
     * @throws DataException if a number is that of no class
     */
    public List<String> texts(Field field) {
        List<String> names = classes().getOrDefault(field.name(), List.of());
        List<String> texts = new ArrayList<>();
        read(
                List.of(field),
                (row, cells) -> {
                    String text = cells.get(0).text();
                    int number = names.isEmpty() || text.isEmpty() ? -1 : Integer.parseInt(text);
                    if (number < -1 || number >= names.size()) {
                        throw DataException.of(
                                "%s, column \"%s\": the class is %s, and the file names the classes 0 to %s: %s",
                                place(row), field.name(), text, names.size() - 1, names);
                    }
                    texts.add(
                            number >= 0 ? names.get(number) : names.isEmpty() ? text.intern() : "");
                });
        return texts;
    }

    /**
     * Returns the bytes of a column, or of the field {@code bytes} of its structures. Close the
     * stream.
     */
    public Stream<Optional<byte[]>> bytes(Field field) {
        String part = field.type().equals("BLOB") ? "%s" : "struct_extract(%s, 'bytes')";
        String sql = "to_base64(%s)".formatted(part.formatted(cells.get(field)));
        Cursor rows = select(List.of(field), f -> sql);
        return Stream.generate(
                        () -> Optional.ofNullable(rows.next()[0]).map(Base64.getDecoder()::decode))
                .limit(size())
                .onClose(rows::close);
    }

    private Cursor select(List<Field> some, Function<Field, String> sql) {
        String query =
                some.stream()
                        .map(sql)
                        .collect(
                                Collectors.joining(
                                        ", ", "SELECT ", " FROM " + DuckDb.readParquet(files)));
        DuckDb database = DuckDb.open(true);
        try {
            return new ParquetCursor(database, query, database.query(query));
        } catch (DuckDb.Failure e) {
            database.close();
            throw unread(query, e);
        }
    }

    /**
     * Explains why rows are not read. A stream ends without a reason, which reading them at once
     * tells.
     */
    private DataException unread(String query, Exception e) {
        try (DuckDb database = DuckDb.open()) {
            database.rows("SELECT max(COLUMNS(*)) FROM (" + query + ")");
        } catch (DuckDb.Failure reason) {
            return reason.at(path(), fields().size());
        }
        return new DataException(
                "%s: not all rows can be read: it is damaged, or memory does not suffice: %s"
                        .formatted(path(), DuckDb.memory(fields().size())),
                e);
    }

    private final class ParquetCursor implements Cursor {
        private final DuckDb database;
        private final String query;
        private final ResultSet found;
        private long number;

        ParquetCursor(DuckDb database, String query, ResultSet found) {
            this.database = database;
            this.query = query;
            this.found = found;
        }

        @Override
        public @Nullable String[] next() {
            try {
                if (found.next()) {
                    number++;
                    return DuckDb.row(found);
                }
                throw ended();
            } catch (SQLException e) {
                throw unread(query, e);
            }
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public void close() {
            database.close();
        }
    }

    @Override
    public String place(int row) {
        int file = (int) starts.stream().filter(start -> start <= row).count() - 1;
        return files.get(file) + ", row " + (row - starts.get(file) + 1);
    }

    @Override
    String placeOfNames() {
        return path().toString();
    }
}
