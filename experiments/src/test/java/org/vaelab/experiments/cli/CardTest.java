// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.RunFolder;
import org.yaml.snakeyaml.Yaml;

/** {@code vaelab card}, from a config to the folder for a model hub. */
final class CardTest {

    private static final String CONFIG =
            """
            name: card
            data: {source: sprites, size: 16, train: 40, test: 10}
            network: {hidden: [8]}
            training: {steps: 2, batch: 10}
            evaluation: {importanceSamples: 25, importanceExamples: 5, metrics: [activeUnits, topicCoherence]}
            report: {formats: [markdown]}
            models:
              plain: {variant: gaussian, latent: 2}
              sphere: {variant: vmf, latent: 2, estimator: {type: iwae, samples: 2}}
              categories: {variant: gumbel, variables: 3, categories: 4}
              codes: {variant: vq, positions: 4, codebookSize: 8, codeDimension: 2}
              deep: {variant: gaussian, latent: "normal(2) > normal(3)", condition: shape}
              labelled: {variant: gaussian, latent: 2, supervision: {column: shape}}
              svi: {variant: gaussian, latent: 2, inference: {type: svi, steps: 2}}
            """;

    @TempDir private static Path shared;

    private static Trained trained;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, shared);
    }

    private Path card(String model) throws IOException {
        Path folder = temporary.resolve(model);
        assertThat(
                        terminal.vaelab(
                                "card",
                                trained.run(model).toString(),
                                "--license",
                                "cc-by-4.0",
                                "--out",
                                folder.toString()))
                .as("%s", terminal)
                .isZero();
        return folder;
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(strings = {"plain", "sphere", "categories", "codes", "deep", "labelled", "svi"})
    void theConfigTrainsTheSameRun(String model) throws IOException {
        Path folder = card(model);
        Path again = temporary.resolve("again");
        assertThat(
                        terminal.vaelab(
                                "compare",
                                folder.resolve("config.yaml").toString(),
                                "--out",
                                again.toString()))
                .as("%s", terminal)
                .isZero();
        String hash = trained.record(model).provenance().configHash();
        assertThat(new ComparisonFolder(again).readPlan().runs())
                .singleElement()
                .satisfies(run -> assertThat(run.hash()).isEqualTo(hash));
        Path run = again.resolve("runs").resolve(trained.run(model).getFileName());
        assertThat(new RunFolder(run).readResult().metrics())
                .isEqualTo(trained.record(model).metrics());
    }

    @Test
    void theFolderHasWhatTheCardLists() throws IOException {
        Path folder = card("plain");
        assertThat(files(folder))
                .containsExactly(
                        "ONNX.md",
                        "README.md",
                        "card.html",
                        "checkpoint",
                        "config.yaml",
                        "encoder.onnx",
                        "generator.onnx",
                        "health.jsonl",
                        "result.json");
        String card = Files.readString(folder.resolve("README.md"));
        files(folder).stream()
                .filter(file -> !List.of("README.md", "card.html").contains(file))
                .forEach(file -> assertThat(card).contains(file));
        assertThat(card)
                .contains("## Results", "lower bound", "## Provenance", "## How to load")
                .contains("onnxruntime.InferenceSession(\"encoder.onnx\")");
    }

    @Test
    void theMetadataAreTheYamlThatHubsRead() throws IOException {
        String card = Files.readString(card("sphere").resolve("README.md"));
        assertThat(card).startsWith("---\n");
        String yaml = card.substring(4, card.indexOf("\n---\n", 4));
        JsonNode metadata = new ObjectMapper().valueToTree(new Yaml().load(yaml));
        assertThat(metadata.path("license").asText()).isEqualTo("cc-by-4.0");
        assertThat(metadata.path("library_name").asText()).isEqualTo("vaelab");
        assertThat(metadata.path("tags").toString()).contains("variational-autoencoder", "vmf");
        JsonNode result = metadata.at("/model-index/0/results/0");
        assertThat(result.at("/task/type").asText()).isNotEmpty();
        assertThat(result.at("/dataset/name").asText()).isEqualTo("sprites");
        double elbo = trained.record("sphere").metrics().get("elbo").value();
        assertThat(result.path("metrics"))
                .anySatisfy(
                        metric -> {
                            assertThat(metric.path("type").asText()).isEqualTo("elbo");
                            assertThat(metric.path("value").asDouble()).isEqualTo(elbo);
                        });
    }

    @Test
    void theFolderIsTheFolderOfARun() throws IOException {
        Path folder = card("deep");
        Path images = temporary.resolve("samples.png");
        assertThat(terminal.vaelab("sample", folder.toString(), "--out", images.toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(images).isNotEmptyFile();
    }

    @Test
    void whatCannotBeExportedIsSaid() throws IOException {
        Path folder = card("svi");
        assertThat(files(folder)).contains("generator.onnx").doesNotContain("encoder.onnx");
        assertThat(folder.resolve("README.md"))
                .content()
                .contains("There is no encoder: inference svi");
        assertThat(terminal.out()).contains("no encoder: inference svi");
    }

    @Test
    void absentMetricsHaveTheirReason() throws IOException {
        assertThat(card("plain").resolve("README.md"))
                .content()
                .contains("Metrics without a number");
    }

    @Test
    void aFolderThatIsNoRunIsRefused() {
        assertThat(terminal.vaelab("card", temporary.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("is not the folder of a finished run");
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
