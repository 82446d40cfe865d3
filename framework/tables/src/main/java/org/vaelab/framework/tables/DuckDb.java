// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBPreparedStatement;
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

    private final DuckDBConnection connection;
    private final Path folder;

    private DuckDb(DuckDBConnection connection, Path folder) {
        this.connection = connection;
        this.folder = folder;
    }

    /** A failure of DuckDB; the message is its own. */
    static final class Failure extends Exception {
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

    /** Takes one block of rows of a query. */
    @FunctionalInterface
    interface BlockReader {
        void read(Block block);
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
    void run(String sql) throws Failure {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /**
     * Stores the rows of a query as a table, so that further queries do not compute them again.
     *
     * @param columns the number of columns
     * @param large whether the table is stored in a compressed file, which {@link #close} deletes; otherwise in memory
     */
    void store(String name, String select, int columns, boolean large) throws Failure {
        if (!large) {
            run("CREATE TABLE " + name + " AS " + select);
            return;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Failure(new SQLException("IO Error: cannot create " + folder, e));
        }
        int groups = Math.max(1, Math.min(MOST_GROUPS, CELLS_OF_GROUP / columns / GROUP));
        run(
                "ATTACH "
                        + literal(folder.resolve(name + ".db").toString())
                        + " AS stored_rows (ROW_GROUP_SIZE "
                        + groups * GROUP
                        + ")");
        run("CREATE TABLE stored_rows." + name + " AS " + select);
        run("CREATE VIEW " + name + " AS SELECT * FROM stored_rows." + name);
    }

    /** Returns all rows of a small result as texts; null is the empty reference. */
    List<@Nullable String[]> rows(String sql) throws Failure {
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

    /**
     * Reads a result of any size, block by block, in its order. All its columns are DOUBLE. The reader may
     * run other queries.
     */
    void read(String sql, BlockReader reader) throws Failure {
        try (DuckDBConnection own = connection.duplicate();
                DuckDBPreparedStatement statement =
                        (DuckDBPreparedStatement) own.prepareStatement(sql);
                DuckDBChunkedResult found = statement.query()) {
            while (found.nextChunk()) {
                reader.read(new Block(found.chunk()));
            }
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Opens a result of any size, whose columns are all VARCHAR. */
    TextRows texts(String sql) throws Failure {
        try {
            return TextRows.open(connection.duplicate(), sql);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Returns what appends rows to a table. */
    DuckDBAppender appender(String table) throws Failure {
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
