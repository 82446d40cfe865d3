// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.GoldenError;

class CsvErrorsTest {
    @TempDir Path dir;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private void check(String name, String text) throws IOException {
        Path path = file(name + ".csv", text);
        check(
                name,
                new CsvSource(path, path, null, null, null, null, null, null, null, null, null));
    }

    private void check(String name, CsvSource settings) throws IOException {
        new GoldenError(getClass(), dir)
                .check(name, () -> settings.create().load(DataSource.Progress.SILENT));
    }

    private void check(String name, String text, ValueDomain domain) throws IOException {
        Path path = file(name + ".csv", text);
        check(
                name,
                new CsvSource(path, path, null, null, null, null, null, domain, null, null, null));
    }

    @Test
    void valuesThatAreNoFiniteNumbers() throws IOException {
        check("csv-nan", "a,b\n1,2\n3,NaN\n");
        check("csv-infinite", "a,b\n1,2\n-Infinity,4\n");
        check("csv-overflow", "a,b\n1,2\n3,1e99\n");
        check("csv-word", "a,b\n1,2\n3,four\n");
        check("csv-empty-cell", "a,b\n1,2\n3,\n");
        check("csv-java-literal", "a,b\n1,2\n0x1p3,1\n");
    }

    @Test
    void theLineIsThatOfTheFile() throws IOException {
        check("csv-line", "a,\"long\nname\"\n1,2\n\n\n\"5\",NaN\n");
        check("csv-line-crlf", "a,b\r\n1,2\r\n\r\n3,NaN\r\n");
    }

    @Test
    void raggedRows() throws IOException {
        check("csv-short-row", "a,b\n1,2\n\n3\n");
        check("csv-long-row", "a,b\n1,2\n3,4,5\n6,7\n");
        check("csv-open-quote", "a,b\n1,2\n\"3,4\n5,6\n");
    }

    @Test
    void valuesOutsideTheDomain() throws IOException {
        check("csv-grey", "a,b\n1,2\n3,256\n", ValueDomain.GREY_LEVELS);
        check("csv-grey-fraction", "a,b\n1,0.5\n", ValueDomain.GREY_LEVELS);
        check("csv-unit", "a,b\n0,1\n0,1.5\n", ValueDomain.UNIT_INTERVAL);
        check("csv-binary", "a,b\n0,1\n0,2\n", ValueDomain.BINARY);
    }

    @Test
    void nothingToRead() throws IOException {
        check("csv-absent", CsvSource.of(dir.resolve("absent.csv")));
        check("csv-empty", "");
        check("csv-header-only", "a,b\n");
        check("csv-one-row", CsvSource.of(file("csv-one-row.csv", "a,b\n1,2\n")));
    }

    @Test
    void columnsThatDoNotFit() throws IOException {
        check("csv-same-name", "a,b,a\n1,2,3\n");
        Path path = file("columns.csv", "a,b\n1,2\n3,4\n");
        check(
                "csv-no-column",
                new CsvSource(
                        path,
                        path,
                        null,
                        null,
                        null,
                        List.of("a", "c"),
                        null,
                        null,
                        null,
                        null,
                        null));
        check(
                "csv-no-label",
                new CsvSource(path, path, null, null, null, null, "kind", null, null, null, null));
        check(
                "csv-shape",
                new CsvSource(
                        path,
                        path,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new DataShape(1, 2, 2),
                        null,
                        null));
        Path other = file("other.csv", "b,c\n1,2\n");
        check(
                "csv-columns-differ",
                new CsvSource(path, other, null, null, null, null, null, null, null, null, null));
    }

    @Test
    void aLabelThatTrainingLacks() throws IOException {
        Path train = file("train.csv", "a,k\n1,x\n2,y\n");
        Path test = file("test.csv", "a,k\n1,x\n2,z\n");
        check(
                "csv-label-unknown",
                new CsvSource(train, test, null, null, null, null, "k", null, null, null, null));
    }

    @Test
    void settingsThatContradict() throws IOException {
        Path path = dir.resolve("x.csv");
        GoldenError golden = new GoldenError(getClass(), dir);
        golden.check(
                "csv-test-twice",
                () ->
                        new CsvSource(
                                path, path, 0.5, null, null, null, null, null, null, null, null));
        golden.check(
                "csv-fraction",
                () ->
                        new CsvSource(
                                path, null, 1.0, null, null, null, null, null, null, null, null));
        golden.check(
                "csv-separator",
                () ->
                        new CsvSource(
                                path, null, null, null, "||", null, null, null, null, null, null));
        golden.check(
                "csv-label-in-columns",
                () ->
                        new CsvSource(
                                path,
                                null,
                                null,
                                null,
                                null,
                                List.of("a", "k"),
                                "k",
                                null,
                                null,
                                null,
                                null));
    }
}
