// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.StrictMapper;

/** A path is one file, and its cells are what it stores: names, integers and instants. */
final class LiteralFilesTest {
    @TempDir Path dir;

    private Dataset load(Path file, String keys) throws IOException {
        String quoted = "'" + file.toString().replace("'", "''") + "'";
        return TableSourceTest.settings("{path: " + quoted + ", test: " + quoted + keys + "}")
                .load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
    }

    private static double[] row(Examples examples, int index) {
        double[] row = new double[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    /**
     * Writes the result of a query as Parquet, with types and names that TableWriter does not
     * write.
     */
    private Path parquet(String name, String query) {
        Path file = dir.resolve(name);
        try (DuckDb database = DuckDb.open()) {
            database.run("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
        }
        return file;
    }

    private static void write(Path file, double first) throws IOException {
        Files.createDirectories(file.getParent());
        try (TableWriter out =
                TableWriter.open(file, List.of(Field.number("a"), Field.number("b")))) {
            out.add(first, 0.5);
            out.add(first + 1, 1.5);
            out.finish();
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "t[1]",
                "t*",
                "t?",
                "**",
                "[!a]",
                "[a-z]",
                "{a,b}",
                "a'b",
                "]",
                "year=2020",
                "~",
                "a#b",
                "year=2020/month=[1]/t*",
                "[t]/{x}/year=1/t"
            })
    void aPathIsOneFile(String name) throws IOException {
        assumeTrue(File.separatorChar == '/', "Windows has no such names");
        for (String ending : List.of(".csv", ".tsv", ".parquet")) {
            Path first = dir.resolve("t1" + ending);
            write(first, 1000);
            // What a pattern would find.
            for (String other : List.of("tx", "a", "b", "q/t1", "year=2020/month=1/t1", "t/x/t")) {
                Path copy = dir.resolve(other + ending);
                Files.createDirectories(copy.getParent());
                Files.copy(first, copy);
            }
            Path file = dir.resolve(name + ending);
            write(file, 0.25);
            Dataset data = load(file, "");
            assertThat(data.facts().form().columns()).hasSize(2);
            assertThat(data.train().size()).isEqualTo(2);
            assertThat(row(data.train(), 0)).containsExactly(0.25, 0.5);
            Files.delete(file);
            if (ending.equals(".parquet") && name.matches("[t*]+")) {
                // Where there is no such file, it is a pattern of Parquet files.
                assertThat(load(file, "").train().size()).isGreaterThan(0);
                continue;
            }
            assertThatThrownBy(() -> load(file, ""))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("no such file");
        }
    }

    @Test
    void aPathWithBracketsIsOneFile() throws IOException {
        aPathIsOneFile("t[1]");
    }

    @Test
    void aRelativePathIsNotInTheHomeFolder() {
        assertThat(DuckDb.file(Path.of("~", "t.csv")))
                .isEqualTo("'" + Path.of("~", "t.csv").toAbsolutePath() + "'");
    }

    @Test
    void namesOfParquetDifferInCase() throws IOException {
        // DuckDB itself writes no such names: these bytes are changed afterwards.
        Path file = parquet("case.parquet", "SELECT 0.5::DOUBLE AS aaaa, 1.5::DOUBLE AS bbbb");
        rename(file, "bbbb", "AAAA");
        Dataset data = load(file, ", columns: {aaaa: real, AAAA: real}");
        assertThat(row(data.train(), 0)).containsExactly(0.5, 1.5);
        rename(file, "AAAA", "aaaa");
        assertThatThrownBy(() -> load(file, ""))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("two columns are named \"aaaa\"");
        Path nested =
                parquet(
                        "nested.parquet",
                        "SELECT [1, 2] AS list, {'u': 1, 'v': [3]} AS made, 2.5::DOUBLE AS x, 1.5::DOUBLE AS y");
        Dataset rest = load(nested, ", columns: {list: ignore, made: ignore}");
        assertThat(row(rest.train(), 0)).containsExactly(2.5, 1.5);
        assertThatThrownBy(
                        () ->
                                TableWriter.open(
                                        dir.resolve("w.parquet"),
                                        List.of(Field.number("x"), Field.number("X"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("\"x\" and \"X\"");
    }

    private static void rename(Path file, String from, String to) throws IOException {
        String bytes = Files.readString(file, ISO_8859_1);
        assertThat(bytes).contains(from);
        Files.writeString(file, bytes.replace(from, to), ISO_8859_1);
    }

    private List<String> labels(Path file) throws IOException {
        return load(file, ", label: k, columns: [y], domain: real").train().label("k").valueNames();
    }

    private List<String> categories(Path file) throws IOException {
        return load(file, ", columns: {k: categorical}")
                .facts()
                .form()
                .columns()
                .get(0)
                .categories();
    }

    @Test
    @Tag("full")
    void categoriesKeepEachDigit() throws IOException {
        Path codes =
                Files.writeString(
                        dir.resolve("codes.csv"), "k,y\n01,1.5\n1,2.5\n010,3.5\n1.0,4.5\n10,5.5\n");
        assertThat(labels(codes)).containsExactly("01", "1", "010", "10");
        assertThat(categories(codes)).containsExactly("01", "1", "010", "10");
        assertThat(
                        load(codes, ", label: k, columns: [y], domain: real")
                                .train()
                                .label("k")
                                .values())
                .containsExactly(0, 1, 2, 1, 3);
        for (String type : List.of("BIGINT", "UBIGINT", "DECIMAL(20,0)", "VARCHAR")) {
            Path file =
                    parquet(
                            "ids.parquet",
                            "SELECT (9007199254740992 + i)::"
                                    + type
                                    + " AS k, i + 0.5::DOUBLE AS y FROM range(4) t(i)");
            List<String> ids =
                    IntStream.range(0, 4).mapToObj(i -> "" + (9007199254740992L + i)).toList();
            assertThat(labels(file)).isEqualTo(ids);
            assertThat(categories(file)).isEqualTo(ids);
        }
        Path largest =
                parquet(
                        "u.parquet",
                        "SELECT (18446744073709551615::UBIGINT - i)::UBIGINT AS k, i + 0.5::DOUBLE AS y FROM range(2) t(i)");
        assertThat(labels(largest)).containsExactly("18446744073709551614", "18446744073709551615");
        Path halves =
                parquet(
                        "h.parquet",
                        "SELECT i / 4::FLOAT AS k, i + 0.5::DOUBLE AS y FROM range(3) t(i)");
        assertThat(labels(halves)).containsExactly("0", "0.25", "0.5");
    }

    /** An instant is one number, whatever the zone of the machine and the precision of the file. */
    @Test
    @Tag("full")
    void instantsDoNotDependOnTheMachine() throws IOException {
        TimeZone before = TimeZone.getDefault();
        try {
            for (String zone : List.of("UTC", "America/New_York", "Asia/Kolkata")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                for (String type :
                        List.of("TIMESTAMPTZ", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_S")) {
                    String zoned = type.equals("TIMESTAMPTZ") ? "+00" : "";
                    Path file =
                            parquet(
                                    "t.parquet",
                                    "SELECT '2024-11-03 06:30:00%s'::%s AS t, 0.5::DOUBLE AS y"
                                            .formatted(zoned, type));
                    double[] row = row(load(file, ", columns: {t: date, y: real}").train(), 0);
                    assertThat(row[0]).isEqualTo(20030 + 6.5 / 24);
                }
            }
        } finally {
            TimeZone.setDefault(before);
        }
        Path text =
                Files.writeString(
                        dir.resolve("z.csv"),
                        """
                        t,y
                        2024-11-03 01:30:00-05:00,1.5
                        2024-11-03T06:30:00Z,2.5
                        2024-11-03 06:30:00,3.5
                        2024-11-03 12:00:00+0530,4.5
                        """);
        Examples read = load(text, ", columns: {t: date, y: real}").train();
        for (int i = 0; i < read.size(); i++) {
            assertThat(row(read, i)[0]).isEqualTo(20030 + 6.5 / 24);
        }
    }

    @Test
    void stepsOfSeriesMayBeNanoseconds() throws IOException {
        Path file =
                parquet(
                        "s.parquet",
                        "SELECT i // 5 AS series, make_timestamp_ns(1730615400000000000 + 3 * (i % 5)) AS time,"
                                + " i + 0.5::DOUBLE AS y FROM range(10) t(i)");
        SeriesSource source = StrictMapper.of(SeriesSource.class, Map.of("path", file.toString()));
        SeriesTable table = SeriesTable.read(file, source, null);
        TimeGrid grid = TimeGrid.of(null, false, table.times());
        assertThat(grid.spacing()).isEqualTo(3e-9 / 86400);
        assertThat(table.steps(grid)).isEqualTo(5);
    }

    /** The cells of a file, written again, are the cells. */
    @Test
    void cellsOfAllTypesSurvive() throws IOException {
        Path file =
                parquet(
                        "all.parquet",
                        "SELECT 18446744073709551615::UBIGINT AS u, 12345678901234567890.12::DECIMAL(22,2) AS d, 9007199254740993::BIGINT AS b,"
                                + " '2024-11-03 05:30:00+00'::TIMESTAMPTZ AS z, make_timestamp_ns(1730615400000000001)"
                                + " AS n, 0.1::FLOAT AS f, 0.1::DOUBLE AS g, true AS t, DATE '2024-11-03' AS day");
        Path copy = dir.resolve("copy.parquet");
        FileTable table = TableFile.of(file, TableFile.Layout.USUAL);
        try (FileTable.Cursor cells = table.open();
                TableWriter out = TableWriter.open(copy, table.fields())) {
            out.add((Object[]) cells.next());
            out.finish();
        }
        try (DuckDb database = DuckDb.open()) {
            for (String sql : List.of("DESCRIBE SELECT * FROM ", "SELECT * FROM ")) {
                assertThat(shown(database, sql + DuckDb.readParquet(List.of(copy))))
                        .isEqualTo(shown(database, sql + DuckDb.readParquet(List.of(file))));
            }
        }
    }

    private static String shown(DuckDb database, String sql) {
        return Arrays.deepToString(database.rows(sql).toArray());
    }
}
