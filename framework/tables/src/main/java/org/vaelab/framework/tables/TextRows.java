// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/** The rows of a result whose columns are VARCHAR, one by one, in its order. */
final class TextRows implements AutoCloseable {

    private final DuckDBConnection connection;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult found;
    private DuckDBReadableVector[] columns = {};
    private long row;
    private long size;

    private TextRows(
            DuckDBConnection connection,
            DuckDBPreparedStatement statement,
            DuckDBChunkedResult found) {
        this.connection = connection;
        this.statement = statement;
        this.found = found;
    }

    /** Runs a query on a connection, which is closed with the result. */
    static TextRows open(DuckDBConnection connection, String sql) throws SQLException {
        try {
            DuckDBPreparedStatement statement =
                    (DuckDBPreparedStatement) connection.prepareStatement(sql);
            return new TextRows(connection, statement, statement.query());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns the next row; null is a NULL. */
    @Nullable String[] next() {
        while (row == size) {
            if (!found.nextChunk()) {
                throw new NoSuchElementException("no more rows");
            }
            row = 0;
            size = found.chunk().rowCount();
            columns = new DuckDBReadableVector[(int) found.chunk().columnCount()];
            Arrays.setAll(columns, j -> found.chunk().vector(j));
        }
        @Nullable String[] cells = new String[columns.length];
        for (int j = 0; j < cells.length; j++) {
            cells[j] = columns[j].isNull(row) ? null : columns[j].getString(row);
        }
        row++;
        return cells;
    }

    @Override
    public void close() {
        try {
            found.close();
            statement.close();
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("a result of DuckDB cannot be closed", e);
        }
    }
}
