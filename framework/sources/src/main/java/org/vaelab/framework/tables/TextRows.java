// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.sql.SQLException;
import java.util.Arrays;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.FileTable;

/** The rows of a file as texts, one by one, in its order. The file is closed with them. */
final class TextRows implements FileTable.Cursor {
    private final TableFile file;

    private final DuckDBConnection connection;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult found;
    private DuckDBReadableVector[] columns = {};
    private long row;
    private long size;

    private TextRows(
            TableFile file,
            DuckDBConnection connection,
            DuckDBPreparedStatement statement,
            DuckDBChunkedResult found) {
        this.file = file;
        this.connection = connection;
        this.statement = statement;
        this.found = found;
    }

    /** Runs a query on a connection, which is closed with the result. */
    static TextRows open(TableFile file, DuckDBConnection connection, String sql)
            throws SQLException {
        try {
            DuckDBPreparedStatement statement =
                    (DuckDBPreparedStatement) connection.prepareStatement(sql);
            return new TextRows(file, connection, statement, statement.query());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public @Nullable String[] next() {
        while (row == size) {
            if (!found.nextChunk()) {
                throw new DataException(file.path() + ": the file was changed while it was read");
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
            file.close();
        } catch (SQLException e) {
            throw new IllegalStateException("a result of DuckDB cannot be closed", e);
        }
    }
}
