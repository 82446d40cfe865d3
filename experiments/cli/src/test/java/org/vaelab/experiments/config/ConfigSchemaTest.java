// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.experiments.reference.ConfigSchema;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

/** The JSON Schema accepts what the program accepts, as a validator that is not ours sees it. */
final class ConfigSchemaTest {

    private static final Path CONFIGS = Path.of(System.getProperty("vaelab.root"), "configs");

    private static final ConfigSchema SCHEMA =
            new ConfigSchema(
                    SpecContext.of(
                            Plugins.load(ConfigSchemaTest.class.getClassLoader()),
                            DataLocations.ofSystem(),
                            Backends.find(ConfigSchemaTest.class.getClassLoader())));

    private static final JsonSchema VALIDATOR =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(SCHEMA.schema());

    @TempDir Path folder;

    static Stream<Path> configs() throws IOException {
        try (Stream<Path> all = Files.walk(CONFIGS)) {
            return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    private static Set<ValidationMessage> problems(Path config) {
        JsonNode json = YamlTree.read(config, YamlTree.text(config)).json();
        return VALIDATOR.validate(json);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void everyConfigIsValid(Path config) {
        assertThat(problems(config)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("configs")
    void everyConfigNamesTheSchema(Path config) throws IOException {
        String path = config.getParent().equals(CONFIGS) ? "" : "../";
        assertThat(Files.readString(config))
                .startsWith("# yaml-language-server: $schema=" + path + "vaelab.schema.json\n");
    }

    /** A model that is valid, for what is wrong beside it. */
    private static final String MODELS = "\nmodels: {vae: {variant: gaussian, latent: 2}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {source: sprites}",
                "data: {source: sprites}\nmodels: {vae: {latent: 2}}",
                "data: {source: sprites}\nmodels: {vae: {variant: gausian, latent: 2}}",
                "data: {source: sprites}\nmodels: {vae: {variant: gaussian, latnt: 2}}",
                "data: {source: sprites, sise: 3}" + MODELS,
                "data: {source: sprites, size: large}" + MODELS,
                "trainning: {steps: 3}" + MODELS,
                "training: {step: 3}" + MODELS,
                "training: {optimizer: {type: adam, learningrate: 1}}" + MODELS,
                "estimator: iwea" + MODELS,
                "estimator: {type: renyi, samples: 5, beta: 1}" + MODELS,
                "estimator: {type: renyi, alpha: half}" + MODELS,
                "prior: {samples: 3}" + MODELS,
                "evaluation: {metrics: [activeUnit]}" + MODELS,
                "network: {activation: rleu}" + MODELS,
                "network: {encoder: mpl}" + MODELS,
                "network: {encoder: mlp, channels: [3]}" + MODELS,
                "network: {decoder: {type: mlp, channels: [3]}}" + MODELS,
                "network: {encoder: {type: mpl}}" + MODELS,
                "network: {encoder: [gleu], decoder: [gelu]}" + MODELS,
                "network: {encoder: [{dens: 3}], decoder: [gelu]}" + MODELS,
                "network: {encoder: [{dense: {widht: 3}}], decoder: [gelu]}" + MODELS,
                "network: {encoder: [{dense: 0}], decoder: [gelu]}" + MODELS,
                "network: {encoder: [{residual: [gleu]}], decoder: [gelu]}" + MODELS,
                "network: {encoder: [{dense: 3, gelu: {}}], decoder: [gelu]}" + MODELS,
                "seeds: 3" + MODELS,
                "seeds: [1, 1]" + MODELS,
                "seeds: [-1]" + MODELS,
                "models: {vae: {variant: gaussian, latent: -4}}",
                "models: {vae: {variant: dirichlet, latent: 1}}",
                "models: {vae: {variant: gaussian, latent: 2, prior: {type: mixture, components: 0}}}",
                "models: {vae: {variant: mixture, components: 1}}",
                "models: {vae: {variant: vq, positions: 4, codebookSize: 0, codeDimension: 2}}",
                "training: {batch: 0}" + MODELS,
                "training: {optimizer: {type: adam, learningRate: {type: cosine, from: 1, to: 0, steps: 2, stpes: 3}}}"
                        + MODELS,
                "training: {optimizer: {type: adam, learningRate: {typo: 3}}}" + MODELS,
                "training: {optimizer: {type: adam, learningRate: fast}}" + MODELS,
                "training: {steps: 20 epoch s}" + MODELS,
                "training: {steps: -20}" + MODELS,
                "training: {clip: -0.5}" + MODELS,
                "data: {source: table, path: t.csv, testFraction: 1.5}" + MODELS
            })
    void anInvalidConfigIsNotValid(String text) throws IOException {
        Path config = Files.writeString(folder.resolve("config.yaml"), text + "\n");
        assertThat(problems(config)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "training: {steps: 20 epochs, warmup: 0.5 epochs, until: 3 epochs, priorSteps: 1 epoch}",
                "training: {checkpointEvery: 2 epochs, historyEvery: 1epoch, monitorEvery: 2 epochs}",
                "training: {earlyStopping: {every: 1 epoch}}",
                "training: {optimizer: {type: adam, learningRate: {type: constant, value: 1e-3}}}",
                "training: {optimizer: {type: adam, learningRate: {type: cosine, from: 1, to: 0, steps: 2}}}",
                "training: {steps: 20, warmup: 0, priorSteps: 0}",
                "models: {vae: {variant: gaussian, latent: \"normal(2) > normal(4)\"}}",
                "models: {vae: {variant: dirichlet, latent: 2}}",
                "network: {type: convolutional, channels: [3], decoderHidden: [4]}",
                "network: {encoder: {type: residual, blocks: 2}, decoder: {hidden: [3]}}",
                "network: {decoder: mlp, modalities: {image: {encoder: convolutional}}}",
                "seeds: [0, 3]",
                "network: {encoder: [{dense: 4}, gelu, {residual: [layer-norm, {dropout: 0.1}]},"
                        + " {pool: {kind: average}}, {reshape: [1, 2, 2]}], decoder: [relu]}",
                "network: {type: layers, layers: [{convolution: {channels: 3, kernel: 4}}], decoder:"
                        + " {type: layers, layers: [relu]}}",
                "data: {source: table, path: t.csv, testFraction: 0.5}"
            })
    void aValidConfigIsValid(String text) throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("config.yaml"),
                        text + (text.startsWith("models") ? "" : MODELS) + "\n");
        assertThat(problems(config)).isEmpty();
    }

    @Test
    void theSchemaBesideTheConfigsIsCurrent() throws IOException {
        Path file = CONFIGS.resolve("vaelab.schema.json");
        if (Boolean.getBoolean("vaelab.reference.write")) {
            Files.writeString(file, SCHEMA.text());
        }
        assertThat(Files.readString(file))
                .as("./vaelab schema --out configs/vaelab.schema.json writes it anew")
                .isEqualTo(SCHEMA.text());
    }
}
