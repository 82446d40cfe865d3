// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/**
 * An empty DuckDB in memory. It never downloads or loads an extension. What does not fit into its memory
 * goes to the folder of temporary files, and is removed when it is closed.
 */
final class DuckDb implements AutoCloseable {

    private static final String MEMORY = "512MB";

    private final DuckDBConnection connection;
    private final Path folder;

    private DuckDb(DuckDBConnection connection, Path folder) {
        this.connection = connection;
        this.folder = folder;
    }

    /** A failure of DuckDB; the message is its own. Whoever opens a file makes a {@link DataException} of it. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(SQLException e) {
            super(e.getMessage(), e);
        }

        /** Returns the first line that says something, without the kind of error. */
        String reason() {
            String text = String.valueOf(getMessage()).strip();
            String first = text.lines().findFirst().orElse(text);
            return first.replaceFirst("^[A-Z][A-Za-z ]* Error: ", "");
        }
    }

    /** The rows of a result of any size, one by one. */
    static final class Result implements AutoCloseable {
        private final DuckDBPreparedStatement statement;
        private final DuckDBChunkedResult found;
        private DuckDBReadableVector[] columns = {};
        private long row = -1;
        private long size;

        private Result(DuckDBPreparedStatement statement) throws SQLException {
            this.statement = statement;
            this.found = statement.query();
        }

        /** Goes to the next row; returns false if there is none. */
        boolean next() {
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

        /** Returns a column, whose cell of this row is at {@link #row}. */
        DuckDBReadableVector column(int j) {
            return columns[j];
        }

        long row() {
            return row;
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
        settings.setProperty("memory_limit", MEMORY);
        Path folder =
                Path.of(System.getProperty("java.io.tmpdir"), "vaelab-duckdb-" + UUID.randomUUID());
        settings.setProperty("temp_directory", folder.toString());
        try {
            return new DuckDb(
                    (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", settings),
                    folder);
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
                "tables need the native library of DuckDB, which cannot be loaded: "
                        + cause.getMessage()
                        + "\nit is unpacked in "
                        + System.getProperty("java.io.tmpdir")
                        + ", which must be writable and allow programs; another folder:"
                        + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
                e);
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

    /** Returns what appends rows to a table. */
    DuckDBAppender appender(String table) {
        try {
            return connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, table);
        } catch (SQLException e) {
            throw new Failure(e);
        }
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
            if (Files.isDirectory(folder)) {
                delete();
            }
        } catch (SQLException | IOException e) {
            throw new DataException("DuckDB cannot be closed: " + e.getMessage(), e);
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(folder);
    }
}
