// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/**
 * An empty DuckDB in memory. It never downloads or loads an extension, and writes no temporary
 * file: it reads and converts rows one after the other. It reserves memory for 2048 rows of all columns
 * that it reads, and may use 80% of the machine's.
 */
final class DuckDb implements AutoCloseable {

    /** The type of texts in SQL. */
    static final String TEXT = "VARCHAR";

    /** The bytes that it reserves for a column of texts. */
    private static final long BYTES_OF_COLUMN = 160L << 10;

    private final DuckDBConnection connection;

    private DuckDb(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** A failure of DuckDB; the message is its own. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(SQLException e) {
            super(e.getMessage(), e);
        }

        /**
         * Returns the first line that says something, without the kind of error. Where memory does not suffice, it
         * says how much is needed, and the remedy.
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

    /** The rows of a result of any size, one by one. */
    static final class Result implements TableFile.Rows {
        private final DuckDBPreparedStatement statement;
        private final DuckDBChunkedResult found;
        private DuckDBReadableVector[] columns = {};
        private long row = -1;
        private long size;

        private Result(DuckDBPreparedStatement statement) throws SQLException {
            this.statement = statement;
            this.found = statement.query();
        }

        @Override
        public boolean next() {
            row++;
            while (row >= size) {
                if (!found.nextChunk()) {
                    return false;
                }
                row = 0;
                size = found.chunk().rowCount();
                columns = new DuckDBReadableVector[(int) found.chunk().columnCount()];
                Arrays.setAll(columns, j -> found.chunk().vector(j));
            }
            return true;
        }

        @Override
        public @Nullable String text(int j) {
            return columns[j].isNull(row) ? null : columns[j].getString(row);
        }

        @Override
        public void fill(Cell cell, int j) {
            cell.take(columns[j], row);
        }

        @Override
        public void close() {
            try {
                found.close();
                statement.close();
            } catch (SQLException e) {
                throw new IllegalStateException("a result of DuckDB cannot be closed", e);
            }
        }
    }

    /**
     * Opens a database.
     *
     * @throws DataException if the native library cannot be loaded
     */
    static DuckDb open() {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        settings.setProperty("temp_directory", "");
        try {
            DuckDBConnection connection =
                    (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", settings);
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
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int width = found.getMetaData().getColumnCount();
            List<@Nullable String[]> rows = new ArrayList<>();
            while (found.next()) {
                @Nullable String[] row = new String[width];
                for (int j = 0; j < width; j++) {
                    row[j] = found.getString(j + 1);
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Opens a result of any size. It must be closed before another query runs. */
    Result query(String sql) {
        try {
            return new Result((DuckDBPreparedStatement) connection.prepareStatement(sql));
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /**
     * Creates a table of texts in a new file: {@code texts.cells} with the columns {@code c0}, {@code c1}, ...
     *
     * @return what takes its rows
     */
    DuckDBAppender createTexts(Path file, int width) {
        run("ATTACH %s AS texts".formatted(literal(file.toAbsolutePath().toString())));
        run(
                IntStream.range(0, width)
                        .mapToObj(j -> "c" + j + " " + TEXT)
                        .collect(Collectors.joining(", ", "CREATE TABLE texts.cells (", ")")));
        try {
            return connection.createAppender("texts", "main", "cells");
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Returns a table function that reads a Parquet file, its own columns alone. */
    static String readParquet(Path path) {
        return "read_parquet(" + file(path) + ", hive_partitioning=false)";
    }

    /**
     * Returns the literal of SQL that stands for one file to read. DuckDB would read a path with {@code *},
     * {@code ?} or brackets as a pattern, and one with {@code ~} in the home folder.
     */
    static String file(Path path) {
        return literal(path.toAbsolutePath().toString().replaceAll("[*?\\[]", "[$0]"));
    }

    /** Returns a text as a literal of SQL. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Returns a name as an identifier of SQL. */
    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
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
