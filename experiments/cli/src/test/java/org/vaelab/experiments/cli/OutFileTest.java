// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --out -} is standard output, for every command that writes a file. */
final class OutFileTest {

    private static final String CONFIG =
            """
            name: small
            data: {source: sprites, size: 16, train: 100, test: 40}
            seeds: [1]
            network: {hidden: [8]}
            training: {steps: 5, batch: 20}
            evaluation: {importanceSamples: 10, importanceExamples: 20}
            report: {formats: [html]}
            models: {vae: {variant: gaussian, latent: 2}}
            """;

    @TempDir private static Path temporary;
    private static Trained trained;
    private static String run;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, temporary);
        run = trained.run("vae").toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "encode",
                "score",
                "reconstruct",
                "sample --count 3",
                "traverse --steps 2",
                "interpolate --pairs 1",
                "impute --first 2 --steps 3 --observed upper"
            })
    void theFileIsPrinted(String command) throws IOException {
        String[] words = command.split(" ");
        List<String> options = List.of(words).subList(1, words.length);
        Path file = temporary.resolve(words[0] + ".csv");
        requireDone(words[0], options, file.toString());
        requireDone(words[0], options, "-");
        assertThat(terminal.out()).isEqualTo(Files.readString(file));
        assertThat(Path.of("-")).doesNotExist();
    }

    /** Before anything is computed. */
    @ParameterizedTest
    @ValueSource(strings = {"encode", "score", "sample --count 3", "compress"})
    void aFolderIsNoFile(String command) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(1, List.of(run, "--out", temporary.toString()));
        assertThat(terminal.vaelab(all.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .startsWith("error: --out %s is a folder; name a file".formatted(temporary));
    }

    @ParameterizedTest
    @ValueSource(strings = {"encode", "score", "impute", "compress", "reconstruct"})
    void anInputIsNotWrittenOver(String command) throws IOException {
        Path input = Files.writeString(temporary.resolve("mine.csv"), "a,b\n1,2\n");
        Path same = temporary.resolve("..").resolve(temporary.getFileName()).resolve("mine.csv");
        assertThat(terminal.vaelab(command, run, input.toString(), "--out", same.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains("mine.csv is a file that the command reads; name another");
        assertThat(input).hasContent("a,b\n1,2\n");
    }

    private void requireDone(String command, List<String> options, String out) {
        List<String> all = new ArrayList<>(List.of(command, run, "--out", out));
        all.addAll(options);
        assertThat(terminal.vaelab(all.toArray(String[]::new))).as("%s", terminal).isZero();
    }

    @Test
    void folderIsNotPrinted() {
        String config = trained.config().toString();
        String folder = trained.folder().toString();
        for (String[] command :
                List.of(
                        new String[] {"compare", config, "--out", "-"},
                        new String[] {"report", folder, "--out", "-"},
                        new String[] {"export", run, "--out", "-"})) {
            assertThat(terminal.vaelab(command)).isEqualTo(ExitCode.USAGE);
            assertThat(terminal.err()).contains("--out - means standard output");
        }
        assertThat(Path.of("-")).doesNotExist();
    }
}
