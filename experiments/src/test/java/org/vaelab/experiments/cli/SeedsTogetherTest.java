// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/** Seeds that compute as one program end where each ends by itself, for families of every kind. */
final class SeedsTogetherTest {

    /** Double precision, and an optimiser that does not take rounding for a direction. */
    private static final String TOP =
            """
            name: small
            data: {source: sprites, size: 16, train: 200, test: 40, validation: 40}
            seeds: [1, 2, 3]
            runtime: {precision: float64}
            network: {hidden: [12]}
            training:
              steps: 12
              batch: 20
              historyEvery: 1
              checkpointEvery: 5
              optimizer: {type: adam, learningRate: 1e-3, epsilon: 1e-2}
            evaluation: {importanceSamples: 20, importanceExamples: 20, metrics: [activeUnits]}
            report: {formats: [markdown]}
            """;

    private static final String FAMILIES =
            """
            models:
              gaussian: {variant: gaussian, latent: 3}
              clipped: {variant: gaussian, latent: 3, training: {clip: 5}}
              iwae: {variant: gaussian, latent: 2, estimator: {type: iwae, samples: 3}}
              deep: {variant: gaussian, latent: "normal(2) > normal(3)"}
              svi: {variant: gaussian, latent: 2, inference: {type: svi, steps: 3}}
              constraint: {variant: beta, latent: 2, constraint: {kl: 2}}
              sphere: {variant: vmf, latent: 3}
              gumbel: {variant: gumbel, variables: 4, categories: 5}
              codes: {variant: vq, positions: 4, codebookSize: 8, codeDimension: 3}
              mixture: {variant: mixture, components: 3}
              images: {variant: gaussian, latent: 2, network: {encoder: convolutional, channels: [4, 4]}}
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private Map<String, RunRecord> compare(String config, String name, String... more)
            throws IOException {
        Path file = Files.writeString(temporary.resolve(name + ".yaml"), config);
        Path folder = temporary.resolve(name);
        String[] command =
                Stream.concat(
                                Stream.of("compare", file.toString(), "--out", folder.toString()),
                                Stream.of(more))
                        .toArray(String[]::new);
        terminal.vaelab(command);
        Map<String, RunRecord> records = new TreeMap<>();
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            for (Path run : runs.toList()) {
                RunRecord record = new RunFolder(run).readResult();
                records.put(record.model() + " " + record.seed(), record);
            }
        }
        return records;
    }

    private static void assertAlike(Map<String, RunRecord> apart, Map<String, RunRecord> together) {
        assertThat(together.keySet()).isEqualTo(apart.keySet());
        together.forEach(
                (run, record) -> {
                    RunRecord alone = apart.get(run);
                    assertThat(record.failure()).as(run).isEqualTo(alone.failure());
                    assertThat(record.metrics().keySet()).isEqualTo(alone.metrics().keySet());
                    record.metrics()
                            .forEach(
                                    (metric, found) -> {
                                        Estimate expected = alone.metrics().get(metric);
                                        assertThat(found.value())
                                                .as("%s of %s", metric, run)
                                                .isCloseTo(
                                                        expected.value(),
                                                        within(
                                                                1e-7
                                                                        * (1
                                                                                + Math.abs(
                                                                                        expected
                                                                                                .value()))));
                                    });
                });
    }

    @Test
    void everyFamilyEndsWhereItsSeedsEndAlone() throws IOException {
        Map<String, RunRecord> apart = compare(TOP + FAMILIES, "apart");
        assertThat(apart.values())
                .filteredOn(run -> run.provenance().choices().containsKey("optimizer"))
                .extracting(RunRecord::model)
                .as("models whose steps follow no gradient")
                .containsOnly("mixture");
        Map<String, RunRecord> together =
                compare(TOP + FAMILIES, "together", "--set", "runtime.seedsTogether=true");
        assertThat(apart).as("%s", terminal).hasSize(33);
        assertThat(apart.values())
                .as("%s", terminal)
                .allSatisfy(run -> assertThat(run.status()).isEqualTo(RunStatus.COMPLETED));
        assertAlike(apart, together);
        assertThat(together.values())
                .allSatisfy(
                        run ->
                                assertThat(run.provenance().backend().details())
                                        .containsEntry("lockstep", "yes"));
    }
}
