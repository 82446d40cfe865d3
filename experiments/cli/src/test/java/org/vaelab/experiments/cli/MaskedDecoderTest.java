// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A likelihood whose mean has no closed form, from a config to images. */
@Tag("exhaustive")
final class MaskedDecoderTest {

    private static final String CONFIG =
            """
            name: masked
            data: {source: sprites, size: 16, train: 1000, test: 40}
            network: {hidden: [32], decoderHidden: []}
            training: {steps: 150, batch: 20}
            evaluation: {importanceSamples: 20, importanceExamples: 20}
            report: {formats: [html]}
            models:
              plain: {variant: gaussian, latent: 3}
              made:
                variant: gaussian
                latent: 3
                likelihood: {type: made, hidden: [64], context: hidden-and-output}
              pixelcnn:
                variant: gaussian
                latent: 3
                likelihood: {type: pixelcnn, layers: 2, channels: 6, kernel: 5, features: 1}
            """;

    @TempDir private static Path temporary;

    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, temporary);
    }

    private static double logLikelihood(String model) throws IOException {
        return trained.record(model).metrics().get("logLikelihood").value();
    }

    /** Of sharp images an autoregressive decoder says far more than independent pixels do. */
    @ParameterizedTest
    @ValueSource(strings = {"made", "pixelcnn"})
    void aRunLeavesDrawsWhereThereAreNoMeans(String name) throws IOException {
        assertThat(logLikelihood(name)).isGreaterThan(logLikelihood("plain") + 5);
        Path made = trained.run(name);
        assertThat(made.resolve("samples/prior.png")).isNotEmptyFile();
        assertThat(made.resolve("samples/reconstructions.png")).isNotEmptyFile();

        assertThat(terminal.vaelab("reproduce", made.toString())).as("%s", terminal).isZero();
        for (String command : List.of("sample --count=6", "reconstruct --first=6")) {
            List<String> first = rows(command, made, "first.csv");
            assertThat(rows(command, made, "again.csv")).isEqualTo(first);
            assertThat(first.subList(1, first.size()))
                    .hasSizeGreaterThanOrEqualTo(6)
                    .allSatisfy(
                            row -> {
                                // Labels may come first.
                                List<String> cells = List.of(row.split(",", -1));
                                assertThat(cells).hasSizeGreaterThan(256);
                                assertThat(cells.subList(cells.size() - 256, cells.size()))
                                        .allMatch(x -> x.equals("0") || x.equals("1"));
                            });
        }
    }

    private List<String> rows(String command, Path run, String name) throws IOException {
        Path file = temporary.resolve(name);
        int space = command.indexOf(' ');
        String[] arguments = {
            command.substring(0, space),
            run.toString(),
            command.substring(space + 1),
            "--out",
            file.toString()
        };
        assertThat(terminal.vaelab(arguments)).as("%s", terminal).isZero();
        return Files.readAllLines(file);
    }
}
