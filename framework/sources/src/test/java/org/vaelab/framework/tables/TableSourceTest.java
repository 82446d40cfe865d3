// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Column.Kind;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.StrictMapper;

/** Kinds of columns, missing values, splits, labels and new files of the source {@code table}. */
final class TableSourceTest {
    @TempDir Path dir;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    static TableSource settings(String yaml) throws IOException {
        Map<String, Object> keys = new YAMLMapper().readValue(yaml, new TypeReference<>() {});
        return StrictMapper.of(TableSource.class, keys);
    }

    private Dataset load(String yaml) throws IOException {
        return settings(yaml.replace("DIR", dir.toString())).load(DataSource.Progress.SILENT);
    }

    private static double[] row(Examples examples, int index) {
        double[] row = new double[examples.whole().width()];
        examples.whole().read(index, row, 0);
        return row;
    }

    /** 40 rows: every kind is inferred. */
    private Path mixed() throws IOException {
        StringBuilder text =
                new StringBuilder("real,whole,count,few,bit,two,word,day,moment,empty\n");
        for (int i = 0; i < 40; i++) {
            text.append(i / 4.0 - 3).append(',').append(i * 1000 + 17).append(',').append(i);
            text.append(',').append(i % 4 + 1).append(',').append(i % 2);
            text.append(',').append(i % 2 == 0 ? "no" : "yes").append(',');
            text.append(List.of("b", "a", "c").get(i % 3)).append(",2020-02-");
            text.append(i % 20 + 10).append(",1970-01-02 12:00:00,");
            text.append(i % 5 == 0 ? "NA" : "0.5").append('\n');
        }
        return file("mixed.csv", text.toString());
    }

    /** The same table with other separators, and with one that a cell has too. */
    @Test
    void theSeparatorIsFound() throws IOException {
        String text = "a,b,c\n0.5,x,1\n1.5,\"y,z\",2\n2.5,x,3\n3.5,x,4\n";
        file("comma.csv", text);
        Dataset comma = load("{path: DIR/comma.csv, test: DIR/comma.csv}");
        assertThat(comma.facts().remarks()).noneMatch(remark -> remark.contains("separated"));
        for (String name : List.of("t.csv", "t.tsv")) {
            for (String separator : List.of(";", "\t", "|", ",")) {
                String other = text.replace("\"y,z\"", "<>").replace(",", separator);
                file(name, other.replace("<>", "\"y,z\""));
                Dataset found = load("{path: DIR/%1$s, test: DIR/%1$s}".formatted(name));
                assertThat(found.checksum()).isEqualTo(comma.checksum());
            }
        }
        file("t.csv", text.replace(",", ";"));
        assertThat(load("{path: DIR/t.csv, test: DIR/t.csv}").facts().remarks())
                .contains("cells are separated by \";\", not by \",\"");
        // A header alone decides where a row is damaged; a comma in cells does not.
        file("d.csv", "a;b\n1,5;2\n1;2;3\n");
        assertThatThrownBy(() -> load("{path: DIR/d.csv, test: DIR/d.csv}"))
                .hasMessageContaining("line 3: 3 cells, expected 2 as in line 1");
    }

    @Tag("full")
    @Test
    void aLongCellIsRead() throws IOException {
        String cell = "x".repeat(3_000_000);
        file("long.csv", "a,b\n0.5," + cell + "\n1.5,y\n2.5,z\n");
        Dataset data = load("{path: DIR/long.csv, test: DIR/long.csv, columns: {b: ignore}}");
        assertThat(data.train().size()).isEqualTo(3);
        assertThatThrownBy(() -> load("{path: DIR/long.csv, test: DIR/long.csv}"))
                .hasMessageContaining(
                        "column \"b\" has a text of 3,000,000 characters, and a category has at"
                                + " most 1,000\n"
                                + "leave it out: columns: {b: ignore}");
    }

    @Test
    void kindsAreInferredFromTheTrainingRows() throws IOException {
        Path path = mixed();
        Dataset data = load("{path: DIR/mixed.csv, test: DIR/mixed.csv}");
        assertThat(data.domain()).isEqualTo(ValueDomain.COLUMNS);
        assertThat(data.facts().form().columns().stream().map(Column::kind))
                .containsExactly(
                        Kind.REAL,
                        Kind.REAL,
                        Kind.COUNT,
                        Kind.ORDINAL,
                        Kind.BINARY,
                        Kind.BINARY,
                        Kind.CATEGORICAL,
                        Kind.DATE,
                        Kind.DATE,
                        Kind.REAL);
        assertThat(data.facts().hasMissing()).isTrue();
        assertThat(data.missing().orElseThrow().training()).isCloseTo(0.02, within(0.0005));
        assertThat(data.missing().orElseThrow().test()).isCloseTo(0.02, within(0.0005));
        assertThat(data.facts().form().columns().get(5).categories()).containsExactly("no", "yes");
        assertThat(data.facts().form().columns().get(6).categories())
                .containsExactly("a", "b", "c");
        assertThat(row(data.train(), 5))
                .containsExactly(-1.75, 5017, 5, 1, 1, 1, 2, 18306 + 1, 1.5, Double.NaN);
        assertThat(path).exists();
    }

    @Test
    void tablesOfOneKindHaveThePlainDomain() throws IOException {
        file("r.csv", "a,b\n0.5,1.5\n2.5,-1\n3,4\n");
        assertThat(load("{path: DIR/r.csv, test: DIR/r.csv}").domain()).isEqualTo(ValueDomain.REAL);
        file("b.csv", "a,b\n0,1\n1,1\n0,1\n");
        Dataset bits = load("{path: DIR/b.csv, test: DIR/b.csv}");
        assertThat(bits.domain()).isEqualTo(ValueDomain.BINARY);
        assertThat(bits.facts().form().columns().get(1).categories()).containsExactly("0", "1");
        file("c.csv", "a,b\n0,17\n1,1\n7,3\n");
        assertThat(load("{path: DIR/c.csv, test: DIR/c.csv}").domain())
                .isEqualTo(ValueDomain.COUNTS);
        assertThat(load("{path: DIR/c.csv, test: DIR/c.csv, domain: real}").domain())
                .isEqualTo(ValueDomain.REAL);
    }

    @Test
    void aConfigSetsKindsAndOrders() throws IOException {
        mixed();
        Dataset data =
                load(
                        "{path: DIR/mixed.csv, test: DIR/mixed.csv, columns: {word: {kind: ordinal,"
                                + " order: [c, a, b]}, few: real, real: ignore, day: ignore}}");
        assertThat(data.valueNames()).doesNotContain("real", "day").hasSize(8);
        assertThat(data.facts().form().columns().get(5).categories())
                .containsExactly("c", "a", "b");
        assertThat(row(data.train(), 0)[5]).isEqualTo(2);
        assertThat(data.facts().form().columns().get(2).kind()).isEqualTo(Kind.REAL);
    }

    /**
     * A number is compared to its last digit, in whatever way a file writes it; a code is no
     * number.
     */
    @Tag("full")
    @Test
    void missingNumbersAreThoseAlone() throws IOException {
        HubFiles.write(
                dir.resolve("m.parquet"),
                "",
                "SELECT 9007199254740992 + i % 4 AS id, CAST(i % 4 / 10 AS FLOAT) AS f, 1e300 * (i % 2) AS d,"
                        + " CASE i % 4 WHEN 0 THEN '-nan'::DOUBLE ELSE i END AS n"
                        + " FROM range(200) t(i)");
        String all = "{path: DIR/m.%s, test: DIR/m.%1$s, missing: ['%s']}";
        assertThat(missing(all.formatted("parquet", "9007199254740992")))
                .containsExactly(50, 0, 0, 50);
        assertThat(missing(all.formatted("parquet", "0.10"))).containsExactly(0, 50, 0, 50);
        assertThat(missing(all.formatted("parquet", "1e+300"))).containsExactly(0, 0, 100, 50);
        file("m.csv", "x,k\n-999.0,07\n1.5,7\n-9.99e2,a\n2,b\n");
        assertThat(missing(all.formatted("csv", "-999"))).containsExactly(2, 0);
        assertThat(missing(all.formatted("csv", "7"))).containsExactly(0, 1);
    }

    private int[] missing(String settings) throws IOException {
        Examples examples = load(settings).train();
        int[] missing = new int[examples.width()];
        double[] row = new double[missing.length];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                missing[j] += Double.isNaN(row[j]) ? 1 : 0;
            }
        }
        return missing;
    }

    @Test
    void missingCellsHaveSeveralTexts() throws IOException {
        file("m.csv", "a,b\n0.5,x\n,y\nNaN,?\n-999,x\n 2.5 ,y\n");
        Dataset data = load("{path: DIR/m.csv, test: DIR/m.csv, missing: ['-999', '?']}");
        for (int i : List.of(1, 2, 3)) {
            assertThat(row(data.train(), i)[0]).isNaN();
        }
        assertThat(row(data.train(), 2)[1]).isNaN();
        assertThat(row(data.train(), 4)).containsExactly(2.5, 1);
    }

    @Test
    void aColumnOrAFileSplitsTheRows() throws IOException {
        file("s.csv", "a,fold\n0.5,1\n1.5,2\n2.5,3\n3.5,1\n4.5,2\n");
        Dataset data = load("{path: DIR/s.csv, split: {column: fold, test: [3], validation: 2}}");
        assertThat(data.valueNames()).containsExactly("a");
        assertThat(data.train().size()).isEqualTo(2);
        assertThat(row(data.train(), 1)[0]).isEqualTo(3.5);
        assertThat(row(data.validation().orElseThrow(), 1)[0]).isEqualTo(4.5);
        assertThat(data.test().origin().of().apply(0)).isEqualTo("3");
        assertThat(data.train().origin().of().apply(1)).isEqualTo("4");
        file("t.txt", "2\n\n5\n");
        file("v.txt", "1\n");
        Dataset rows =
                load(
                        "{path: DIR/s.csv, columns: [a], testRows: DIR/t.txt, validationRows:"
                                + " DIR/v.txt}");
        assertThat(row(rows.test(), 1)[0]).isEqualTo(4.5);
        assertThat(row(rows.validation().orElseThrow(), 0)[0]).isEqualTo(0.5);
        assertThat(rows.train().size()).isEqualTo(2);
        assertThat(rows.checksum()).isNotEqualTo(data.checksum());
    }

    @Test
    void labelsKeepTheirNamesAndClassesOfTheTest() throws IOException {
        file("l.csv", "a,kind,site\n0.5,normal,x\n1.5,normal,y\n2.5,,x\n");
        file("u.csv", "site,a,kind\nx,0.5,planted\n");
        Dataset data = load("{path: DIR/l.csv, test: DIR/u.csv, label: [kind, site]}");
        assertThat(data.train().labels().orElseThrow().names()).containsExactly("kind", "site");
        assertThat(data.test().label("kind").valueNames()).containsExactly("normal", "planted");
        assertThat(data.test().label("kind").value(0)).isEqualTo(1);
        assertThat(data.train().label("kind").values()).containsExactly(0, 0, -1);
    }

    @Test
    void newFilesAreReadAsTheTrainingRows() throws IOException {
        mixed();
        String yaml =
                "{path: DIR/mixed.csv, test: DIR/mixed.csv, label: two, columns: {day: ignore}}";
        TableSource settings = settings(yaml.replace("DIR", dir.toString()));
        Dataset data = settings.load(DataSource.Progress.SILENT);
        PreparedData prepared = Preparation.NONE.standardizing().apply(data, 0);
        ExampleReader reader = settings.reader().orElseThrow();
        Path other =
                file(
                        "new.tsv",
                        """
                        word\tempty\treal\twhole\tcount\tfew\tbit\tmoment
                        c\t\t1\t2\t3\t4.0\t0\t1970-01-01
                        """);
        assertThat(reader.accepts(other)).isTrue();
        Examples examples = reader.read(other, prepared).examples();
        assertThat(row(examples, 0)).containsExactly(1, 2, 3, 3, 0, 2, 0, Double.NaN);
        assertThat(examples.labels()).isEmpty();
        assertThat(row(prepared.prepared(examples), 0)[3]).isEqualTo(3);
        Path lacking = file("lacking.csv", "real,whole\n1,2\n");
        assertThatThrownBy(() -> reader.read(lacking, prepared))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("lacking.csv: no column \"count\", \"few\"");
    }

    @Test
    void aGapInANewFileThatTrainingHadNotNamesTheRemedy() throws IOException {
        Path path = file("whole.csv", "x,k\n0.5,a\n1.5,b\n2.5,a\n");
        PreparedData trained =
                Preparation.NONE.apply(
                        TableSource.of(path, path).load(DataSource.Progress.SILENT), 0);
        for (String row : List.of(",a", "1.5,")) {
            Path gap = file("gap.csv", "x,k\n" + row + "\n");
            assertThatThrownBy(() -> TableSource.of(path).reader().orElseThrow().read(gap, trained))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("gap.csv, line 2, column")
                    .hasMessageContaining("no training row lacks a value there: fill it in");
        }
    }

    @Test
    void labelsOfNoTrainingRowAreUnknown() throws IOException {
        Path path = file("l.csv", "x,k\n0.5,a\n1.5,b\n2.5,\n");
        TableSource settings = settings("{path: %1$s, test: %1$s, label: k}".formatted(path));
        ExampleReader.Found found =
                settings.reader()
                        .orElseThrow()
                        .read(
                                file("n.csv", "x,k\n1,b\n2,c\n3,\n4,a\n"),
                                Preparation.NONE.apply(
                                        settings.load(DataSource.Progress.SILENT), 0))
                        .withUnknownLabels();
        assertThat(found.examples().label("k").values()).containsExactly(1, -1, -1, 0);
        assertThat(found.remarks())
                .containsExactly(
                        "2 of 4 labels 'k' are unknown: missing, or of no training example.");
    }

    @Test
    void aNewFileKeepsTheDigitsOfItsNumbers() throws IOException {
        Path path = file("digits.csv", "a,b\n1000000.0015,1\n1000000.0025,2.5\n");
        TableSource settings = TableSource.of(path, path);
        Dataset data = settings.load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
        Dataset found =
                Dataset.ofNew(
                        "new",
                        data.shape(),
                        settings.reader()
                                .orElseThrow()
                                .read(path, Preparation.NONE.apply(data, 0))
                                .examples(),
                        data.facts());
        assertThat(row(found.train(), 0)).containsExactly(1000000.0015, 1);
        assertThat(row(found.in(ValuePrecision.SINGLE).train(), 0)).containsExactly(1000000f, 1);
    }

    @Test
    void anUnseenCategoryIsNamedOrMissing() throws IOException {
        file("a.csv", "x,k\n0.5,a\n1.5,b\n2.5,b\n");
        file("b.csv", "x,k\n0.5,c\n");
        assertThatThrownBy(() -> load("{path: DIR/a.csv, test: DIR/b.csv}"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "b.csv, line 2, column \"k\": \"c\", which no training row has")
                .hasMessageContaining("unseen: missing");
        Dataset data = load("{path: DIR/a.csv, test: DIR/b.csv, unseen: missing}");
        assertThat(row(data.test(), 0)[1]).isNaN();
        assertThat(data.facts().hasMissing()).isTrue();
    }

    @Tag("full")
    @Test
    void listsOfOneLengthAreColumns() throws IOException {
        String rows = "SELECT unnest([0.5, 1.5, 2.5]) AS x, unnest(%s) AS e, 'f' AS \"e.x\"";
        HubFiles.write(
                dir.resolve("t-0.parquet"),
                "",
                rows.formatted("[[1.25::FLOAT, 2], NULL, [3, NULL]]"));
        HubFiles.write(
                dir.resolve("t-1.parquet"),
                "",
                rows.formatted("[[-1.25::FLOAT, 2], [0, 7], [3, 4]]"));
        Dataset data =
                load("{path: DIR/t-*.parquet, test: DIR/t-1.parquet, columns: {e.x: ignore}}");
        assertThat(data.valueNames()).containsExactly("x", "e.0", "e.1");
        double none = Double.NaN;
        assertThat(row(data.train(), 0)).containsExactly(0.5, 1.25, 2);
        assertThat(row(data.train(), 1)).containsExactly(1.5, none, none);
        assertThat(row(data.train(), 2)).containsExactly(2.5, 3, none);
        assertThat(row(data.test(), 0)).containsExactly(0.5, -1.25, 2);
        String one = "{path: DIR/t-1.parquet, test: DIR/t-1.parquet, columns: ";
        assertThat(load(one + "{e.x: ignore, e: ignore}}").valueNames()).containsExactly("x");
        assertThat(load(one + "[e, x]}").valueNames()).containsExactly("e.0", "e.1", "x");
        assertThat(load(one + "{e.x: ignore, e: categorical, e.1: real}}").facts().form().columns())
                .extracting(Column::kind)
                .containsExactly(Column.Kind.REAL, Column.Kind.CATEGORICAL, Column.Kind.REAL);
        HubFiles.write(dir.resolve("t-2.parquet"), "", rows.formatted("[[0::FLOAT, 2], [1], [3]]"));
        assertThatThrownBy(() -> load("{path: DIR/t-*.parquet, columns: {e.x: ignore}}"))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "DIR/t-*.parquet: column \"e\" holds lists of different lengths: 2 in DIR/t-0.parquet, row 1, 1 in DIR/t-2.parquet, row 2\nleave it out: columns: {e: ignore}"
                                .replace("DIR", dir.toString()));
        assertThat(load("{path: DIR/t-2.parquet, columns: [x]}").valueNames()).containsExactly("x");
        ExampleReader reader =
                settings(one.replace("DIR", "" + dir) + "{e.x: ignore}}").reader().orElseThrow();
        PreparedData prepared = Preparation.NONE.apply(data, 0);
        Path longer = dir.resolve("n.parquet");
        HubFiles.write(longer, "", rows.formatted("[[0::FLOAT, 2, 1], [1, 2, 3], [3, 4, 5]]"));
        assertThatThrownBy(() -> reader.read(longer, prepared))
                .hasMessage(
                        longer
                                + ": lists of 3 numbers in column \"e\"; the model was trained on 2");
        Path unequal = dir.resolve("t-2.parquet");
        assertThatThrownBy(() -> reader.read(unequal, prepared))
                .hasMessageContaining(
                        "holds lists of different lengths: 2 in " + unequal + ", row 1");
        HubFiles.write(
                dir.resolve("u.parquet"), "", "SELECT unnest([1, 2]) AS \"e.0\", [2, 3] AS e");
        assertThatThrownBy(() -> load("{path: DIR/u.parquet}"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("u.parquet: two columns are named \"e.0\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b | =1+1 | =1+1; a spreadsheet takes it for a formula in CSV files of results",
                "0 | -1 | -1; unknown labels are empty cells, or NaN in an array"
            })
    void aClassThatReadsAsSomethingElseIsTold(String one, String other, String remark)
            throws IOException {
        String rows = ("0.5," + one + "\n").repeat(20) + ("1.5," + other + "\n").repeat(20);
        Files.writeString(dir.resolve("f.csv"), "x,kind\n" + rows);
        assertThat(load("{path: DIR/f.csv, label: kind}").facts().remarks())
                .containsExactly("label \"kind\" has the class " + remark);
    }

    @Test
    void aColumnOfNamesIsRefused() throws IOException {
        StringBuilder rows = new StringBuilder("name,x,kind\n");
        for (int i = 0; i < 80; i++) {
            rows.append("model ").append(i % 60).append(",0.").append(i).append(",k").append(i % 3);
            rows.append('\n');
        }
        Files.writeString(dir.resolve("k.csv"), rows);
        assertThatThrownBy(() -> load("{path: DIR/k.csv, unseen: missing}"))
                .hasMessageMatching(
                        "(?s).*column \"name\" has \\d+ different texts in 64 rows, and looks like a name or a key.*"
                                + "columns: \\{name: ignore}, or as a category: columns: \\{name: categorical}");
        String set = "{path: DIR/k.csv, unseen: missing, columns: {name: categorical}}";
        assertThat(load(set).valueNames()).containsExactly("name", "x", "kind");
    }

    /** A column that names rows, or is their label, is in both files and is no value. */
    @Test
    void aTestFileMayHaveTheKey() throws IOException {
        Files.writeString(dir.resolve("k.csv"), "id,x,kind\na,0.5,u\nb,1.5,v\nc,2.5,u\n");
        Files.writeString(dir.resolve("l.csv"), "kind,x,id\nv,3.5,d\n");
        Dataset data = load("{path: DIR/k.csv, test: DIR/l.csv, key: id, label: kind}");
        assertThat(data.valueNames()).containsExactly("x");
        assertThat(data.test().origin().of().apply(0)).isEqualTo("d");
        Files.writeString(dir.resolve("m.csv"), "kind,y,id\nv,3.5,d\n");
        assertThatThrownBy(() -> load("{path: DIR/k.csv, test: DIR/m.csv, key: id, label: kind}"))
                .hasMessage(
                        "training and test columns differ: DIR/m.csv has no column x, which DIR/k.csv has"
                                .replace("DIR", dir.toString()));
        Files.writeString(dir.resolve("n.csv"), "kind,x,y,id\nv,3.5,1,d\n");
        assertThatThrownBy(() -> load("{path: DIR/k.csv, test: DIR/n.csv, key: id, label: kind}"))
                .hasMessageContaining("k.csv has no column y, which");
    }

    /** A name that ends in a number need not be that of a list. */
    @Test
    void anAbsentColumnIsNamedWhereAnotherHasItsName() throws IOException {
        file("p.csv", "x,x.5\n0.5,1.5\n1.5,2.5\n2.5,7.5\n");
        Path lean = file("q.csv", "x\n1.5\n");
        String yaml = "{path: DIR/p.csv, test: DIR/p.csv}";
        ExampleReader reader = settings(yaml.replace("DIR", "" + dir)).reader().orElseThrow();
        PreparedData prepared = Preparation.NONE.apply(load(yaml), 0);
        assertThatThrownBy(() -> reader.read(lean, prepared))
                .hasMessageContaining("no column \"x.5\", which the model was trained on");
    }

    @Test
    void constantColumnsAreDroppedAtOnce() throws IOException {
        Path path =
                file(
                        "c.csv",
                        """
                        x,k,one,none,unit,shown
                        0.5,a,1,,kg,
                        1.5,b,1.0,,kg,7
                        2.5,b,1,,kg,8.5
                        """);
        file("d.csv", "x,k,one,none,unit,shown\n0.5,a,2,3,lb,9\n");
        String yaml = "{path: DIR/c.csv, test: DIR/d.csv, constant: drop}";
        Dataset data = load(yaml);
        assertThat(data.valueNames()).containsExactly("x", "k", "shown");
        assertThat(row(data.train(), 1)).containsExactly(1.5, 1, 7);
        assertThat(row(data.test(), 0)).containsExactly(0.5, 0, 9);
        assertThat(data.facts().dropped()).containsExactly("one", "none", "unit");
        assertThat(data.facts().remarks())
                .containsExactly("3 constant columns are left out: one, none, unit");
        String some = yaml.replace("constant", "columns: [x, one, k], constant");
        assertThat(load(some).facts().dropped()).containsExactly("one");
        assertThat(load(some).facts().hasMissing()).isFalse();
        ExampleReader reader = settings(yaml.replace("DIR", "" + dir)).reader().orElseThrow();
        PreparedData prepared = Preparation.NONE.apply(data, 0);
        assertThat(row(reader.read(path, prepared).examples(), 1)).containsExactly(1.5, 1, 7);
        Path lean = file("lean.csv", "x,k,shown\n0.5,a,9\n");
        ExampleReader.Found found = reader.read(lean, prepared);
        assertThat(row(found.examples(), 0)).containsExactly(0.5, 0, 9);
        assertThat(
                        load("{path: DIR/c.csv, columns: {unit: ignore, none: ignore}}")
                                .facts()
                                .dropped())
                .isEmpty();
        assertThatThrownBy(() -> load("{path: DIR/c.csv, columns: [one, unit], constant: drop}"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("c.csv: no column has two values in the training rows");
    }

    @Test
    void standardisationLeavesOtherKindsAlone() throws IOException {
        mixed();
        Dataset data = load("{path: DIR/mixed.csv, test: DIR/mixed.csv}");
        PreparedData prepared = Preparation.NONE.standardizing().apply(data, 0);
        double[] before = row(data.train(), 7);
        double[] after = row(prepared.train(), 7);
        for (int j = 2; j < 7; j++) {
            assertThat(after[j]).isEqualTo(before[j]);
        }
        assertThat(Math.abs(after[1])).isLessThan(2);
        assertThat(Math.abs(after[7])).isLessThan(2);
    }

    @Test
    void compressedFilesOtherLineEndsAndMarksAreRead() throws IOException {
        String text = "\uFEFFa;\"ä \"\"b\"\";\nc\"\r\n1.5; \"x\" \r\n\r\n-2.5;\"y;\n\"\r\n";
        Path zipped = dir.resolve("z.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Dataset data = load("{path: DIR/z.csv.gz, test: DIR/z.csv.gz, separator: ';'}");
        assertThat(data.name()).isEqualTo("z");
        assertThat(data.valueNames()).containsExactly("a", "ä \"b\";\nc");
        assertThat(data.facts().form().columns().get(1).categories()).containsExactly("x", "y;");
        file("n.csv", "a,b\r\n1.5,2.5\n3.5,4.5\r\n5.5,6.5\n");
        assertThat(load("{path: DIR/n.csv, test: DIR/n.csv}").train().size()).isEqualTo(3);
    }

    @Test
    void aLocaleWithADecimalCommaChangesNothing() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            file("d.csv", "a\n0.1\n1234567.25\n");
            Dataset data = load("{path: DIR/d.csv, test: DIR/d.csv}");
            assertThat(row(data.train(), 1)).containsExactly(1234567.25f);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aModelOfImagesReadsNoTable() throws IOException {
        Path path = file("t.csv", "a,b\n1,2\n3,4\n");
        Dataset images =
                Dataset.of(
                        "images",
                        DataShape.flat(2),
                        Examples.binary(2, new byte[4]),
                        Examples.binary(2, new byte[4]),
                        "test");
        ExampleReader reader = TableSource.of(path, path).reader().orElseThrow();
        assertThatThrownBy(() -> reader.read(path, Preparation.NONE.apply(images, 0)))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(
                        "t.csv: a table with the columns a, b, and the model was trained on"
                                + " examples of shape 2 without columns");
    }

    @Tag("full")
    @Test
    void wideTables() throws IOException {
        String row = "7" + ",3".repeat(3999) + "\n";
        String names =
                IntStream.range(0, 4000).mapToObj(j -> "g" + j).collect(Collectors.joining(","));
        file("wide.csv", names + "\n" + row + row);
        Dataset data = load("{path: DIR/wide.csv, test: DIR/wide.csv, domain: counts}");
        assertThat(row(data.test(), 1)).hasSize(4000).startsWith(7, 3).endsWith(3);
    }

    @Test
    @Tag("full")
    void tooLittleMemoryIsNamedWithWhatIsNeeded() throws IOException {
        Path wide = dir.resolve("wide.parquet");
        List<FileTable.Field> fields =
                IntStream.range(0, 4000).mapToObj(j -> FileTable.Field.text("g" + j)).toList();
        try (TableWriter out = TableWriter.open(wide, fields)) {
            out.add(Collections.nCopies(4000, "a text of more than twelve bytes").toArray());
            out.finish();
        }
        try (DuckDb database = DuckDb.open()) {
            database.run("SET memory_limit = '100MB'");
            String sql = "SELECT * FROM " + DuckDb.readParquet(List.of(wide));
            assertThatThrownBy(() -> database.rows(sql))
                    .isInstanceOfSatisfying(
                            DuckDb.Failure.class,
                            e ->
                                    assertThat(e.at(wide, 4000))
                                            .hasMessageContaining("cannot be read: ")
                                            .hasMessageContaining("4000 columns need up to 0.6 GiB")
                                            .hasMessageContaining("source: npy"));
        }
    }

    @Test
    void rowsThatAreNotReadAreAnError() throws IOException {
        Path table = file("t.csv", "a,b\n1,2\n3,4\n");
        TableFile file = TableFile.of(table, TableFile.Layout.USUAL);
        Files.writeString(table, "a,b\n1,2\n");
        assertThatThrownBy(() -> file.read(file.fields(), (row, cells) -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("fewer than its 2 rows");
    }

    /** Arrow before 3.0 says of compressed pages of version 2 that they are plain. */
    @Test
    void pagesWithAFalseFlagAreRejected() throws IOException {
        Path table = dir.resolve("t.parquet");
        HubFiles.write(table, "", "SELECT random() AS a FROM range(100)");
        String text = Files.readString(table, StandardCharsets.ISO_8859_1);
        Matcher writer = Pattern.compile("DuckDB version [ -~]*\\)").matcher(text);
        assertThat(writer.find()).isTrue();
        String old = "parquet-cpp version 1.5.1" + " ".repeat(writer.group().length() - 25);
        String byArrow = text.replace(writer.group(), old);
        Files.writeString(table, byArrow, StandardCharsets.ISO_8859_1);
        assertThat(TableFile.of(table, TableFile.Layout.USUAL).size()).isEqualTo(100);
        // The head of the first page: the type of the field, and that of the page.
        assertThat(text.substring(4, 6)).isEqualTo("\u0015\0");
        Files.writeString(
                table,
                byArrow.substring(0, 5) + '\6' + byArrow.substring(6),
                StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> TableFile.of(table, TableFile.Layout.USUAL))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("compressed pages of version 2 by Arrow before 3.0");
    }

    /** The footer is whole, and the pages are not. */
    @Test
    void damagedPagesAreAnError() throws IOException {
        Path table = dir.resolve("t.parquet");
        try (TableWriter out = TableWriter.open(table, List.of(FileTable.Field.number("a")))) {
            for (int i = 0; i < 10_000; i++) {
                out.add(Math.sin(i));
            }
            out.finish();
        }
        byte[] bytes = Files.readAllBytes(table);
        Arrays.fill(bytes, 4, bytes.length / 2, (byte) 0xFF);
        Files.write(table, bytes);
        TableFile file = TableFile.of(table, TableFile.Layout.USUAL);
        assertThatThrownBy(() -> file.read(file.fields(), (row, cells) -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("t.parquet: cannot be read, copy or write it again: ");
    }
}
