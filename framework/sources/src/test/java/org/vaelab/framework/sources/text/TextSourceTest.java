// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tables.HubFiles;
import org.vaelab.framework.tables.TableWriter;

class TextSourceTest {
    @TempDir Path dir;

    private Path file(String name, String text) throws IOException {
        return Files.write(dir.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    static DataSource source(Path path, String settings) throws IOException {
        Map<String, Object> keys =
                new YAMLMapper()
                        .readValue(
                                "{path: '" + path + "'" + settings + "}", new TypeReference<>() {});
        return StrictMapper.of(TextSource.class, keys);
    }

    private static Dataset load(Path path, String settings) throws IOException {
        return source(path, settings).load(DataSource.Progress.SILENT);
    }

    private static float[] row(Examples examples, int index) {
        float[] row = new float[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    private static List<String> texts(Dataset data, Examples examples) {
        Vocabulary vocabulary = data.facts().form().vocabulary().orElseThrow();
        return IntStream.range(0, examples.size())
                .mapToObj(i -> vocabulary.text(vocabulary.read(row(examples, i))))
                .toList();
    }

    private Dataset twice(String lines, String settings) throws IOException {
        Path path = file("train.txt", lines);
        return load(path, ", test: '" + file("test.txt", lines) + "'" + settings);
    }

    /** Files of Hugging Face: the path of the folder names the training files. */
    @Tag("full")
    @Test
    void textsAreReadFromParquetFiles() throws IOException {
        Path folder = dir.resolve("reviews");
        String of = "SELECT unnest([%s]) AS text, unnest([%s]) AS label, [1, 2] AS other";
        HubFiles.write(
                folder.resolve("train-00000-of-00002.parquet"),
                HubFiles.CLASSES,
                of.formatted("'ab', 'NA'", "1, 0"));
        HubFiles.write(
                folder.resolve("train-00001-of-00002.parquet"),
                HubFiles.CLASSES,
                of.formatted("'a\r\nb', NULL, 'b'", "-1, 1, 2"));
        Path test = folder.resolve("test-00000-of-00001.parquet");
        HubFiles.write(test, HubFiles.CLASSES, of.formatted("'N', 'b'", "0, 2"));
        Dataset data = load(folder, ", text: text, label: label");
        assertThat(texts(data, data.train())).containsExactly("ab", "NA", "a\nb", "b");
        assertThat(texts(data, data.test())).containsExactly("N", "b");
        assertThat(data.train().label("class").valueNames())
                .containsExactly("ant", "it's", "zebra");
        assertThat(data.train().label("class").values()).containsExactly(0, 2, -1, 1);
        assertThat(data.train().origin().column()).isEqualTo("row");
        assertThat(data.train().origin().of().apply(3)).isEqualTo("5");
        assertThat(load(folder.resolve("train"), ", text: text, testFraction: 0.5").test().size())
                .isEqualTo(2);
        ExampleReader reader = source(folder, ", text: text, label: label").reader().orElseThrow();
        assertThat(reader.accepts(test)).isTrue();
        Examples found = reader.read(test, prepared(data)).examples();
        assertThat(texts(data, found)).containsExactly("N", "b");
        assertThat(found.label("class").values()).containsExactly(2, 1);
        Path plain = Files.writeString(folder.resolve("new.csv"), "text\nb\n\"a\nb\"\n");
        assertThat(texts(data, reader.read(plain, prepared(data)).examples()))
                .containsExactly("b", "a\nb");
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "words,label\nb,ant\n");
        assertThatThrownBy(() -> reader.read(wrong, prepared(data)))
                .hasMessageContaining("no column \"text\" (setting text)");
    }

    private static PreparedData prepared(Dataset data) {
        return Preparation.NONE.apply(data, 1);
    }

    @Test
    void aLineHasItsCharactersAndAnEnd() throws IOException {
        Dataset data = twice("ab\n\nbcb\n", "");
        assertThat(data.domain()).isEqualTo(ValueDomain.TOKENS);
        assertThat(data.facts().form().vocabulary().orElseThrow().tokens())
                .as("the most frequent token first, equal ones by their text")
                .containsExactly("<end>", "<unknown>", "b", "a", "c");
        assertThat(row(data.train(), 0)).containsExactly(3, 2, 0, Float.NaN);
        assertThat(row(data.train(), 1)).containsExactly(2, 4, 2, 0);
        assertThat(data.facts().remarks()).anyMatch(r -> r.endsWith(": 1 empty line is left out."));
        assertThat(data.train().origin().column()).isEqualTo("line");
        assertThat(data.train().origin().of().apply(1)).isEqualTo("3");
    }

    @Test
    void aLongLineIsCutAndHasNoEnd() throws IOException {
        Dataset data = twice("abcd\nab\nabc\n", ", length: 3");
        assertThat(row(data.train(), 0)).containsExactly(2, 3, 4, Float.NaN);
        assertThat(row(data.train(), 2)).containsExactly(2, 3, 4, 0);
        assertThat(data.facts().remarks())
                .contains("Cut at 3 tokens: 1 of the 3 training examples.");
    }

    @Test
    void aTestLineLongerThanAllTrainingLinesIsCut() throws IOException {
        Path train = file("train.txt", "ab\n");
        Dataset data = load(train, ", test: '" + file("test.txt", "abab\nab\n") + "'");
        assertThat(row(data.test(), 0)).containsExactly(2, 3, Float.NaN);
        assertThat(data.facts().remarks()).contains("Cut at 2 tokens: 1 of the 2 test examples.");
    }

    @Test
    void theVocabularyIsOfTheTrainingExamples() throws IOException {
        Path train = file("train.txt", "a a b b c\n");
        Dataset data =
                load(
                        train,
                        ", tokens: word, vocabulary: 2, test: '"
                                + file("test.txt", "a c d d d\n")
                                + "'");
        assertThat(data.facts().form().vocabulary().orElseThrow().tokens())
                .containsExactly("<end>", "<unknown>", "a", "b");
        assertThat(row(data.test(), 0)).containsExactly(2, 1, 1, 1, 1, 0);
        assertThat(data.facts().remarks())
                .contains(
                        "1 of the 5 tokens of the training examples are not in the vocabulary.",
                        "4 of the 5 tokens of the test examples are not in the vocabulary.");
    }

    @Test
    void windowsAreInOrderAndHaveNoEnd() throws IOException {
        Path path = file("text.txt", "abc\ndefgh\nij");
        Dataset data = load(path, ", examples: window, length: 3, testFraction: 0.25");
        // 12 characters: 9 for training.
        assertThat(texts(data, data.train())).containsExactly("abc", "\nde", "fgh");
        assertThat(data.shape().size()).isEqualTo(3);
        assertThat(row(data.test(), 0))
                .as("a line break is known, i and j are not")
                .containsExactly(
                        data.facts().form().vocabulary().orElseThrow().tokens().indexOf("\n"),
                        1,
                        1);
        assertThat(data.train().origin().of().apply(2)).isEqualTo("6");
    }

    /** The protocol of published figures: the last tenth for the test, windows of 48. */
    @Tag("full")
    @Test
    void windowsOfAnExistingText() throws IOException {
        Path text =
                DataLocations.ofSystem().roots().stream()
                        .map(root -> root.path().resolve("tinyshakespeare/input.txt"))
                        .filter(Files::exists)
                        .findFirst()
                        .orElse(Path.of("absent"));
        assumeTrue(Files.exists(text));
        Dataset data = load(text, ", examples: window, length: 48, testFraction: 0.1");
        assertThat(data.test().size()).isEqualTo(2323);
        assertThat(data.train().size()).isEqualTo(20913);
        assertThat(data.facts().form().vocabulary().orElseThrow().size()).isEqualTo(2 + 65);
    }

    @Test
    void charactersAreNormalisedCodePoints() throws IOException {
        Dataset data = twice("\uFEFFe\u0301\uD83D\uDE00\r\n\u00e9\r\n", "");
        assertThat(data.facts().form().vocabulary().orElseThrow().tokens())
                .containsExactly("<end>", "<unknown>", "\u00e9", "\uD83D\uDE00");
        assertThat(texts(data, data.train())).containsExactly("\u00e9\uD83D\uDE00", "\u00e9");
    }

    @Test
    void aLineMaySpanBlocksOfTheFile() throws IOException {
        String line = "\u00e9a".repeat(50_000);
        Dataset data = twice(line + "\n" + "b".repeat(70_000) + "\n", ", length: 100000");
        assertThat(texts(data, data.train()).get(0)).isEqualTo(line);
        assertThat(texts(data, data.train()).get(1)).hasSize(70_000);
    }

    @Test
    void wordsAndSigns() throws IOException {
        Dataset data = twice("Don't stop, it's 3.5 o'clock!\n", ", tokens: word, lowercase: true");
        assertThat(texts(data, data.train())).containsExactly("don't stop , it's 3 . 5 o'clock !");
    }

    @Test
    void aTableHasTextsAndLabels() throws IOException {
        Path path = file("a.csv", "kind,text\nb,\"x, y\"\na,\"z\nz\"\n,x\n");
        Dataset data = load(path, ", label: kind, tokens: word, test: '" + path + "'");
        assertThat(texts(data, data.train())).containsExactly("x , y", "z z", "x");
        assertThat(data.train().label("class").values()).containsExactly(1, 0, Labels.UNKNOWN);
        assertThat(data.train().origin().of().apply(2)).isEqualTo("5");
    }

    @Test
    void aFirstLineOfNamesTellsTheSeparator() throws IOException {
        Path path = file("a.csv", "kind\ttext\nb\tx, y\na\tz\n\tx, z, y\n");
        Dataset data = load(path, ", label: kind, tokens: word, test: '" + path + "'");
        assertThat(texts(data, data.train())).containsExactly("x , y", "z", "x , z , y");
        assertThat(data.facts().remarks())
                .anyMatch(remark -> remark.contains("separated by \"\\t\", not by \",\""));
    }

    @Test
    void lineAndLabelWithoutAHeader() throws IOException {
        Path path = file("a.tsv", "good\tI \"like it\nbad\tno\n");
        Dataset data =
                load(path, ", header: false, label: '1', tokens: word, test: '" + path + "'");
        assertThat(texts(data, data.train())).containsExactly("I \" like it", "no");
        assertThat(data.train().label("class").valueNames()).containsExactly("bad", "good");
    }

    @Test
    void documentsAreCountsOfWords() throws IOException {
        Path path =
                file("d.txt", "The bank lends money, money!\nA river bank.\nxyz\nMoney river 7\n");
        Dataset data = load(path, ", examples: document, test: '" + path + "'");
        assertThat(data.domain()).isEqualTo(ValueDomain.COUNTS);
        assertThat(data.valueNames()).containsExactly("money", "bank", "river");
        assertThat(row(data.train(), 0)).containsExactly(2, 1, 0);
        assertThat(row(data.train(), 2)).containsExactly(1, 0, 1);
        assertThat(data.train().size()).isEqualTo(3);
        assertThat(data.facts().remarks())
                .contains(
                        "Left out, because without a word of the vocabulary: 1 of the 4 training"
                                + " documents.");
        assertThat(data.train().origin().of().apply(2)).isEqualTo("4");
    }

    @Test
    void aReaderUsesTheVocabularyOfTraining() throws IOException {
        Path path = file("a.csv", "kind,text\nb,aab\na,b\na,bb\n");
        DataSource source = source(path, ", label: kind, test: '" + path + "'");
        Dataset data = source.load(DataSource.Progress.SILENT);
        ExampleReader reader = source.reader().orElseThrow();
        Path lines = file("new.txt", "ba\n\nabcab\n");
        assertThat(reader.accepts(lines)).isTrue();
        assertThat(reader.accepts(dir.resolve("new.png"))).isFalse();
        ExampleReader.Found found = reader.read(lines, prepared(data));
        assertThat(row(found.examples(), 0)).containsExactly(2, 3, 0, Float.NaN);
        assertThat(row(found.examples(), 1)).containsExactly(3, 2, 1, Float.NaN);
        assertThat(found.examples().origin().of().apply(1)).isEqualTo("3");
        assertThat(found.remarks())
                .containsExactly(
                        "1 empty line is left out.",
                        "Cut at 3 tokens: 1 of 2 texts. 2 tokens are left out.",
                        "1 of 5 tokens are not in the vocabulary: 'c'.");
        ExampleReader.Found table =
                reader.read(file("new.csv", "text,kind\nb,a\nb,c\n"), prepared(data));
        assertThat(table.examples().label("class").values()).containsExactly(0, Labels.UNKNOWN);
    }

    @Test
    void aReaderSaysWhatFillsNoWindow() throws IOException {
        Path path = file("w.txt", "abab".repeat(10));
        DataSource source = source(path, ", examples: window, length: 4, testFraction: 0.2");
        Dataset data = source.load(DataSource.Progress.SILENT);
        ExampleReader.Found found =
                source.reader().orElseThrow().read(file("new.txt", "abcababab"), prepared(data));
        assertThat(found.examples().size()).isEqualTo(2);
        assertThat(found.remarks())
                .containsExactly(
                        "The last 1 of 9 tokens fill no window of 4, and are left out.",
                        "1 of 8 tokens are not in the vocabulary: 'c'.");
    }

    @Test
    void aReaderCountsTheWordsOfTraining() throws IOException {
        Path path = file("d.txt", "money bank\nmoney bank\n");
        DataSource source = source(path, ", examples: document, test: '" + path + "'");
        Dataset data = source.load(DataSource.Progress.SILENT);
        ExampleReader.Found found =
                source.reader()
                        .orElseThrow()
                        .read(file("new.txt", "River Money money\nsea\n"), prepared(data));
        assertThat(row(found.examples(), 0)).containsExactly(0, 2);
        assertThat(row(found.examples(), 1)).containsExactly(0, 0);
        assertThat(found.remarks())
                .containsExactly("2 of 4 words are not in the vocabulary: 'river', 'sea'.");
    }

    /** Of a plugin that has no reader of its own, for example. */
    @Test
    void linesAreReadForAnySourceOfTexts() throws IOException {
        ExampleReader reader = TextSource.newFiles();
        Path lines = file("new.txt", "Ab, Ab\n");
        assertThat(reader.accepts(lines)).isTrue();
        assertThat(reader.accepts(dir.resolve("new.csv"))).isFalse();
        Dataset words = twice("Ab Ab , c\n", ", tokens: word");
        assertThat(row(reader.read(lines, prepared(words)).examples(), 0))
                .containsExactly(2, 3, 2, 0, Float.NaN);
        Dataset characters = twice("bA\nbA\n", "");
        assertThat(row(reader.read(lines, prepared(characters)).examples(), 0))
                .containsExactly(2, 3, Float.NaN);
        Dataset counts = twice("ab ab cd\nab cd\n", ", examples: document");
        assertThat(row(reader.read(lines, prepared(counts)).examples(), 0)).containsExactly(2, 0);
    }

    /** The source reads what a run writes, whatever the texts have, as the source table does. */
    @Test
    void writtenTablesAreReadBack() throws IOException {
        List<String> written =
                List.of(
                        "say \"hello\"",
                        "\"all\"",
                        "a, b",
                        "a\tb",
                        " two  spaces ",
                        "5\" and 6\"",
                        "x\n\ty",
                        "\"",
                        "first\nsecond",
                        "plain");
        for (String ending : List.of(".tsv", ".csv")) {
            for (int rows = 1; rows <= written.size(); rows++) {
                Path file = dir.resolve("w" + ending);
                List<String> texts = written.subList(written.size() - rows, written.size());
                try (TableWriter out =
                        TableWriter.open(file, List.of(Field.text("row"), Field.text("text")))) {
                    for (String text : texts) {
                        out.add("1", text);
                    }
                    out.finish();
                }
                Dataset data = load(file, ", test: '" + file + "', text: text");
                assertThat(texts(data, data.train())).isEqualTo(texts);
            }
        }
    }

    /**
     * Marks that join lines, or that are not closed, are characters: the file has a row on each
     * line.
     */
    @Test
    void quotationMarksBetweenTabsMayBeCharacters() throws IOException {
        String joined = "label\ttext\nneg\t\"good\npos\tbad\"\nneg\tfine\npos\tpoor\n";
        Path file = file("joined.tsv", joined);
        Dataset data = load(file, ", test: '" + file + "', label: label");
        assertThat(texts(data, data.train())).containsExactly("\"good", "bad\"", "fine", "poor");
        assertThat(data.facts().remarks().get(0))
                .contains("quotation marks are read as characters");
        Path open = file("open.tsv", "label\ttext\nneg\t\"good\npos\t\"so\" they say\n");
        assertThat(texts(load(open, ", test: '" + open + "', label: label"), 2))
                .containsExactly("\"good", "\"so\" they say");
        Path rows = file("rows.tsv", "text\tlabel\n\"a\n\tb\"\tpos\n\"c \"\"d\"\"\"\tneg\n");
        assertThat(texts(load(rows, ", test: '" + rows + "', label: label, text: text"), 2))
                .containsExactly("a\n\tb", "c \"d\"");
    }

    private static List<String> texts(Dataset data, int size) {
        assertThat(data.train().size()).isEqualTo(size);
        return texts(data, data.train());
    }

    @Test
    void equalNamesOfColumnsAreAnError() throws IOException {
        Path file = file("same.tsv", "text\tlabel\ttext\na\tb\tc\n");
        assertThatThrownBy(() -> load(file, ", test: '" + file + "'"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("two columns are named \"text\"");
    }
}
