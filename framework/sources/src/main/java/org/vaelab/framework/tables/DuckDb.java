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

    /** The rows of a group of a stored table, and their cells at most. */
    private static final int GROUP = 2048;

    private static final int MOST_GROUPS = 30;
    private static final int CELLS_OF_GROUP = 2_000_000;

    /** Stands for NULL; DuckDB's own NaN have other bits. */
    private static final double NULL = Double.longBitsToDouble(0x7ff8_0000_dead_0000L);

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

    /** Takes the rows of a query in order. */
    @FunctionalInterface
    interface RowReader {

        /** Takes a row, from 0; the array is used again. NULL is {@link #NULL}. */
        void read(int row, double[] values);
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

    /**
     * Stores columns as a table, so that further queries do not compute them again.
     *
     * @param large whether the table is stored in a compressed file, which {@link #close} deletes; otherwise in memory
     */
    void store(String name, List<String> columns, String from, boolean large) {
        String select = "SELECT " + String.join(", ", columns) + " FROM " + from;
        if (!large) {
            run("CREATE TABLE " + name + " AS " + select);
            return;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Failure(new SQLException("IO Error: cannot create " + folder, e));
        }
        int groups = Math.max(1, Math.min(MOST_GROUPS, CELLS_OF_GROUP / columns.size() / GROUP));
        run(
                "ATTACH "
                        + literal(folder.resolve(name + ".db").toString())
                        + " AS stored_rows (ROW_GROUP_SIZE "
                        + groups * GROUP
                        + ")");
        run("CREATE TABLE stored_rows." + name + " AS " + select);
        createView(name, List.of("*"), "stored_rows." + name);
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

    /** Returns whether a value of a result is {@link #NULL}. */
    static boolean isNull(double value) {
        return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(NULL);
    }

    /**
     * Reads the view of a file with some columns, which are all DOUBLE, in its order. The reader may run
     * other queries.
     */
    void read(List<String> columns, String view, RowReader reader) {
        String sql = "SELECT " + String.join(", ", columns) + " FROM " + view;
        double[] row = new double[columns.size()];
        int read = 0;
        try (DuckDBConnection own = connection.duplicate();
                DuckDBPreparedStatement statement =
                        (DuckDBPreparedStatement) own.prepareStatement(sql);
                DuckDBChunkedResult found = statement.query()) {
            while (found.nextChunk()) {
                DuckDBReadableVector[] vectors = new DuckDBReadableVector[row.length];
                Arrays.setAll(vectors, j -> found.chunk().vector(j));
                for (long i = 0; i < found.chunk().rowCount(); i++) {
                    for (int j = 0; j < row.length; j++) {
                        row[j] = vectors[j].isNull(i) ? NULL : vectors[j].getDouble(i);
                    }
                    reader.read(read++, row);
                }
            }
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Creates a view of some columns of a table, a view or a table function. */
    void createView(String name, List<String> columns, String from) {
        run("CREATE VIEW " + name + " AS SELECT " + String.join(", ", columns) + " FROM " + from);
    }

    /** Opens a result of any size, whose columns are all VARCHAR. */
    TextRows texts(TableFile file, String sql) {
        try {
            return TextRows.open(file, connection.duplicate(), sql);
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
