// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.FileTable;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.sources.UnreadableFile;

/** A file of rows and columns. Each reading opens it. */
@Internal
public abstract class TableFile implements FileTable {
    private final Path path;
    private final Layout layout;
    private final List<Field> fields;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<Field, double[]> numbers = new HashMap<>();
    private final int size;

    /**
     * @param size the number of rows
     * @throws DataException if there are none, or too many
     */
    TableFile(Path path, Layout layout, List<Field> fields, long size) {
        if (size == 0) {
            throw new DataException(path + ": no rows of data");
        }
        if (size > Integer.MAX_VALUE) {
            throw DataException.of("%s: %s rows are more than %s", path, size, Integer.MAX_VALUE);
        }
        this.path = path;
        this.layout = layout;
        this.fields = List.copyOf(fields);
        for (Field field : fields) {
            places.put(field.name(), places.size());
        }
        this.size = (int) size;
    }

    /** How the values of a column are stored. */
    enum Storage {
        TEXT,
        /** Numbers that double precision holds to the last digit. */
        NUMBER,
        /** Numbers of more digits. */
        DIGITS,
        /** Days and instants; a time without a zone is one of UTC. */
        DATE,
        /** Lists, bytes and the like, which have no value of a field. */
        OTHER;

        /** Returns how values of a type of SQL are stored. */
        static Storage of(String type) {
            if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
                return DATE;
            } else if (type.matches("VARCHAR|BOOLEAN|ENUM.*")) {
                return TEXT;
            } else if (type.matches("U?BIGINT|U?HUGEINT|DECIMAL\\(.*\\)")) {
                return DIGITS;
            }
            return type.matches("U?(TINY|SMALL)?INT(EGER)?|FLOAT|DOUBLE") ? NUMBER : OTHER;
        }
    }

    /** Takes the rows of a file in order. */
    @FunctionalInterface
    interface RowReader {
        /** Takes a row, from 0; the cells are filled again for the next one. */
        void read(int row, List<Cell> cells) throws IOException;
    }

    /**
     * How text files are read.
     *
     * @param format empty: by the name of the file
     * @param hasHeader whether the first row names the columns; else they are called 1, 2, ...
     * @param separator empty: by the format
     * @param missing texts that stand for no value, beside the usual ones
     */
    record Layout(
            @Nullable TableFormat format,
            boolean hasHeader,
            @Nullable Character separator,
            List<String> missing) {

        /** Of a file whose name has its format. */
        static final Layout USUAL = new Layout(null, true, null, List.of());

        Layout {
            missing = List.copyOf(missing);
        }

        TableFormat formatOf(Path file) {
            return format != null ? format : TableFormat.of(file).orElse(TableFormat.CSV);
        }
    }

    /**
     * Opens a table of texts. A first line of names tells what separates cells; texts alone do not.
     */
    public static TableFile ofTexts(Path path, boolean hasHeader) {
        TableFormat format = TableFormat.of(path).orElseThrow();
        @Nullable Character separator = hasHeader ? null : format.separator();
        return of(path, new Layout(format, hasHeader, separator, List.of()));
    }

    /**
     * Opens a file.
     *
     * @throws DataException if it cannot be read, is damaged or has no rows
     */
    static TableFile of(Path path, Layout layout) {
        if (layout.formatOf(path) == TableFormat.PARQUET) {
            return ParquetTable.of(path, layout);
        }
        requireFile(path);
        return TextTable.of(path, layout);
    }

    /**
     * Checks a file.
     *
     * @throws DataException if it cannot be opened
     */
    static void requireFile(Path path) {
        try {
            GivenFile.open(path).close();
            if (Files.isDirectory(path)) {
                throw new NoSuchFileException(path.toString());
            }
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    public final Path path() {
        return path;
    }

    final Layout layout() {
        return layout;
    }

    @Override
    public final List<Field> fields() {
        return fields;
    }

    @Override
    public final boolean hasHeader() {
        return layout.hasHeader();
    }

    public final List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    /** Returns the number of rows of data. */
    public final int size() {
        return size;
    }

    /**
     * Returns the column of a name.
     *
     * @param key of the setting that names it
     * @throws DataException if there is none
     */
    public final Field field(String key, String name) {
        if (!places.containsKey(name)) {
            throw DataException.of(
                    "%s: no column \"%s\" (setting %s); there are: %s",
                    placeOfNames(), name, key, String.join(", ", names()));
        }
        return fields.get(place(name));
    }

    /**
     * Returns the column of a name; if there is none, the columns of the numbers of lists of this
     * name.
     */
    final List<Field> fields(String key, String name) {
        List<Field> numbers =
                fields.stream()
                        .filter(f -> !f.name().equals(name) && listOf(f).equals(name))
                        .toList();
        return numbers.isEmpty() ? List.of(field(key, name)) : numbers;
    }

    /**
     * Returns the name of the lists of which a column of this name would have a number; others stay
     * as they are.
     */
    static String withoutNumber(String column) {
        return column.replaceFirst("[.]\\d+$", "");
    }

    /**
     * Returns the name of the lists whose numbers a column has, if no column has it, or else its
     * own.
     */
    final String listOf(Field field) {
        String list = withoutNumber(field.name());
        return places.containsKey(list) ? field.name() : list;
    }

    /** Returns the place of a column, from 0. */
    final int place(String name) {
        return places.getOrDefault(name, -1);
    }

    /**
     * Returns the numbers of columns, NaN for a missing one, as far as a reading has kept them for
     * the next.
     */
    final Map<Field, double[]> numbers() {
        return numbers;
    }

    /** Reads some columns of all rows. */
    final void read(List<Field> some, RowReader reader) {
        if (some.isEmpty()) {
            return;
        }
        List<Cell> cells =
                some.stream().map(f -> new Cell(f, Set.copyOf(layout.missing()))).toList();
        try (Cursor rows = values(some)) {
            for (int row = 0; row < size; row++) {
                @Nullable String[] found = rows.next();
                for (int j = 0; j < cells.size(); j++) {
                    cells.get(j).take(found[j]);
                }
                reader.read(row, cells);
            }
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    /** Explains why there are fewer rows than were counted. */
    final DataException ended() {
        return DataException.of(
                "%s: fewer than its %s rows were read: it was changed meanwhile", path, size);
    }

    /** Opens the rows of some columns, as texts that {@link Cell} reads. */
    public abstract Cursor values(List<Field> some);

    /** Returns where a row is in the file, for messages. */
    public abstract String place(int row);

    /** Returns what is in a column that has no values, for messages. */
    String content(Field field) {
        return "holds lists, bytes or other things that are no values";
    }

    /**
     * Returns how many numbers each list of a column has, which are columns here; 0 for a column of
     * another name.
     */
    int listLength(String name) {
        return 0;
    }

    /** Returns where the names of the columns are in the file, for messages. */
    abstract String placeOfNames();

    /** Returns the character between two cells of a text file, as a config has it. */
    String separator() {
        return ",";
    }

    /** Returns what a user should know of how the file is read. */
    public List<String> remarks() {
        return List.of();
    }
}
