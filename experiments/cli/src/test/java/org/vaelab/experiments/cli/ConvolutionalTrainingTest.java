// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunStatus;

/** Convolutional and residual models learn generated shapes of 32x32 pixels. */
@Tag("full")
final class ConvolutionalTrainingTest {

    private static final String CONFIG =
            """
            name: images
            data: {source: sprites, train: 2000, test: 40}
            training: {steps: 150, batch: 16}
            evaluation: {importanceSamples: 2, importanceExamples: 10}
            report: {formats: [html]}
            models:
              convolutional:
                variant: gaussian
                latent: 6
                network: {encoder: convolutional, channels: [16, 16, 32], hidden: [64]}
              residual:
                variant: gaussian
                latent: 6
                network: {encoder: residual, channels: [8, 16, 16], residualWidth: 8, hidden: [64]}
            """;

    @TempDir Path temporary;

    /**
     * The bound starts about 285 nats below 0, and independent pixels reach about -190. So a rise
     * by 100 nats needs latent variables that are used. It was about 150 and 190 nats. The mean
     * over 25 batches of 16 has a standard error of about 3.5 nats.
     */
    @Test
    void theBoundRises() throws IOException {
        Terminal terminal = new Terminal();
        Path config = Files.writeString(temporary.resolve("images.yaml"), CONFIG);
        Path out = temporary.resolve("out");

        int code = terminal.vaelab("compare", config.toString(), "--out", out.toString());

        assertThat(code).as("%s", terminal).isZero();
        try (Stream<Path> runs = Files.list(out.resolve("runs"))) {
            List<Path> folders = runs.toList();
            assertThat(folders).hasSize(2);
            for (Path folder : folders) {
                assertLearned(new RunFolder(folder));
            }
        }
    }

    private static void assertLearned(RunFolder run) throws IOException {
        assertThat(run.readResult().status()).isEqualTo(RunStatus.COMPLETED);
        List<HistoryEntry> history = run.readHistory();
        assertThat(history).hasSize(150);
        assertThat(meanBound(history.subList(125, 150)))
                .isGreaterThan(meanBound(history.subList(0, 25)) + 100);
    }

    private static double meanBound(List<HistoryEntry> entries) {
        return entries.stream()
                .mapToDouble(entry -> entry.train().get("bound"))
                .average()
                .orElseThrow();
    }
}
