// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.testkit.contract.DataSourceContract;
import org.vaelab.testkit.contract.TestChange;

@Tag("full")
final class TableContractTest extends DataSourceContract {

    private static final String[] GRADES = {"low", "mid", "high"};

    TableContractTest() {
        super(
                "table",
                "{path: 'FOLDER/a.csv', label: 'kind'}",
                "{path: 'FOLDER/a.csv', test: 'FOLDER/b.parquet', columns: ['x', 'grade']}",
                "{path: 'FOLDER/b.parquet', label: ['kind', 'grade'], missing: ['mid'],"
                        + " split: {column: 'fold', test: [2], validation: [1]}}",
                "{path: 'FOLDER/a.csv', columns: {grade: {kind: 'ordinal', order: ['low', 'mid', 'high']},"
                        + " kind: 'categorical', n: 'ignore'}, unseen: 'missing', testRows: 'FOLDER/rows.txt'}",
                "{path: 'FOLDER/a.csv', columns: ['n', 'fold'], domain: 'counts', shape: '1x1x2'}",
                "{path: 'FOLDER/a.csv', columns: ['x', 'n', 'one'], constant: 'drop'}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        write(folder.resolve("a.csv"), 0, 1);
        write(folder.resolve("b.parquet"), 0.0625, 1);
        Files.writeString(folder.resolve("rows.txt"), "1\n17\n60\n");
    }

    /** Columns that vary in the test alone, and other numbers and categories there. */
    @Override
    protected List<TestChange> testChanges() {
        return List.of(
                new TestChange(
                        "{path: 'FOLDER/a.csv', test: 'FOLDER/b.parquet', columns: ['x', 'n', 'one'], constant:"
                                + " 'drop'}",
                        folder -> write(folder.resolve("b.parquet"), 1000, 2)),
                new TestChange(
                        "{path: 'FOLDER/a.csv', test: 'FOLDER/b.parquet', columns: {x: 'real', one:"
                                + " 'categorical'}, unseen: 'missing'}",
                        folder -> write(folder.resolve("b.parquet"), 1000, 2)));
    }

    private static void write(Path file, double shift, int one) throws IOException {
        List<Field> fields =
                List.of(
                        Field.number("x"),
                        Field.whole("n"),
                        Field.text("grade"),
                        Field.text("kind"),
                        Field.whole("fold"),
                        Field.whole("one"));
        try (TableWriter out = TableWriter.open(file, fields)) {
            for (int i = 0; i < 60; i++) {
                out.add(
                        i % 7 == 0 ? null : shift + i / 8.0,
                        i % 13,
                        GRADES[i % 3],
                        i == 59 ? "seldom" : i % 5 == 0 ? "" : i % 2 == 0 ? "a" : "b",
                        i / 3 % 3,
                        one);
            }
            out.finish();
        }
    }
}
