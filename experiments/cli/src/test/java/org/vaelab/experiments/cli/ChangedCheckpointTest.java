// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * A checkpoint that has changed since it was written, or is another one: every command that reads
 * it says so.
 */
final class ChangedCheckpointTest {

    private static final String CONFIG =
            """
            name: changed
            data: {source: sprites, size: 16, train: 40, test: 10}
            network: {hidden: [4]}
            training: {steps: 4, batch: 10}
            evaluation: {importanceSamples: 2, importanceExamples: 3}
            models:
              vae: {variant: gaussian, latent: 2}
              other: {variant: gaussian, latent: 2, estimator: {type: iwae, samples: 2}}
            report: {formats: [html]}
            """;

    @TempDir private static Path shared;

    private static Trained trained;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();
    private Trained copy;
    private RunFolder run;
    private RunRecord record;
    private Path file;

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, shared);
    }

    @BeforeEach
    void copy() throws IOException {
        copy = trained.copy(temporary.resolve("out"));
        run = new RunFolder(copy.run("vae"));
        record = run.readResult();
        file = run.checkpoint().resolve("checkpoint.safetensors");
    }

    /** Flips a bit of the last number, which stays finite. */
    private void flip() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 0x04;
        Files.write(file, bytes);
    }

    private void assertRefused(String... texts) throws IOException {
        String vae = run.path().toString();
        String out = temporary.resolve("new").toString();
        Path warm =
                Files.writeString(
                        temporary.resolve("warm.yaml"),
                        CONFIG.replaceFirst(
                                "(?s)models:.*report",
                                "models: {m: {variant: gaussian, latent: 2, start: \"%s\"}}\nreport"
                                        .formatted(vae.replace("\\", "/"))));
        List<List<String>> commands = new ArrayList<>();
        commands.add(List.of("evaluate", vae, "--set", "evaluation.importanceSamples=3"));
        commands.add(
                List.of(
                        "evaluate",
                        copy.folder().toString(),
                        "--set",
                        "evaluation.importanceSamples=4"));
        commands.add(List.of("encode", vae, "--out", out + ".csv"));
        commands.add(List.of("sample", vae, "--out", out + ".png"));
        commands.add(List.of("score", vae, "--out", out + ".csv"));
        commands.add(List.of("export", vae, "--out", out));
        commands.add(List.of("card", vae, "--out", out));
        commands.add(
                List.of(
                        "archive",
                        copy.folder().toString(),
                        "--with-weights",
                        "--out",
                        out + ".zip"));
        commands.add(List.of("compare", warm.toString(), "--out", out));
        for (List<String> command : commands) {
            assertThat(terminal.vaelab(command.toArray(String[]::new)))
                    .as("%s", command)
                    .isIn(ExitCode.USAGE, ExitCode.FAILED);
            assertThat(terminal.err())
                    .as("%s", command)
                    .contains(file + ": the file has changed", "put it back as it was")
                    .contains(texts);
        }
        try (var files = Files.list(temporary)) {
            assertThat(files).containsExactlyInAnyOrder(copy.folder(), warm);
        }
    }

    @Tag("full")
    @Test
    void aFlippedBitIsNoticed() throws IOException {
        assertThat(record.checkpoint()).isEqualTo(Sha256.of(file));
        flip();
        assertRefused("SHA-256: written was ", ", now it is ");
    }

    @Test
    @Tag("full")
    void theCheckpointOfAnotherRunIsNoticed() throws IOException {
        Path other = copy.run("other").resolve("checkpoint/checkpoint.safetensors");
        Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertRefused(
                "SHA-256: recorded in the run's result.json was " + record.checkpoint(),
                "now it is " + Sha256.of(other));
    }

    @Test
    @Tag("full")
    void anEvaluationThatWasKeptIsNoExcuse() throws IOException {
        String[] again = {
            "evaluate", copy.folder().toString(), "--set", "evaluation.importanceSamples=3"
        };
        assertThat(terminal.vaelab(again)).as("%s", terminal).isZero();
        assertThat(terminal.vaelab(again)).as("%s", terminal).isZero();
        flip();
        assertThat(terminal.vaelab(again)).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains(file + ": the file has changed");
    }

    @Tag("full")
    @Test
    void aRunThatResumesDoesNotUseIt() throws IOException {
        flip();
        Files.delete(run.result());
        terminal.compare(copy.config(), copy.folder());
        assertThat(terminal.err())
                .contains("warning: " + file + ": the file has changed", "now it is ")
                .contains("checkpoint.safetensors.damaged; the run is trained from the beginning");
        assertThat(run.readResult().metrics()).isEqualTo(record.metrics());
        // Equal runs have equal checkpoints.
        assertThat(run.readResult().checkpoint()).isEqualTo(record.checkpoint());
    }
}
