// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.FileTable;

final class TableWriterTest {
    @TempDir Path dir;

    private static final List<FileTable.Field> FIELDS =
            List.of(
                    FileTable.Field.text("row"),
                    FileTable.Field.number("x, y"),
                    new FileTable.Field("code", "FLOAT"),
                    FileTable.Field.whole("n"));

    private Path written(String name) throws IOException {
        Path file = dir.resolve(name);
        try (TableWriter out = TableWriter.open(file, FIELDS)) {
            out.add("a \"b\"", 0.1, 0.1f, 3);
            out.add(null, Double.NaN, 1e-9f, 1L << 60);
            out.finish();
        }
        return file;
    }

    @Test
    void textIsQuotedWhereItMustBe() throws IOException {
        assertThat(written("a.csv"))
                .hasContent(
                        "row,\"x, y\",code,n\n\"a \"\"b\"\"\",0.1,0.1,3\n,,1.0E-9,1152921504606846976\n");
        assertThat(written("a.tsv")).content().startsWith("row\tx, y\tcode");
    }

    @Test
    void parquetKeepsTypesAndMissingValues() throws Exception {
        Path file = written("a.parquet");
        try (DuckDb database = DuckDb.open()) {
            List<String[]> rows =
                    database.rows("SELECT * FROM read_parquet(" + DuckDb.literal("" + file) + ")");
            assertThat(rows.get(0)).containsExactly("a \"b\"", "0.1", "0.1", "3");
            assertThat(rows.get(1)[0]).isNull();
            assertThat(rows.get(1)[1]).isNull();
            assertThat(rows.get(1)[3]).isEqualTo("1152921504606846976");
        }
    }

    @Test
    void anUnfinishedFileIsRemoved() throws IOException {
        for (String name : List.of("b.csv", "b.parquet")) {
            try (TableWriter out = TableWriter.open(dir.resolve(name), FIELDS)) {
                out.add("a", 1.0, 1f, 1);
            }
        }
        try (var left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
        assertThat(TableWriter.accepts(dir.resolve("c.txt"))).isFalse();
    }
}
