// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.random.RandomKey;

/**
 * What {@code decompress} writes has the bytes of what was compressed, or {@code compress} refuses
 * by name.
 */
@Tag("exhaustive")
final class CompressedFilesTest {

    private static final String NETWORK =
            """
            network: {hidden: [4]}
            training: {steps: 3, batch: 10}
            evaluation: {importanceSamples: 2}
            runtime: {threads: 1}
            report: {formats: [markdown], sections: [results]}
            """;

    @TempDir Path folder;

    private final Terminal terminal = new Terminal();

    private Trained train(String data, String model) throws IOException {
        Path place = Files.createTempDirectory(folder, "model");
        return Trained.of(
                terminal, "data: " + data + "\n" + NETWORK + "models: {m: " + model + "}\n", place);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    /** Compresses, and returns the file that decompress writes. */
    private Path back(Trained trained, String... arguments) throws IOException {
        Path code = folder.resolve("code.vlz");
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--out";
        all[arguments.length + 1] = code.toString();
        assertThat(trained.vaelab(terminal, "compress", "m", all)).as("%s", terminal).isZero();
        Path out = Files.createTempDirectory(folder, "back");
        assertThat(terminal.vaelab("decompress", code.toString(), "--out", out.toString()))
                .as("%s", terminal)
                .isZero();
        try (var files = Files.list(out)) {
            return files.findFirst().orElseThrow();
        }
    }

    private void comesBack(Trained trained, Path file) throws IOException {
        Path back = back(trained, file.toString());
        assertThat(back).hasSameBinaryContentAs(file);
        String name = file.getFileName().toString();
        assertThat(back.getFileName()).hasToString("data" + name.substring(name.lastIndexOf('.')));
    }

    private void isRefused(Trained trained, String why, String... arguments) throws IOException {
        assertThat(trained.vaelab(terminal, "compress", "m", arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains(why).contains("--modelled-columns");
    }

    /** Columns that the model does not see, in an order and a form of their own. */
    private static String people(int rows, String separator, String end) {
        StringBuilder text =
                new StringBuilder(String.join(separator, "id", "x", "grp", "n", "y")).append(end);
        double[] noise = RandomKey.of(2).normal(2 * rows);
        for (int i = 0; i < rows; i++) {
            text.append("p").append(i).append(separator);
            text.append(String.format(Locale.ROOT, "%.3f", Math.rint(100 * noise[2 * i]) / 100))
                    .append(separator);
            text.append(i % 7 == 0 ? "\"b, c\"" : "a").append(separator);
            text.append(i % 9).append(separator);
            text.append(i % 5 == 1 ? "" : String.format(Locale.ROOT, "%+.1e", noise[2 * i + 1]))
                    .append(end);
        }
        return text.toString();
    }

    @Test
    @Tag("full")
    void modelsThatAreGivenALevelAreRefusedByName() throws IOException {
        StringBuilder text = new StringBuilder("month,sales\n");
        double[] noise = RandomKey.of(3).normal(240);
        for (int i = 0; i < noise.length; i++) {
            text.append(1990 + i / 12).append('-').append(i % 12 < 9 ? "0" : "");
            text.append(1 + i % 12).append(',').append(i + noise[i]).append('\n');
        }
        Path csv = file("months.csv", text.toString());
        Trained trained =
                train(
                        "{source: series, path: '%s', time: month, step: month, window: 12, testFrom: 2005-01, scale: level, calendar: [month]}"
                                .formatted(csv),
                        "{variant: gaussian, latent: 2}");
        assertThat(trained.vaelab(terminal, "compress", "m", csv.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains(
                        "the model is conditional on scale, inputs, ",
                        "without data.scale, data.calendar")
                .doesNotContain("--modelled-columns");
    }

    @Test
    void tables() throws IOException {
        Path csv = file("people.csv", people(120, ",", "\n"));
        Trained trained =
                train(
                        "{source: table, path: '" + csv + "', label: grp, columns: {id: ignore}}",
                        "{variant: gaussian, latent: 2}");
        comesBack(trained, csv);
        assertThat(terminal.out()).contains("written: ");
        comesBack(trained, file("people.tsv", people(80, "\t", "\r\n")));
        isRefused(trained, "does not see grp, id");
        isRefused(trained, "does not see grp, id", csv.toString(), "--first", "9");
        Path seen = back(trained, csv.toString(), "--modelled-columns");
        assertThat(seen).content().startsWith("x,n,y\n");
        assertThat(Files.readAllLines(seen)).hasSize(121);
    }

    @Test
    void theTableOfSizesHasTheFileAndWhatIsPlain() throws IOException {
        Path csv = file("people.csv", people(120, ",", "\n"));
        Trained trained =
                train(
                        "{source: table, path: '" + csv + "', label: grp, columns: {id: ignore}}",
                        "{variant: gaussian, latent: 2}");
        back(trained, csv.toString());
        trained.vaelab(terminal, "compress", "m", csv.toString(), "--out", folder + "/again.vlz");
        assertThat(terminal.out())
                .contains("120 examples, " + Files.size(csv) + " bytes as people.csv")
                .contains("plainly: what the model does not see")
                .contains("warning: the file is not smaller than gzip makes it");
    }

    @Test
    void greyLevelsInATable() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,c,d\n");
        int[] levels = RandomKey.of(4).permutation(160);
        for (int i = 0; i < levels.length; i++) {
            rows.append(levels[i]).append(i % 4 == 3 ? '\n' : ',');
        }
        Path csv = file("grey.csv", rows.toString());
        comesBack(
                train(
                        "{source: table, domain: grey, path: '" + csv + "'}",
                        "{variant: gaussian, latent: 2, likelihood: discretized-logistic}"),
                csv);
    }

    private static String lines(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("red blue one two".substring(i % 5, 6 + i % 9)).append('\n');
        }
        return lines.toString();
    }

    private Trained texts(String settings) throws IOException {
        Path text = file("train.txt", lines(60));
        return train(
                "{source: text, testFraction: 0.2, path: '" + text + "', " + settings + "}",
                "{variant: gaussian, latent: 2, network: {encoder: gru, hidden: [4], embedding: 3},"
                        + " likelihood: {type: tokens, hidden: [4], embedding: 3}}");
    }

    @Test
    void texts() throws IOException {
        // An empty line, a long one, characters outside of the vocabulary, no NFC, no line break at
        // the end.
        Path odd =
                file(
                        "odd.txt",
                        lines(20)
                                + "\n"
                                + "red blue ".repeat(30)
                                + "\r\nXYZ\u00e9 red e\u0301\u4e2d\nblue");
        Trained characters = texts("tokens: character");
        comesBack(characters, odd);
        isRefused(characters, "tokens outside of the vocabulary", odd.toString(), "--first", "21");
        Path seen = back(characters, odd.toString(), "--modelled-columns");
        assertThat(seen).content().contains("<unknown>");
        comesBack(texts("tokens: word"), odd);
        Trained windows = texts("examples: window, length: 16");
        comesBack(windows, odd);
        comesBack(windows, file("77.txt", "red blue one two ".repeat(5).substring(0, 77)));
        assertThat(back(windows)).content().isNotEmpty();
    }

    @Test
    void arraysAndImages() throws IOException {
        ByteBuffer idx = ByteBuffer.allocate(16 + 40 * 16);
        idx.putInt(0x0803).putInt(40).putInt(4).putInt(4);
        IntStream.range(0, 640).forEach(i -> idx.put((byte) (i * i % 251)));
        Path images = Files.write(folder.resolve("train-images-idx3-ubyte"), idx.array());
        idx.putInt(4, 39);
        Path others = folder.resolve("t10k-images-idx3-ubyte");
        Files.write(others, Arrays.copyOf(idx.array(), 16 + 39 * 16));
        Trained ofImages =
                train(
                        "{source: idx, train: '" + images + "', test: '" + others + "'}",
                        "{variant: gaussian, latent: 2, likelihood: discretized-logistic}");
        assertThat(back(ofImages, images.toString())).hasSameBinaryContentAs(images);
        assertThat(back(ofImages)).hasSameBinaryContentAs(others);
        byte[] head =
                "{'descr': '<f8', 'fortran_order': False, 'shape': (40, 3), }"
                        .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer npy = ByteBuffer.allocate(128 + 40 * 3 * 8).order(ByteOrder.LITTLE_ENDIAN);
        npy.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
        npy.put((byte) 0).putShort((short) 118).put(head);
        while (npy.position() < 127) {
            npy.put((byte) ' ');
        }
        npy.put((byte) '\n');
        IntStream.range(0, 120).forEach(i -> npy.putDouble(i * i % 17 / 10.0));
        Path array = Files.write(folder.resolve("x.npy"), npy.array());
        Trained ofArrays =
                train(
                        "{source: npy, train: '" + array + "', testFraction: 0.2}",
                        "{variant: gaussian, latent: 2, likelihood: gaussian}");
        byte[] found = Files.readAllBytes(back(ofArrays, array.toString()));
        assertThat(ByteBuffer.wrap(found, found.length - 960, 960))
                .isEqualTo(ByteBuffer.wrap(npy.array(), 128, 960));
    }
}
