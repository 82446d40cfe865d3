// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;

class TextErrorsTest {
    @TempDir Path dir;

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(dir.resolve(name), bytes);
    }

    private Path file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void check(Path path, String settings, String message) {
        Throwable thrown =
                catchThrowable(
                        () ->
                                TextSourceTest.source(path, settings)
                                        .load(DataSource.Progress.SILENT));
        assertThat(thrown).as(settings).isNotNull();
        Throwable cause = thrown instanceof DataException ? thrown : thrown.getCause();
        assertThat((cause == null ? thrown : cause).getMessage().replace(dir.toString(), "{dir}"))
                .contains(message);
    }

    @Test
    void textThatIsNotUtf8IsNamedByItsLine() throws IOException {
        check(
                file("latin.txt", "abc\nna\u00efve\n".getBytes(StandardCharsets.ISO_8859_1)),
                "",
                "{dir}/latin.txt: line 2, byte 3: 0xEF is not UTF-8. If the file is Latin-1 or"
                        + " Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8"
                        + " '{dir}/latin.txt' > utf8.txt");
        check(
                file("utf16.txt", "abc\n".getBytes(Charset.forName("UTF-16"))),
                "",
                "{dir}/utf16.txt: line 1, byte 1: 0xFE is not UTF-8. If the file is UTF-16, convert"
                        + " it: iconv -f UTF-16 -t UTF-8 '{dir}/utf16.txt' > utf8.txt");
        check(
                file("cut.txt", new byte[] {'a', '\n', (byte) 0xc3}),
                "",
                "{dir}/cut.txt: line 2, byte 1: 0xC3 is not UTF-8.");
    }

    @Test
    void compressedText() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write('a');
        }
        check(
                file("a.txt.gz", bytes.toByteArray()),
                "",
                "{dir}/a.txt.gz: is compressed; unpack it: gunzip '{dir}/a.txt.gz'");
    }

    @Test
    void nothingToRead() throws IOException {
        check(dir.resolve("absent.txt"), "", "{dir}/absent.txt: no such file");
        check(dir, "", "{dir}: is a folder, expected a file");
        check(file("empty.txt", ""), "", "{dir}/empty.txt: is empty, expected text");
        check(file("blank.txt", "\n \n"), "", "{dir}/blank.txt: all 2 lines are empty");
        check(
                file("one.txt", "a\n"),
                "",
                "{dir}/one.txt: a test fraction of 0.1 of 1 texts is 0 texts, expected at least"
                        + " one, and one left for training; or set test to another file");
        check(
                file("short.txt", "abc\ndef\n"),
                ", examples: window, length: 4",
                "{dir}/short.txt: 8 tokens, of which 1 are for the test, do not give a window of 4"
                        + " to each part; set a smaller length, or test to another file");
    }

    @Test
    void tables() throws IOException {
        Path table = file("a.tsv", "a\tb\nx\ty\nz\n");
        check(table, ", text: a", "{dir}/a.tsv, line 3: 1 cells, expected 2 as in line 1");
        check(
                file("open.csv", "a,b\nx,y\n\nx,\"y\nz\n"),
                ", text: a",
                "{dir}/open.csv, line 4: a quotation mark is not closed");
        check(
                file("after.csv", "a,b\nx,\"y\nz\" z\n"),
                ", text: a",
                "{dir}/after.csv, line 2: text follows a closing quotation mark");
        check(
                file("latin.csv", "a,b\nx,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1)),
                ", text: a",
                "{dir}/latin.csv, line 2: is not UTF-8 text");
        table = file("even.tsv", "a\tb\nx\ty\n");
        check(table, "", "{dir}/even.tsv: set text to the column of the texts; there are: a, b");
        check(
                table,
                ", text: c",
                "{dir}/even.tsv, line 1: no column \"c\" (setting text); there are: a, b");
        check(
                file("lines.txt", "a\nb\n"),
                ", label: a",
                "{dir}/lines.txt: text, label, given and key name columns of a table; expected a file that ends"
                        + " in .tsv, .csv or .parquet");
        Path train = file("train.tsv", "k\tt\nx\ta\n");
        Path test = file("test.tsv", "k\tt\ny\ta\n");
        check(
                train,
                ", label: k, test: '" + test + "'",
                "{dir}/test.tsv: label \"y\" has no training example; there are: x");
    }

    @Test
    void tokenizers() throws IOException {
        Path text = file("a.txt", "a\nb\n");
        Path json = file("tokenizer.json", "{}");
        check(
                text,
                ", tokens: subword, tokenizer: '" + json + "'",
                "{dir}/tokenizer.json: is no tokenizer.json of the Hugging Face tokenizers (");
        check(
                text,
                ", tokens: subword, tokenizer: '" + dir.resolve("none.json") + "'",
                "{dir}/none.json: no such file");
    }

    @Test
    void settingsThatContradict() {
        Path path = dir.resolve("x.txt");
        check(path, ", testFraction: 1.0", "testFraction is 1.0, expected more than 0");
        check(path, ", test: a, testFraction: 0.5", "both test (a) and testFraction (0.5)");
        check(path, ", length: 0", "length is 0, expected 1 or more");
        check(path, ", tokens: subword", "tokens: subword needs tokenizer");
        check(path, ", tokenizer: a", "tokenizer is used by tokens: subword alone");
        check(path, ", examples: window, label: a", "a window has no label");
        check(path, ", examples: document, length: 3", "a document has words and no length");
        check(path, ", minDocuments: 3", "are for examples: document");
    }

    @Test
    void documentsWithoutCommonWords() throws IOException {
        check(
                file("d.txt", "apple\npear\nplum\n"),
                ", examples: document, testFraction: 0.4",
                "{dir}/d.txt: no word occurs in 2 documents; set a smaller minDocuments");
    }
}
