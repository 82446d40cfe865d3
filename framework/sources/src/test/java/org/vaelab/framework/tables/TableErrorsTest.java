// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.testkit.contract.GoldenError;

final class TableErrorsTest {
    @TempDir Path dir;

    private void check(String name, String text, String keys) throws IOException {
        Files.writeString(dir.resolve("t.csv"), text);
        check(name, "{path: DIR/t.csv, " + keys + "}");
    }

    private void check(String name, String yaml) throws IOException {
        new GoldenError(getClass(), dir)
                .check(
                        name,
                        () -> {
                            Map<String, Object> keys =
                                    new YAMLMapper()
                                            .readValue(
                                                    yaml.replace("DIR", dir.toString()),
                                                    new TypeReference<>() {});
                            try {
                                StrictMapper.of(TableSource.class, keys)
                                        .load(DataSource.Progress.SILENT);
                            } catch (IllegalArgumentException e) {
                                Throwable cause = e;
                                while (cause.getCause() != null) {
                                    cause = cause.getCause();
                                }
                                throw new DataException("" + cause.getMessage(), e);
                            }
                        });
    }

    private static String rows(String header, int count) {
        StringBuilder text = new StringBuilder(header + "\n");
        for (int i = 0; i < count; i++) {
            text.append(i).append(".5,name").append(i).append(",same\n");
        }
        return text.toString();
    }

    /** A name that YAML would read as something else has quotes. */
    @Test
    void namesOfColumnsInRemedies() throws IOException {
        String rows = "1,1.5\n2,2.5\n1,3.5\n2,0.5\n";
        Files.writeString(dir.resolve("test.csv"), ",b\n3,1.5\n");
        check("table-empty-name", ",b\n" + rows, "test: DIR/test.csv");
        check("table-quoted-name", "\"a: #1, b\",b\nx,1\nx,2.5\n", "test: DIR/t.csv");
    }

    @Test
    void columnsWithoutAKind() throws IOException {
        check("table-key", rows("x,name,k", 30), "test: DIR/t.csv, columns: {k: ignore}");
        check("table-constant", rows("x,name,k", 30), "test: DIR/t.csv, columns: {name: ignore}");
        check("table-several", rows("x,name,k", 30), "test: DIR/t.csv");
        check(
                "table-categories",
                rows("x,name,k", 1200),
                "columns: {name: categorical, k: ignore}");
        check("table-changes-type", "a,b\n1,2\n2,3\n3,four\n4,5\n", "test: DIR/t.csv");
        check(
                "table-changes-date",
                "a,b\n1,2024-02-28\n2,2024-02-30\n3,2024-03-01\n",
                "test: DIR/t.csv");
        check("table-all-missing", "a,b\n1.5,\n2.5,NA\n", "test: DIR/t.csv");
    }

    @Test
    void cellsThatAreNotOfTheirColumn() throws IOException {
        check("table-count", "a,b\n1,2\n2,-3\n", "test: DIR/t.csv, columns: {b: count, a: real}");
        check("table-date", "a,b\n2020-01-01,2\n20-1-1,3\n", "test: DIR/t.csv, columns: {a: date}");
        check(
                "table-order",
                "a,b\n1.5,low\n2.5,high\n",
                "test: DIR/t.csv, columns: {b: {kind: ordinal, order: [low, mid]}}");
        check("table-grey-missing", "a,b\n1,2\n2,\n", "test: DIR/t.csv, domain: grey");
    }

    @Test
    void numbersOutsideTheDomain() throws IOException {
        String real = "test: DIR/t.csv, domain: real";
        check("table-infinite", "a,b\n1,2\n-Infinity,4\n", real);
        check("table-word", "a,b\n1,2\n3,four\n", real);
        check("table-java-literal", "a,b\n1,2\n0x1p3,1\n", real);
        check("table-grey", "a,b\n1,2\n3,256\n", "test: DIR/t.csv, domain: grey");
        check("table-grey-fraction", "a,b\n1,0.5\n", "test: DIR/t.csv, domain: grey");
        check("table-unit", "a,b\n0,1\n0,1.5\n", "test: DIR/t.csv, domain: unit");
        check("table-binary", "a,b\n0,1\n0,2\n", "test: DIR/t.csv, domain: binary");
    }

    @Test
    void theLineIsThatOfTheFile() throws IOException {
        String real = "test: DIR/t.csv, domain: real";
        check("table-line", "a,\"long\nname\"\n1,2\n\n\n\"5\",x\n", real);
        check("table-line-crlf", "a,b\r\n1,2\r\n\r\n3,x\r\n", real);
    }

    @Test
    void raggedRows() throws IOException {
        check("table-short-row", "a,b\n1,2\n\n3\n", "test: DIR/t.csv");
        check("table-long-row", "a,b\n1,2\n3,4,5\n6,7\n", "test: DIR/t.csv");
        check("table-open-quote", "a,b\n1,2\n\"3,4\n5,6\n", "test: DIR/t.csv");
    }

    @Test
    void nothingToRead() throws IOException {
        check("table-absent", "{path: DIR/absent.csv}");
        check("table-empty", "", "test: DIR/t.csv");
        check("table-header-only", "a,b\n", "test: DIR/t.csv");
        check("table-one-row", "a,b\n1,2\n", "domain: real");
    }

    /** What programs for other languages and units write. */
    @Test
    void numbersThatAreWrittenOtherwise() throws IOException {
        check("table-decimal-comma", "a;b\n1,5;2\n2,5;3\n", "test: DIR/t.csv");
        check("table-two-separators", "a,b\n1,2\n", "separator: '||'");
        check("table-separator", "a;b\n1;2\n2;3\n", "test: DIR/t.csv, separator: ','");
        check("table-float32", "a,b\n1e300,2.5\n2.5,3.5\n", "test: DIR/t.csv, domain: real");
        StringBuilder few = new StringBuilder("a,b\n");
        for (int i = 0; i < 40; i++) {
            few.append(i).append(".5,").append(i % 3).append('\n');
        }
        Files.writeString(dir.resolve("few.csv"), few.toString());
        Files.writeString(dir.resolve("more.csv"), "a,b\n0.5,9\n");
        check("table-unseen-count", "{path: DIR/few.csv, test: DIR/more.csv}");
    }

    @Test
    void rowsThatCannotBeSplit() throws IOException {
        String text = "a,fold\n0.5,1\n1.5,2\n";
        check("table-split-value", text, "split: {column: fold, test: [9]}");
        check("table-split-column", text, "split: {column: group, test: [1]}");
        check("table-split-key", text, "split: {column: fold, tests: [1]}");
        check("table-split-all", text, "split: {column: fold, test: [1, 2]}");
        Files.writeString(dir.resolve("rows.txt"), "1\n3\n");
        check("table-rows-range", text, "testRows: DIR/rows.txt");
        check("table-fraction", text, "testFraction: 1.0");
        check("table-two-splits", text, "testRows: DIR/rows.txt, testFraction: 0.5");
    }

    @Test
    void settingsOfColumns() throws IOException {
        String text = "a,b\n0.5,1\n1.5,2\n";
        check("table-kind", text, "columns: {a: nominal}");
        check("table-column-key", text, "columns: {a: {kind: real, unit: m}}");
        check("table-order-of-real", text, "columns: {a: {kind: real, order: [1]}}");
        check("table-domain-and-kind", text, "columns: {a: real}, domain: real");
        check("table-no-column", text, "test: DIR/t.csv, columns: {c: real}");
        check("table-no-label", text, "test: DIR/t.csv, label: kind");
        check("table-label-in-columns", text, "columns: [a, b], label: b");
        check("table-label-ignored", text, "columns: {b: ignore}, label: b");
        check("table-key-ignored", text, "columns: {a: ignore}, key: a");
        check("table-split-ignored", text, "columns: {a: ignore}, split: {column: a, test: [0.5]}");
        check("table-label-key", text, "label: a, key: a");
        check("table-shape", text, "test: DIR/t.csv, shape: 1x2x2");
        check("table-same-name", "a,b,a\n1,2,3\n", "test: DIR/t.csv");
        Files.writeString(dir.resolve("other.csv"), "b,c\n1,2\n");
        check("table-columns-differ", text, "test: DIR/other.csv");
    }

    @Test
    void damagedFiles() throws IOException {
        Files.writeString(dir.resolve("bad.parquet"), "PAR1 this is no Parquet file PAR1");
        check("table-bad-parquet", "{path: DIR/bad.parquet}");
        Files.writeString(dir.resolve("bad.csv.gz"), "a,b\n1,2\n");
        check("table-bad-gzip", "{path: DIR/bad.csv.gz}");
        Files.createDirectories(dir.resolve("folder.csv"));
        check("table-folder", "{path: DIR/folder.csv}");
        check("table-after-quote", "a,b\n\"1\"x,2\n", "test: DIR/t.csv");
    }

    @Test
    void filesOfOtherSources() throws IOException {
        byte[] png = "\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1);
        Files.write(dir.resolve("a.png"), png);
        check("table-image", "{path: DIR/a.png}");
        Files.write(dir.resolve("a.npy"), "\u0093NUMPY\u0001".getBytes(ISO_8859_1));
        check("table-npy", "{path: DIR/a.npy}");
        Files.write(dir.resolve("a.zip"), "PK\u0003\u0004\u00ff".getBytes(ISO_8859_1));
        check("table-zip", "{path: DIR/a.zip}");
        Files.write(Files.createDirectory(dir.resolve("pictures")).resolve("a.png"), png);
        check("table-images", "{path: DIR/pictures}");
    }
}
