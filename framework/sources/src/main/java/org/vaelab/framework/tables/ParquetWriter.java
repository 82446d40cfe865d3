// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/** Writes Parquet. DuckDB keeps the rows as texts, in a file next to it, and converts them at the end. */
final class ParquetWriter extends TableWriter {
    private final List<Field> fields;
    private final Path rows;
    private final DuckDb database;
    private final DuckDBAppender appender;

    private ParquetWriter(
            Path file, List<Field> fields, Path rows, DuckDb database, DuckDBAppender appender) {
        super(file, fields.size());
        this.fields = fields;
        this.rows = rows;
        this.database = database;
        this.appender = appender;
    }

    static ParquetWriter to(Path file, List<Field> fields) throws IOException {
        requireDifferentInAnyCase(fields);
        Path rows = file.toAbsolutePath().resolveSibling(file.getFileName() + ".rows");
        Files.deleteIfExists(rows);
        DuckDb database = DuckDb.open();
        try {
            return new ParquetWriter(
                    file, fields, rows, database, database.createTexts(rows, fields.size()));
        } catch (DuckDb.Failure e) {
            database.close();
            throw new IOException(file + ": " + e.reason(fields.size()), e);
        }
    }

    /** DuckDB would rename one of two such columns. */
    private static void requireDifferentInAnyCase(List<Field> fields) {
        Map<String, String> names = new HashMap<>();
        for (Field field : fields) {
            String other = names.put(field.name().toLowerCase(Locale.ROOT), field.name());
            if (other != null) {
                throw DataException.of(
                        "the columns \"%s\" and \"%s\" differ in case alone, and DuckDB writes no such"
                                + " Parquet file\nchoose a name that ends in .csv",
                        other, field.name());
            }
        }
    }

    @Override
    void write(@Nullable String[] cells) throws IOException {
        try {
            appender.beginRow();
            for (String cell : cells) {
                appender.append(cell);
            }
            appender.endRow();
        } catch (SQLException e) {
            throw failure(new DuckDb.Failure(e));
        }
    }

    private IOException failure(DuckDb.Failure e) {
        return new IOException(file() + ": " + e.reason(fields.size()), e);
    }

    @Override
    void complete() throws IOException {
        String cells =
                IntStream.range(0, fields.size())
                        .mapToObj(
                                j ->
                                        "CAST(c%s AS %s) AS %s"
                                                .formatted(
                                                        j,
                                                        fields.get(j).sql(),
                                                        DuckDb.identifier(fields.get(j).name())))
                        .collect(Collectors.joining(", "));
        try {
            appender.close();
            database.run(
                    "COPY (SELECT %s FROM texts.cells) TO %s (FORMAT parquet)"
                            .formatted(cells, DuckDb.literal(file().toAbsolutePath().toString())));
        } catch (SQLException e) {
            throw failure(new DuckDb.Failure(e));
        } catch (DuckDb.Failure e) {
            throw failure(e);
        }
    }

    @Override
    void release() throws IOException {
        database.close();
        Files.deleteIfExists(rows);
        Files.deleteIfExists(rows.resolveSibling(rows.getFileName() + ".wal"));
    }
}
