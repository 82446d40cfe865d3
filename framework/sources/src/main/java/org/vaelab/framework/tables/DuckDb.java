// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.FileTable;
import org.vaelab.framework.settings.OptionalJars;

/**
 * An empty DuckDB in memory. It never downloads or loads an extension, and writes no temporary
 * file: it reads and converts rows one after the other. It reserves memory for 2048 rows of all
 * columns that it reads, and may use 80% of the machine's.
 */
final class DuckDb implements AutoCloseable {

    /** The type of texts in SQL. */
    static final String TEXT = "VARCHAR";

    /** The bytes of the longest line that DuckDB reads unless it is told to read more. */
    private static final long USUAL_LINE = 2_000_000;

    /** The bytes that it reserves for a column of texts. */
    private static final long BYTES_OF_COLUMN = 160L << 10;

    private final Connection connection;

    private DuckDb(Connection connection) {
        this.connection = connection;
    }

    /** A failure of DuckDB; the message is its own. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(SQLException e) {
            super(e.getMessage(), e);
        }

        /**
         * Returns the first line that says something, without the kind of error. Where memory does
         * not suffice, it says how much is needed, and the remedy.
         *
         * @param columns that were read or written
         */
        String reason(int columns) {
            String text = String.valueOf(getMessage()).strip();
            String first = text.lines().findFirst().orElse(text);
            return first.replaceFirst("^[A-Z][A-Za-z ]* Error: ", "")
                    + (isOfMemory() ? "\n" + memory(columns) : "");
        }

        /**
         * Explains why a file cannot be read.
         *
         * @param columns that were read
         */
        DataException at(Path path, int columns) {
            return new DataException(
                    path
                            + ": cannot be read"
                            + (isOfMemory() ? ": " : ", copy or write it again: ")
                            + reason(columns),
                    this);
        }

        private boolean isOfMemory() {
            return String.valueOf(getMessage()).startsWith("Out of Memory Error");
        }
    }

    /**
     * Opens a database.
     *
     * @param isStream whether results of any size are read row by row; the driver then tells no
     *     reason why one ends
     * @throws DataException if the native library cannot be loaded
     * @throws org.vaelab.framework.VaeLabException if DuckDB is not on the class path
     */
    static DuckDb open(boolean isStream) {
        OptionalJars.require(
                "org.duckdb.DuckDBDriver", DuckDb.class, "Parquet files", "file", "parquet");
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        settings.setProperty("temp_directory", "");
        settings.setProperty("jdbc_stream_results", String.valueOf(isStream));
        try {
            Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", settings);
            UnpackedDriver.tidy();
            DuckDb database = new DuckDb(connection);
            // Times with a zone are instants, and their texts do not depend on the machine.
            database.run("SET TimeZone = 'UTC'");
            return database;
        } catch (SQLException | LinkageError e) {
            throw unusable(e);
        } catch (RuntimeException e) {
            // The driver reports a library that cannot be unpacked in this way.
            throw unusable(e);
        }
    }

    /** Opens a database for small results, which are read at once. */
    static DuckDb open() {
        return open(false);
    }

    private static DataException unusable(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new DataException(
                "Parquet files need the native library of DuckDB, which cannot be loaded: "
                        + cause.getMessage()
                        + "\nit is unpacked in "
                        + System.getProperty("java.io.tmpdir")
                        + ", which must be writable and allow programs; another folder:"
                        + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
                e);
    }

    /** Says how much memory columns of texts need, and what to do where there is less. */
    static String memory(int columns) {
        return String.format(
                Locale.ROOT,
                "%d columns need up to %.1f GiB of memory, and 80%% of the machine's may be used\n"
                        + "use a machine with more memory, or save the table as CSV, or as an array"
                        + " (source: npy), which need none",
                columns,
                columns * BYTES_OF_COLUMN / (double) (1L << 30));
    }

    /** Runs a statement without a result. */
    void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Returns all rows of a small result as texts; null is the empty reference. */
    List<@Nullable String[]> rows(String sql) {
        try (ResultSet found = query(sql)) {
            List<@Nullable String[]> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(row(found));
            }
            return rows;
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Returns the row of a result as texts; null is the empty reference. */
    static @Nullable String[] row(ResultSet found) throws SQLException {
        @Nullable String[] row = new String[found.getMetaData().getColumnCount()];
        for (int j = 0; j < row.length; j++) {
            row[j] = found.getString(j + 1);
        }
        return row;
    }

    /** Opens a result of any size. It must be closed before another query runs. */
    ResultSet query(String sql) {
        try {
            return connection.createStatement().executeQuery(sql);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /**
     * Returns a table function that reads what {@link TableWriter} writes for Parquet.
     *
     * @param longest the bytes of the longest line, or more
     */
    static String readCsv(Path path, List<FileTable.Field> fields, long longest) {
        return "read_csv(%s, auto_detect=false, hive_partitioning=false, header=false, delim=',', quote='\"', escape='\"', nullstr='', allow_quoted_nulls=false, new_line='\\n', max_line_size=%s, columns={%s})"
                .formatted(
                        file(path),
                        Math.max(USUAL_LINE, longest + 2),
                        fields.stream()
                                .map(field -> literal(field.name()) + ": " + literal(field.type()))
                                .collect(Collectors.joining(", ")));
    }

    /** Returns a table function that reads the rows of Parquet files, their own columns alone. */
    static String readParquet(List<Path> files) {
        List<String> all = files.stream().map(DuckDb::file).toList();
        return "read_parquet(" + all + ", hive_partitioning=false)";
    }

    /**
     * Returns the literal of SQL that stands for one file to read. DuckDB would read a path with
     * {@code *}, {@code ?} or brackets as a pattern, and one with {@code ~} in the home folder.
     */
    static String file(Path path) {
        return literal(path.toAbsolutePath().toString().replaceAll("[*?\\[]", "[$0]"));
    }

    /** Returns a text as a literal of SQL. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DataException("DuckDB cannot be closed: " + e.getMessage(), e);
        }
    }
}
