// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
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

/** {@code vaelab card}, from a config to the folder for a model hub. */
final class CardTest {

    private static final String CONFIG =
            """
            name: card
            data: {source: sprites, size: 16, train: 40, test: 10}
            network: {hidden: [8]}
            training: {steps: 2, batch: 10}
            evaluation: {importanceSamples: 25, importanceExamples: 5, metrics: [activeUnits, topicCoherence]}
            report: {formats: [html]}
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
                .contains(
                        "@inproceedings{kingma2014,",
                        "## Results",
                        "lower bound",
                        "## Provenance",
                        "## How to load")
                .contains("onnxruntime.InferenceSession(\"encoder.onnx\")");
    }

    @Test
    void theMetadataAreTheYamlThatHubsRead() throws IOException {
        JsonNode metadata = WrittenCard.of(card("sphere")).metadata();
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
                .contains("Metrics without a value");
    }

    @Test
    void aFolderThatIsNoFinishedRunIsRefused() throws IOException {
        refused(temporary, "is not the folder of a finished run: it has no result.json");
        refused(temporary.resolve("absent"), "is not the folder of a finished run: no such folder");
        Path unfinished = Files.createDirectories(temporary.resolve("unfinished"));
        Files.writeString(unfinished.resolve("history.jsonl"), "");
        refused(unfinished, "is not the folder of a finished run: it has no result.json");
        Path run = Files.createDirectories(temporary.resolve("comparison/runs/m-1"));
        Files.writeString(run.resolve("result.json"), "{}");
        refused(temporary.resolve("comparison"), "name a run, such as " + run);
    }

    @Test
    void aFailedRunIsRefused() throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("failing.yaml"),
                        """
                        data: {source: sprites, size: 16, train: 40, test: 10}
                        network: {hidden: [8]}
                        training: {steps: 5, batch: 10, optimizer: {type: adam, learningRate: 1e30}}
                        models: {bad: {variant: gaussian, latent: 2}}
                        """);
        Path out = temporary.resolve("failing");
        assertThat(terminal.vaelab("compare", config.toString(), "--out", out.toString()))
                .isEqualTo(ExitCode.FAILED);
        try (Stream<Path> runs = Files.list(out.resolve("runs"))) {
            refused(runs.findFirst().orElseThrow(), "failed, so it has no model: not finite");
        }
    }

    private void refused(Path run, String... texts) {
        assertThat(terminal.vaelab("card", run.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains(texts);
        assertThat(run.resolve("card")).doesNotExist();
    }

    @Test
    void aCardReplacesOnlyACardOfItsRun() throws IOException {
        Path folder = card("plain");
        Files.writeString(folder.resolve("README.md"), "edited");
        Files.writeString(folder.resolve("NOTES.md"), "kept");
        assertThat(card("plain").resolve("README.md")).content().contains("## Results");
        assertThat(folder.resolve("NOTES.md")).hasContent("kept");
        refusedInto(folder, "README.md belongs to no card of this run, and would be replaced");
        Path mine = Files.createDirectories(temporary.resolve("mine"));
        Files.writeString(mine.resolve("config.yaml"), "name: mine");
        refusedInto(mine, "config.yaml belongs to no card of this run, and would be replaced");
        assertThat(files(mine)).containsExactly("config.yaml");
    }

    @Test
    void badOptionsAreRefused() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");
        refusedInto(file, "file is a file; expected a folder");
        refusedInto(Path.of("-"), "--out - means standard output");
        assertThat(into(file.resolve("inside"))).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("cannot read or write: ", "inside");
        String run = trained.run("sphere").toString();
        assertThat(terminal.vaelab("card", run, "--license", " ")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("is neither an SPDX identifier");
    }

    /** The superuser may write everywhere. */
    @Test
    void aReadOnlyFolderIsNamed() throws IOException {
        Path locked = Files.createDirectories(temporary.resolve("locked"));
        assumeTrue(
                locked.toFile().setWritable(false) && !Files.isWritable(locked),
                "this user may write to read-only folders, as root may");
        assertThat(into(locked)).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("cannot read or write: ", "locked");
        assertThat(locked.toFile().setWritable(true)).isTrue();
    }

    private int into(Path folder) throws IOException {
        return terminal.vaelab(
                "card", trained.run("sphere").toString(), "--out", folder.toString());
    }

    private void refusedInto(Path folder, String text) throws IOException {
        assertThat(into(folder)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains(text);
    }

    private static List<String> files(Path folder) throws IOException {
        return new WrittenCard(folder, "").files();
    }
}
