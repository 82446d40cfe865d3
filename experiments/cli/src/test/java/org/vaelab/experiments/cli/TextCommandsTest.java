// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that write texts of a trained model, with every decoding. */
@Tag("slow")
final class TextCommandsTest {

    private static final String CONFIG =
            """
            name: texts
            seeds: [3]
            network: {hidden: [6]}
            training: {steps: 6, batch: 10}
            evaluation: {importanceSamples: 4}
            report: {formats: [html]}
            models:
              texts:
                data: {source: grammar, train: 60, test: 12}
                network: {encoder: gru, embedding: 5}
                likelihood: {type: tokens, hidden: [6], embedding: 5}
                variant: gaussian
                latent: 3
              images:
                data: {source: sprites, size: 16, train: 60, test: 12}
                variant: gaussian
                latent: 3
            """;

    private static final List<String> DECODINGS =
            List.of("greedy", "sample", "sample(temperature=0.5,topK=3,topP=0.9)", "beam(width=2)");

    @TempDir private static Path temporary;

    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, temporary);
    }

    private List<String> lines(String command, String... options) throws IOException {
        assertThat(run("texts", command, options)).as("%s", terminal).isZero();
        return terminal.out().lines().toList();
    }

    private int run(String model, String command, String... options) throws IOException {
        return trained.vaelab(terminal, command, model, options);
    }

    @Test
    void everyDecodingWritesAsManyTextsAsAreAskedFor() throws IOException {
        for (String rule : DECODINGS) {
            assertThat(lines("sample", "--count", "3", "--decoding", rule)).hasSize(3);
            assertThat(lines("reconstruct", "--first", "2", "--out", "-", "--decoding", rule))
                    .hasSize(2 + 1 + 2);
            assertThat(lines("interpolate", "--pairs", "2", "--steps", "3", "--decoding", rule))
                    .hasSize(1 + 2 * 5);
            assertThat(lines("traverse", "--units", "z0", "--steps", "4", "--decoding", rule))
                    .hasSize(1 + 4);
        }
    }

    @Test
    void samplesAreDrawnAndTheOthersAreGreedyByDefault() throws IOException {
        List<String> drawn = lines("sample", "--count", "20");
        assertThat(lines("sample", "--count", "20", "--draw")).isEqualTo(drawn);
        assertThat(lines("sample", "--count", "20", "--decoding", "sample")).isEqualTo(drawn);
        List<String> greedy = lines("sample", "--count", "20", "--decoding", "greedy");
        assertThat(greedy).isNotEqualTo(drawn);
        assertThat(lines("sample", "--count", "20", "--no-draw")).isEqualTo(greedy);
        for (String command : List.of("reconstruct", "interpolate", "traverse")) {
            assertThat(lines(command, "--decoding", "greedy"))
                    .as(command)
                    .isEqualTo(lines(command))
                    .isNotEqualTo(lines(command, "--decoding", "sample"));
        }
    }

    /** The code of an example is decoded alike, wherever it is decoded. */
    @Test
    void anInterpolationBeginsWithTheReconstructionOfItsFirstText() throws IOException {
        List<String> reconstructed = lines("reconstruct", "--first", "2", "--out", "-");
        List<String> steps = lines("interpolate", "--pairs", "1", "--steps", "3");
        assertThat(steps.get(0)).isEqualTo("pair,step,text");
        List<String> pairs = steps.stream().map(TextCommandsTest::textSheet).toList();
        assertThat(pairs.get(2)).isEqualTo("0,0," + reconstructed.get(1));
        assertThat(pairs.get(4)).isEqualTo("0,2," + reconstructed.get(4));
        String own = Files.readString(trained.run("texts").resolve("samples/interpolation.txt"));
        assertThat(own.lines().toList().get(1)).isEqualTo(reconstructed.get(1));
    }

    private static String textSheet(String row) {
        return row.endsWith(",") ? row + "<empty>" : row;
    }

    /**
     * The original is above its reconstruction, as in the samples of the run, or beside it in a
     * table.
     */
    @Test
    void aReconstructionIsShownWithItsOriginal() throws IOException {
        String own = Files.readString(trained.run("texts").resolve("samples/reconstructions.txt"));
        List<String> shown = lines("reconstruct", "--first", "2", "--out", "-");
        assertThat(shown.get(0)).isEqualTo(own.lines().findFirst().orElseThrow());
        assertThat(shown.get(2)).isEmpty();
        Path table = temporary.resolve("pairs.csv");
        assertThat(run("texts", "reconstruct", "--first", "2", "--out", "" + table)).isZero();
        List<String> rows = Files.readAllLines(table);
        assertThat(rows.get(0)).endsWith("original,text");
        assertThat(rows.get(2)).contains(shown.get(3));
    }

    @Test
    void wrongDecodingsAreRejectedAndNothingIsWritten() throws IOException {
        Path file = temporary.resolve("none.txt");
        List<List<String>> wrong =
                List.of(
                        List.of("best", "expected greedy, sample, sample(temperature=0.7"),
                        List.of("sample(topP=2)", "topP must be above 0 and at most 1, is 2.0"),
                        List.of("beam(width=0)", "width must be at least 1, is 0"));
        for (String command : List.of("sample", "reconstruct", "interpolate", "traverse")) {
            for (List<String> each : wrong) {
                assertThat(run("texts", command, "--decoding", each.get(0), "--out", "" + file))
                        .isEqualTo(ExitCode.USAGE);
                assertThat(terminal.err()).contains("--decoding: ", each.get(1));
            }
        }
        for (String draw : List.of("--draw", "--no-draw")) {
            assertThat(run("texts", "sample", "--decoding", "greedy", draw, "--out", "" + file))
                    .isEqualTo(ExitCode.USAGE);
            assertThat(terminal.err())
                    .contains(draw + " and --decoding both say how x is obtained");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void aModelOfImagesHasNoDecoding() throws IOException {
        for (String name : List.of("none.png", "none.csv")) {
            Path file = temporary.resolve(name);
            for (String command : List.of("sample", "reconstruct", "interpolate", "traverse")) {
                assertThat(run("images", command, "--decoding", "greedy", "--out", "" + file))
                        .as(command)
                        .isEqualTo(ExitCode.USAGE);
                assertThat(terminal.err()).contains("this model generates no texts");
            }
            assertThat(file).doesNotExist();
        }
    }
}
