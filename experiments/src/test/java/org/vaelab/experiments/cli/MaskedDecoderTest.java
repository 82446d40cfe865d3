// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/** A likelihood whose mean has no closed form, from a config to images. */
final class MaskedDecoderTest {

    private static final String CONFIG =
            """
            name: masked
            data: {source: sprites, size: 16, train: 1000, test: 40}
            network: {hidden: [32], decoderHidden: []}
            training: {steps: 150, batch: 20}
            evaluation: {importanceSamples: 20, importanceExamples: 20}
            models:
              plain: {variant: gaussian, latent: 3}
              @NAME@:
                variant: gaussian
                latent: 3
                likelihood: {type: @NAME@, @SETTINGS@}
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private static RunRecord record(Path run) throws IOException {
        return new RunFolder(run).readResult();
    }

    /** Of sharp images an autoregressive decoder says far more than independent pixels do. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    made     | hidden: [64], context: hidden-and-output
                    pixelcnn | layers: 2, channels: 6, kernel: 5, features: 1
                    """)
    void aRunLeavesDrawsWhereThereAreNoMeans(String name, String settings) throws IOException {
        String text = CONFIG.replace("@NAME@", name).replace("@SETTINGS@", settings);
        Path config = Files.writeString(temporary.resolve("masked.yaml"), text);
        Path folder = temporary.resolve("out");
        terminal.compare(config, folder);
        List<Path> runs;
        try (Stream<Path> list = Files.list(folder.resolve("runs"))) {
            runs = list.sorted().toList();
        }
        Path made = runs.get(0);
        assertThat(record(made).model()).isEqualTo(name);
        assertThat(record(made).metrics().get("logLikelihood").value())
                .isGreaterThan(record(runs.get(1)).metrics().get("logLikelihood").value() + 5);
        assertThat(made.resolve("samples/prior.png")).isNotEmptyFile();
        assertThat(made.resolve("samples/reconstructions.png")).isNotEmptyFile();

        assertThat(terminal.vaelab("reproduce", made.toString())).as("%s", terminal).isZero();
        for (String command : List.of("sample", "reconstruct")) {
            List<String> first = rows(command, made, "first.csv");
            assertThat(rows(command, made, "again.csv")).isEqualTo(first);
            assertThat(first.subList(1, first.size()))
                    .isNotEmpty()
                    .allSatisfy(
                            row ->
                                    assertThat(Arrays.stream(row.split(",")).skip(1))
                                            .hasSize(256)
                                            .allMatch(x -> x.equals("0") || x.equals("1")));
        }
    }

    private List<String> rows(String command, Path run, String name) throws IOException {
        Path file = temporary.resolve(name);
        assertThat(terminal.vaelab(command, run.toString(), "--out", file.toString()))
                .as("%s", terminal)
                .isZero();
        return Files.readAllLines(file);
    }
}
