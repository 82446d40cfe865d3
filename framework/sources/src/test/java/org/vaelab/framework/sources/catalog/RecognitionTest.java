// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.data.DataException;

/** What files are taken for. */
final class RecognitionTest {

    @TempDir private Path folder;

    private Path table(String name, String header, int rows, IntFunction<String> row)
            throws IOException {
        String text =
                IntStream.range(0, rows)
                        .mapToObj(row)
                        .collect(Collectors.joining("\n", header + "\n", "\n"));
        return Files.writeString(folder.resolve(name), text);
    }

    private static Recognized first(Path... files) {
        return Recognition.of(List.of(files)).get(0);
    }

    @Test
    void theColumnsOfATable() throws IOException {
        Path file =
                table(
                        "plants.csv",
                        "id,length,note,visits,colour,species,code",
                        120,
                        i ->
                                String.format(
                                        Locale.ROOT,
                                        "%d,%s,plant number %d,%d,%s,%s,%s",
                                        i + 1,
                                        i % 7 == 0 ? "" : i * 0.37,
                                        i,
                                        i * 13 % 50,
                                        List.of("red", "blue").get(i % 2),
                                        List.of("a", "b", "c").get(i % 3),
                                        List.of("A", "B", "C").get(i % 3)));
        Recognized found = first(file);
        assertThat(found.source()).isEqualTo("table");
        assertThat(found.settings()).containsEntry("label", "species");
        assertThat(found.comments()).containsEntry("label", "3 classes: a (40), b (40), c (40)");
        assertThat(found.settings().get("columns"))
                .isEqualTo(
                        Map.of(
                                "id", "ignore",
                                "length", "real",
                                "visits", "count",
                                "colour", "binary",
                                "code", "ignore"));
        assertThat(found.settings()).containsEntry("key", "note");
        assertThat(found.comments().get("columns.length")).isEqualTo("15.0 % missing");
        assertThat(found.doubts())
                .containsExactly(
                        "Column code tells species exactly, and is left out. To keep it: code: categorical.");
    }

    @ParameterizedTest
    @CsvSource({
        "'x,label', label, 0",
        "'x,species,label', label, 1",
        "'x,colour', colour, 0",
        "'x,colour,mood', , 1",
    })
    void theLabelOfATable(String header, String label, int doubts) throws IOException {
        int classes = header.split(",").length - 1;
        Path file =
                table(
                        "t.csv",
                        header,
                        60,
                        i ->
                                i * 0.7
                                        + IntStream.range(0, classes)
                                                .mapToObj(
                                                        j ->
                                                                ","
                                                                        + (char)
                                                                                ('a'
                                                                                        + i
                                                                                                * (j
                                                                                                        + 1)
                                                                                                / (j
                                                                                                        + 2)
                                                                                                % 3))
                                                .collect(Collectors.joining()));
        Recognized found = first(file);
        assertThat(found.settings().get("label")).isEqualTo(label);
        assertThat(found.doubts()).as("%s", found.doubts()).hasSize(doubts);
    }

    @Test
    void zerosAndOnesAreAnswersRatherThanALabel() throws IOException {
        Path file =
                table(
                        "v.csv",
                        "party,q0,q1",
                        60,
                        i -> "DR".charAt(i % 2) + "," + i / 2 % 2 + "," + i / 4 % 2);
        assertThat(first(file).settings()).containsEntry("label", "party");
    }

    /** What a person would see in the cells, and a rule for clean tables would not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?         | real        | missing | [?]     | 0",
                "n/a       | real        | missing | [n/a]   | 0",
                "-999      | real        | missing |         | 1",
                "7         | real        | missing |         | 0",
            })
    void cellsThatStandForNoValue(
            String cell, String kind, String key, @Nullable String value, int doubts)
            throws IOException {
        Path file =
                table(
                        "t.csv",
                        "a,kind,b",
                        60,
                        i ->
                                (i % 20 == 0 ? cell : i * 0.7)
                                        + ","
                                        + "xy".charAt(i % 2)
                                        + ",u"
                                        + i % 3);
        Recognized found = first(file);
        assertThat(String.valueOf(found.settings().get(key))).isEqualTo(String.valueOf(value));
        assertThat(found.doubts()).as("%s", found.doubts()).hasSize(doubts);
        assertThat((Map<?, ?>) found.settings().get("columns"))
                .hasToString("{a=" + kind + ", b=categorical}");
    }

    @Test
    void realNumbersAreOneDomainAndRareNamesAreDoubted() throws IOException {
        Path real = table("r.csv", "id,a,b", 60, i -> i + 1 + "," + i * 0.7 + "," + i * i * 0.3);
        assertThat(first(real).settings())
                .containsEntry("domain", "real")
                .containsEntry("columns", Map.of("id", "ignore"));
        Path rare =
                table(
                        "n.csv",
                        "a,town,kind",
                        60,
                        i ->
                                i * 0.7
                                        + ","
                                        + (i == 5 ? "Rmoe" : "Rome Oslo".split(" ", -1)[i % 2])
                                        + ","
                                        + "xy".charAt(i / 30));
        assertThat(first(rare).settings()).containsEntry("unseen", "missing");
        assertThat(first(rare).doubts())
                .containsExactly("These stand in one row each, and may be misspelt: town Rmoe.");
    }

    /** Dates are ordinal if few of them repeat often. */
    @ParameterizedTest
    @CsvSource({"300, 12, ordinal", "300, 100, date", "40, 12, date", "3000, 3000, date"})
    void fewDatesAreOrdinal(int rows, int different, String kind) throws IOException {
        Path file =
                table(
                        "d.csv",
                        "x,y,day,b",
                        rows,
                        i ->
                                "%s,%s,%s,%s"
                                        .formatted(
                                                i * 7 % 31 * 0.3,
                                                i * 5 % 37 * 0.7,
                                                LocalDate.of(1990, 1, 1)
                                                        .plusDays(i * 7L % different),
                                                "uv".charAt(i / 3 % 2)));
        assertThat((Map<?, ?>) first(file).settings().get("columns"))
                .as("%s", first(file))
                .extracting(of -> of.get("day"))
                .isEqualTo(kind);
    }

    @Test
    void datesAndCodesAndATableWithoutNames() throws IOException {
        Path file =
                table(
                        "d.csv",
                        "when,zip,a,kind",
                        60,
                        i ->
                                (1 + i % 28)
                                        + ".04.2022,0"
                                        + (1000 + i % 5)
                                        + ","
                                        + i * 0.7
                                        + ","
                                        + "xy".charAt(i / 30));
        assertThat(first(file).settings().get("columns"))
                .isEqualTo(Map.of("when", "ignore", "zip", "categorical", "a", "real"));
        Path bare =
                table(
                        "b.csv",
                        "1.5,2.25,0.5",
                        60,
                        i -> i * 0.7 + "," + i * i * 0.3 + "," + (60 - i) * 0.1);
        assertThat(first(bare).settings()).containsEntry("header", false);
    }

    /** Tables of others: what a rule for our own files took for something else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name,1960,1961,1962  | n%1$d,%1$d.5,%1$d.7,%1$d.2  | header    |",
                "5,5,1                | %1$d.5,%2$d,%3$d            | header    | false",
                "1.5e+00              | %1$d.5e+01                  | header    | false",
                "a,country            | %1$d.5,%4$s                 | label     |",
                "x,strength,direction | %1$d.5,%2$d-%2$d,%5$s       | label     |",
                "x,damage             | %1$d.5,%6$s                 | missing   |",
                "x,size               | %1$d.5,%7$s                 | missing   | [None]",
                "x,pair,label         | %1$d.5,p%8$d,%3$d           | unseen    | missing",
            })
    void tablesOfOthers(String header, String row, String key, @Nullable String value)
            throws IOException {
        Path file =
                table(
                        "o.csv",
                        header,
                        60,
                        i ->
                                String.format(
                                        Locale.ROOT,
                                        row,
                                        i,
                                        i % 7,
                                        i % 3,
                                        i == 7 ? "Palau" : "USA",
                                        "NESW".charAt(i / 5 % 4),
                                        i % 3 == 0 ? "None" : i % 3 == 1 ? "Minor" : "Severe",
                                        i % 9 == 0 ? "None" : i + ".25",
                                        i / 4));
        assertThat(String.valueOf(first(file).settings().get(key)))
                .isEqualTo(String.valueOf(value));
    }

    @Test
    void cellsBetweenSpacesAndColumnsOfNamesAreRefused() throws IOException {
        Path spaces = table("s.csv", "Chins Situps", 20, i -> i + "  " + 7 * i);
        assertThatThrownBy(() -> first(spaces))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("separated by spaces");
        Path names = table("k.csv", "seed,key", 60, i -> i + ",0x" + i + "ff");
        assertThatThrownBy(() -> first(names))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "no column has values for a model\n  seed: it numbers the rows");
    }

    /** Rows of one patient in training and test tell one another. */
    @ParameterizedTest
    @CsvSource({"patient, 1", "visit, 1", "dose, 0"})
    void rowsOfOneSubjectAreDoubted(String name, int doubts) throws IOException {
        boolean isGroup = !name.equals("dose");
        Path file =
                table(
                        "g.csv",
                        "x," + name + ",age,weight",
                        120,
                        i ->
                                String.format(
                                        Locale.ROOT,
                                        "%d.5,%d,%d,%d.5",
                                        i * 7 % 11,
                                        100 + i / 4 * 3,
                                        isGroup ? 20 + i / 4 % 17 : i % 19,
                                        isGroup ? 50 + i / 4 % 13 : i % 13));
        assertThat(first(file).doubts())
                .filteredOn(doubt -> doubt.contains("what several rows are of"))
                .as("%s", first(file).doubts())
                .hasSize(doubts);
    }

    @Test
    void aWideTableNamesTheColumnsThatAreNotReadRightWithout() throws IOException {
        Path file =
                table(
                        "wide.csv",
                        IntStream.range(0, 32)
                                        .mapToObj(j -> "x" + j)
                                        .collect(Collectors.joining(","))
                                + ",id,colour",
                        60,
                        i ->
                                IntStream.range(0, 32)
                                                .mapToObj(j -> i == j ? "" : i * 0.7 + "")
                                                .collect(Collectors.joining(","))
                                        + ","
                                        + (i + 1)
                                        + ","
                                        + "ab".charAt(i % 2));
        assertThat(first(file).settings()).containsEntry("columns", Map.of("id", "ignore"));
        assertThat((Map<?, ?>) Recognition.of(List.of(file)).get(1).settings().get("columns"))
                .hasSize(33);
    }

    @Test
    void aFolderOfTextsIsRefusedWithARemedy() throws IOException {
        Path texts = Files.createDirectories(folder.resolve("texts/sport"));
        Files.writeString(texts.resolve("a.txt"), "a game");
        assertThatThrownBy(() -> first(texts.getParent()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("write them into one table");
    }

    @Test
    void theSplitOfATable() throws IOException {
        Path file =
                table(
                        "t.csv",
                        "split,a,b",
                        50,
                        i ->
                                List.of("train", "val", "test", "train").get(i % 4)
                                        + ","
                                        + i * 0.3
                                        + ","
                                        + i * i * 0.7);
        assertThat(first(file).settings().get("split"))
                .isEqualTo(
                        Map.of(
                                "column",
                                "split",
                                "test",
                                List.of("test"),
                                "validation",
                                List.of("val")));
    }

    @ParameterizedTest
    @CsvSource({"2, binary, 16, ", "256, grey, 64, 1x8x8", "90, counts, 20, "})
    void columnsOfOneKindAreOneArray(int values, String domain, int width, String shape)
            throws IOException {
        Path file =
                table(
                        "t.csv",
                        IntStream.range(0, width)
                                .mapToObj(j -> "x" + j)
                                .collect(Collectors.joining(",")),
                        values + 40,
                        i ->
                                IntStream.range(0, width)
                                        .mapToObj(j -> "" + (i * 7 + j * j) % values)
                                        .collect(Collectors.joining(",")));
        Recognized found = first(file);
        assertThat(found.settings()).containsEntry("domain", domain).doesNotContainKey("columns");
        assertThat(found.settings().get("shape")).isEqualTo(shape);
    }

    @Test
    void seriesHaveATimeThatRecurs() throws IOException {
        Path file =
                table(
                        "w.csv",
                        "station,day,high,remark",
                        120,
                        i ->
                                String.format(
                                        Locale.ROOT,
                                        "S%d,2024-02-%02d,%s,dry",
                                        i / 20,
                                        1 + i % 20,
                                        0.5 + i % 11));
        Recognized found = first(file);
        assertThat(found.source()).isEqualTo("series");
        assertThat(found.settings())
                .containsEntry("series", "station")
                .containsEntry("time", "day")
                .containsEntry("values", List.of("high"));
        assertThat(found.doubts())
                .containsExactly("Left out, because series are numbers that change: remark.");
        Path one =
                table(
                        "one.csv",
                        "day,high",
                        20,
                        i -> String.format(Locale.ROOT, "2024-02-%02d,%s", 1 + i, 0.5 + i % 11));
        assertThat(first(one).source()).isEqualTo("table");
        assertThat(first(one).doubts())
                .containsExactly(
                        "Each row has its own day: this may be one series in time. A table takes rows as independent. To read it as steps of a series: {source: series, time: day, window: 24}, 24 steps being an example.");
        Path months =
                table(
                        "months.csv",
                        "month,sales",
                        120,
                        i ->
                                String.format(
                                        Locale.ROOT,
                                        "%d-%02d,%s",
                                        2010 + i / 12,
                                        1 + i % 12,
                                        0.5 + i % 11));
        assertThat(first(months).doubts())
                .singleElement()
                .asString()
                .contains(
                        "Each row has its own month", "{source: series, time: month, window: 24}");
    }

    @Test
    void textsAreAColumnLinesOrWindows() throws IOException {
        Path reviews =
                table(
                        "r.csv",
                        "text,rating",
                        60,
                        i ->
                                String.format(
                                        Locale.ROOT,
                                        "it was film number %d of them all,%s",
                                        i,
                                        i % 2 == 0 ? "good" : "bad"));
        assertThat(first(reviews).settings())
                .containsEntry("text", "text")
                .containsEntry("label", "rating");
        Path lines = table("l.txt", "first", 300, i -> "line number " + i);
        assertThat(first(lines).settings())
                .containsEntry("examples", "line")
                .containsEntry("tokens", "word");
        Path names = table("n.txt", "first", 300, i -> "name" + i);
        assertThat(first(names).settings()).containsEntry("tokens", "character");
        Path book =
                table("b.txt", "first", 300, i -> i % 5 == 0 ? "" : "words of a book ".repeat(4));
        assertThat(first(book).settings()).containsEntry("examples", "window");
    }

    /** A file of HDF5 has cells or arrays; the loader takes the first that it can read. */
    @Test
    void hdf5MayHoldCellsOrArrays() {
        Path file = folder.resolve("a.h5");
        try (WritableHdfFile out = HdfFile.write(file)) {
            out.putDataset("x", new double[][] {{1, 2}, {3, 4}, {5, 6}});
        }
        List<Recognized> found = Recognition.of(List.of(file));
        assertThat(found).extracting(Recognized::source).containsExactly("anndata", "npy", "npy");
        assertThat(found.get(1).settings()).containsEntry("train", file);
        Path vector = folder.resolve("v.h5");
        try (WritableHdfFile out = HdfFile.write(vector)) {
            out.putDataset("data", new double[] {1, 2});
            out.putDataset("indices", new double[] {1, 2});
        }
        assertThat(Recognition.of(List.of(vector)))
                .extracting(Recognized::source)
                .containsExactly("anndata");
    }

    @Test
    void whatIsUnknownIsRefusedWithWhatIsKnown() throws IOException {
        Path absent = folder.resolve("absent.csv");
        assertThatThrownBy(() -> first(absent))
                .isInstanceOf(DataException.class)
                .hasMessage(absent + ": no such file or folder");
        Path other = Files.writeString(folder.resolve("a.docx"), "x");
        assertThatThrownBy(() -> first(other))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("it is not known what this is")
                .hasMessageContaining("a table: .csv");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> first(empty)).hasMessageContaining("a folder without images");
    }
}
