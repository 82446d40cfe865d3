// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vaelab export}, from a config to files. */
final class ExportTest {

    private static final String CONFIG =
            """
            name: export
            data: {source: sprites, size: 16, train: 40, test: 10}
            network: {hidden: [8]}
            training: {steps: 2, batch: 10}
            evaluation: {importanceSamples: 2, importanceExamples: 5}
            report: {formats: [html]}
            models:
              plain: {variant: gaussian, latent: 2}
              conditional: {variant: gaussian, latent: 2, condition: shape}
              svi: {variant: gaussian, latent: 2, inference: {type: svi, steps: 2}}
              neither:
                variant: gaussian
                latent: 2
                likelihood: made
                inference: {type: svi, steps: 2}
            """;

    @TempDir private static Path shared;

    private static Trained trained;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, shared);
    }

    @Test
    void bothHalvesAndAPageLieInTheFolderOfTheRun() throws IOException {
        Path run = trained.run("conditional");
        assertThat(terminal.vaelab("export", run.toString())).as("%s", terminal).isZero();
        Path folder = run.resolve("onnx");
        assertThat(files(folder)).containsExactly("README.md", "encoder.onnx", "generator.onnx");
        assertThat(terminal.out())
                .contains("written: " + folder.resolve("encoder.onnx"))
                .contains("written: " + folder.resolve("generator.onnx"));
        assertThat(folder.resolve("README.md"))
                .content()
                .contains("| input | `shape` | [batch, 3] |")
                .contains("| output | `z.logVariance` | [batch, 2] |")
                .contains("- `z.mean`, `z.logVariance`: independent Normals, ")
                .contains("| output | `x.mean` | [batch, 1, 16, 16] | E[x given z] |")
                .contains("`shape`: a one at the place of the value")
                .contains("encoder = onnxruntime.InferenceSession(\"encoder.onnx\")");
        byte[] first = Files.readAllBytes(folder.resolve("encoder.onnx"));
        Path elsewhere = temporary.resolve("elsewhere/deep");
        assertThat(terminal.vaelab("export", run.toString(), "--out", elsewhere.toString()))
                .isZero();
        assertThat(elsewhere.resolve("encoder.onnx")).hasBinaryContent(first);
    }

    @Test
    void aHalfThatIsNoGraphIsLeftOutWithTheReason() throws IOException {
        Path run = trained.run("svi");
        Path folder = Files.createDirectories(run.resolve("onnx"));
        Files.writeString(folder.resolve("encoder.onnx"), "of an earlier export");
        assertThat(terminal.vaelab("export", run.toString())).as("%s", terminal).isZero();
        assertThat(files(folder)).containsExactly("README.md", "generator.onnx");
        assertThat(terminal.out())
                .contains("no encoder: inference svi finds the posterior of each");
        assertThat(folder.resolve("README.md")).content().contains("There is no encoder: ");
    }

    @Test
    void aModelWithoutAnyGraphIsRefusedAndNothingIsWritten() throws IOException {
        Path run = trained.run("neither");
        assertThat(terminal.vaelab("export", run.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains("neither half can be exported")
                .contains("encoder: inference svi")
                .contains("generator: E[x given z] has no closed form");
        assertThat(run.resolve("onnx")).doesNotExist();
    }

    @Test
    void aFileWhereTheFolderShallBeIsRefused() throws IOException {
        Path run = trained.run("plain");
        Path file = Files.writeString(temporary.resolve("taken"), "mine");
        assertThat(terminal.vaelab("export", run.toString(), "--out", file.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("is a file; expected a folder");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aFolderThatIsNoRunIsRefused() {
        assertThat(terminal.vaelab("export", temporary.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("is not the folder of a finished run");
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
