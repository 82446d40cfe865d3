// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunStatus;

/** Convolutional and residual models learn generated shapes of 32x32 pixels. */
final class ConvolutionalTrainingTest {

    private static final String CONFIG =
            """
            name: images
            data: {source: sprites, train: 2000, test: 40}
            training: {steps: 300, batch: 16}
            evaluation: {importanceSamples: 2, importanceExamples: 10}
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
     * The bound starts near that of independent pixels, about 190 nats below 0. The mean over 50
     * batches of 16 has a standard error of about 2.5 nats, a tenth of what is asked for.
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
        assertThat(history).hasSize(300);
        assertThat(meanBound(history.subList(250, 300)))
                .isGreaterThan(meanBound(history.subList(0, 50)) + 25);
    }

    private static double meanBound(List<HistoryEntry> entries) {
        return entries.stream()
                .mapToDouble(entry -> entry.train().get("bound"))
                .average()
                .orElseThrow();
    }
}
