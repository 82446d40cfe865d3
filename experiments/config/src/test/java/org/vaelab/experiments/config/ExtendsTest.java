// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

final class ExtendsTest {

    private static final String BASE =
            """
            name: base
            data: {source: table, path: a.csv, testFraction: 0.25}
            seeds: [1, 2]
            likelihood: {type: gaussian}
            training: {steps: 10, batch: 4, optimizer: {type: adam, learningRate: 2e-3}}
            models:
              vae: {variant: gaussian, latent: 2, label: "no"}
              other: {variant: gaussian, latent: 3}
            budgets:
              small: {training.steps: 3}
            """;

    private static final String MIDDLE =
            """
            extends: below/base.yaml
            training: {optimizer: {learningRate: 1e-2}}
            models: {other: null}
            """;

    private static final String TOP =
            """
            extends: middle.yaml
            seeds: [3]
            training: {optimizer: {type: sgd, learningRate: 0.5}}
            models:
              vae: {latent: 4}
              more: {variant: gaussian, latent: 5}
            """;

    @TempDir Path temporary;

    @BeforeEach
    void write() throws IOException {
        Path below = Files.createDirectory(temporary.resolve("below"));
        Files.writeString(below.resolve("base.yaml"), BASE);
        Files.writeString(below.resolve("a.csv"), "v,w\n1,2\n3,4\n5,6\n7,8\n");
        Files.writeString(temporary.resolve("middle.yaml"), MIDDLE);
    }

    private ComparisonSpec read(String yaml, String... budget) throws IOException {
        ClassLoader loader = ExtendsTest.class.getClassLoader();
        Path file = Files.writeString(temporary.resolve("top.yaml"), yaml);
        SpecContext context =
                SpecContext.of(
                        Plugins.load(loader), DataLocations.ofSystem(), Backends.find(loader));
        return new SpecReader(context).read(file, List.of(), List.of(budget).stream().findFirst());
    }

    @Test
    void aConfigIsLaidOverAChainOfOthers() throws IOException {
        ComparisonSpec spec = read(TOP, "small");
        assertThat(spec.name()).isEqualTo("top");
        assertThat(spec.models()).containsExactly("vae", "more");
        RunSpec vae = spec.firstRun("vae");
        assertThat(vae.seed()).isEqualTo(3);
        assertThat(vae.training().steps()).isEqualTo(3);
        assertThat(vae.training().batch()).isEqualTo(4);
        assertThat(vae.config().at("/latent").asInt()).isEqualTo(4);
        assertThat(vae.config().at("/training/optimizer").toString())
                .contains("\"sgd\"", "0.5")
                .doesNotContain("0.01");
        assertThat(vae.config().at("/data/path").asText())
                .isEqualTo(temporary.resolve("below/a.csv").toString());
    }

    @Test
    void theTextOfThePlanNeedsNoBase() throws IOException {
        ComparisonSpec spec = read(TOP);
        assertThat(spec.source())
                .startsWith("# Written out from top.yaml, which extends middle.yaml, which extends")
                .contains("label: \"no\"", "learningRate: 0.5")
                .doesNotContain("\nextends");
        ComparisonSpec alone = read(spec.source());
        assertThat(alone.runs()).extracting(RunSpec::config).isEqualTo(configs(spec));
        assertThat(alone.report().labels()).isEqualTo(spec.report().labels());
    }

    private static List<JsonNode> configs(ComparisonSpec spec) {
        return spec.runs().stream().map(RunSpec::config).toList();
    }

    @Tag("full")
    @Test
    void problemsNameTheirFile() throws IOException {
        Files.writeString(temporary.resolve("middle.yaml"), MIDDLE.replace("other: null", "x: {}"));
        assertThatThrownBy(() -> read(TOP.replace("seeds: [3]", "seeds: []")))
                .hasMessageContaining("top.yaml:2: seeds: ")
                .hasMessageContaining("middle.yaml:3: models.x: ");
    }

    @Test
    void aCycleAndAMissingBaseAreErrors() throws IOException {
        Files.writeString(temporary.resolve("middle.yaml"), "extends: top.yaml\n");
        assertThatThrownBy(() -> read(TOP))
                .hasMessageContaining("middle.yaml:1: extends: the config extends itself")
                .hasMessageContaining("top.yaml extends middle.yaml extends top.yaml");
        assertThatThrownBy(() -> read("extends: none.yaml\n"))
                .hasMessageContaining("top.yaml:1: extends: ")
                .hasMessageContaining("none.yaml: no such file");
    }
}
