// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.architecture.ImageArchitecture;
import org.vaelab.framework.parts.architecture.Perceptron;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.settings.YamlScalar;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tables.TableSource;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.shape.Activation;

final class SpecReaderTest {

    private static final ClassLoader LOADER = SpecReaderTest.class.getClassLoader();
    private static final Plugins PLUGINS = Plugins.load(LOADER);

    @TempDir Path folder;

    private SpecContext context() {
        return context(folder);
    }

    /** Returns the parts of the class path, and no data but those below a folder. */
    static SpecContext context(Path folder) {
        Properties properties = new Properties();
        properties.setProperty("user.home", folder.resolve("home").toString());
        properties.setProperty("vaelab.root", folder.resolve("repository").toString());
        DataLocations locations = DataLocations.of(Map.of(), properties);
        return SpecContext.of(PLUGINS, locations, Backends.find(LOADER));
    }

    private ComparisonSpec read(String yaml, String... settings) throws IOException {
        Path file = folder.resolve("shapes.yaml");
        Files.writeString(file, yaml);
        return new SpecReader(context()).read(file, List.of(settings));
    }

    @Test
    void fillsDefaultsIn() throws IOException {
        ComparisonSpec spec =
                read("data: {source: sprites}\nmodels: {vae: {variant: gaussian, latent: 3}}\n");
        assertThat(spec.name()).isEqualTo("shapes");
        assertThat(spec.report().baseline()).isEmpty();
        assertThat(spec.report().formats()).containsExactly("html", "markdown", "latex");
        assertThat(spec.runs())
                .singleElement()
                .satisfies(
                        run -> {
                            assertThat(run.model()).isEqualTo("vae");
                            assertThat(run.variant()).isEqualTo("gaussian");
                            assertThat(run.seed()).isEqualTo(1);
                            assertThat(run.training().steps()).isEqualTo(5000);
                            assertThat(
                                            PartType.nameOf(
                                                    run.blueprint()
                                                            .ofParts()
                                                            .orElseThrow()
                                                            .likelihood()))
                                    .isEqualTo("bernoulli");
                            assertThat(run.blueprint().estimator()).isEmpty();
                            assertThat(run.data().keys().binarize())
                                    .isEqualTo(new Binarization.None());
                            assertThat(run.runtime())
                                    .isEqualTo(StrictMapper.defaults(RuntimeSpec.class));
                        });
    }

    /**
     * A run is recorded with all defaults, and those of one source or part mean nothing to another.
     */
    @Test
    void anotherKindDropsTheKeysOfTheKindOfARun() throws IOException {
        Files.createDirectories(folder.resolve("repository/../shared/data/digits"));
        String yaml =
                """
                data: {source: sprites, size: 16, validation: 9}
                evaluation: {inference: {type: map, starts: 3}}
                models: {vae: {variant: gaussian, latent: 3}}
                """;
        JsonNode recorded = read(yaml).runs().get(0).config();
        List<String> settings = List.of("data.seed=3", "data.source=oscillators");
        DataSpec other = RunSpec.read(recorded, settings, context()).data();
        assertThat(other.name()).isEqualTo("oscillators");
        assertThat(other.keys().validation()).isEqualTo(new DataSpec.Validation.Count(9));
        assertThat(RunSpec.read(recorded, List.of("data.source=digits"), context()).data().name())
                .isEqualTo("digits");
        List<String> same = List.of("data.source=sprites", "data.test=7");
        assertThat(RunSpec.read(recorded, same, context()).config().at("/data/size").asText())
                .isEqualTo("16");
        List<String> svi = List.of("evaluation.inference.type=svi");
        assertThat(RunSpec.read(recorded, svi, context()).config().at("/evaluation/inference"))
                .hasToString(
                        "{\"type\":\"svi\",\"steps\":20,\"evaluationSteps\":null,\"samples\":5,"
                                + "\"learningRate\":0.01}");
        List<String> wrong = List.of("data.source=digits", "data.seed=3");
        assertThatThrownBy(() -> RunSpec.read(recorded, wrong, context()))
                .hasMessageContaining("unknown key 'seed'")
                .hasMessageContaining("'seed' is a key of data sources")
                .hasMessageNotContaining("seeds");
    }

    /**
     * 17 lines that stand for 10^15 values; before, 3 aliases a line were enough to fill memory.
     */
    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void aliasesThatExpandWithoutEndAreRefused(int aliases) {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i <= 15; i++) {
            String alias = "*a" + (i - 1);
            yaml.append("a").append(i).append(": &a").append(i).append(" [");
            yaml.append(String.join(", ", Collections.nCopies(aliases, alias))).append("]\n");
        }
        yaml.append("models: {vae: {variant: gaussian, latent: 2}}\n");
        int line = aliases == 10 ? 5 : 9;
        assertThatThrownBy(() -> read(yaml.toString()))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("shapes.yaml:" + line + ":")
                .hasMessageContaining("its aliases expand to more values")
                .hasMessageContaining("allowed: at most 100000 in the whole config");
        String merged = yaml.toString().replace("[*a14", "[{<<: {b: *a13}}, *a14");
        assertThatThrownBy(() -> read(merged))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("at most 100000");
    }

    @Test
    void aliasesThatStandForLittleMayBeMany() throws IOException {
        StringBuilder yaml = new StringBuilder("data: {source: sprites}\nmodels:\n");
        yaml.append("  m0: &m {variant: gaussian, latent: 2}\n");
        for (int i = 1; i < 60; i++) {
            yaml.append("  m").append(i).append(": *m\n");
        }
        assertThat(read(yaml.toString()).models()).hasSize(60);
    }

    @Test
    void aSweepOfTooManyModelsIsRefused() throws IOException {
        String values = IntStream.range(1, 102).mapToObj(Integer::toString).toList().toString();
        String model = "models:\n  vae:\n    variant: gaussian\n    latent: 2\n";
        String sweep = "    sweep: {latent: " + values + ", training.steps: " + values + "}\n";
        assertThatThrownBy(() -> read("data: {source: sprites}\n" + model + sweep))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("shapes.yaml:6")
                .hasMessageContaining("makes 10201 models")
                .hasMessageContaining("allowed: at most 10000 models in a config");
        StringBuilder axes = new StringBuilder();
        for (String key : List.of("steps", "batch", "historyEvery", "checkpointEvery", "warmup")) {
            axes.append("training.").append(key).append(": ").append(values).append(", ");
        }
        assertThatThrownBy(
                        () ->
                                read(
                                        "data: {source: sprites}\n"
                                                + model
                                                + "sweep: {"
                                                + axes
                                                + "seed: [1]}\n"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("makes more than 2147483647 models");
    }

    @Test
    void aModelOverridesTheTopKeyByKey() throws IOException {
        ComparisonSpec spec =
                read(
                        """
                        data: {source: sprites, size: 16}
                        seeds: [3, 4]
                        training: {steps: 10, optimizer: {type: sgd, momentum: 0.5}}
                        estimator: {type: iwae, samples: 7}
                        models:
                          same: {variant: gaussian, latent: 2}
                          part:
                            variant: gaussian
                            latent: 2
                            training: {optimizer: {learningRate: 2e-3}}
                            estimator: {samples: 8}
                          other:
                            variant: gaussian
                            latent: 2
                            training: {optimizer: {type: adam}}
                            estimator: elbo
                            data: {source: sprites, binarize: none}
                        """);
        assertThat(spec.runs()).hasSize(6);
        assertThat(spec.models()).containsExactly("same", "part", "other");
        RunSpec part = spec.firstRun("part");
        assertThat(part.seed()).isEqualTo(3);
        assertThat(part.training().steps()).isEqualTo(10);
        assertThat(part.training().optimizer())
                .isEqualTo(new OptimizerSettings.Sgd(Schedule.constant(2e-3), 0.5, false));
        assertThat(part.config().at("/estimator/samples").asInt()).isEqualTo(8);
        RunSpec other = spec.firstRun("other");
        assertThat(other.training().optimizer())
                .isEqualTo(StrictMapper.defaults(OptimizerSettings.Adam.class));
        assertThat(other.config().at("/estimator/type").asText()).isEqualTo("elbo");
        assertThat(other.config().at("/data/size").asInt()).isEqualTo(16);
    }

    @Test
    void anotherEncoderLeavesTheSettingsOfTheOneAtTheTopBehind() throws IOException {
        ComparisonSpec spec =
                read(
                        """
                        data: {source: sprites}
                        network: {encoder: residual, channels: [8], blocks: 3, activation: tanh}
                        models:
                          same: {variant: gaussian, latent: 2, network: {kernel: 5}}
                          mlp: {variant: gaussian, latent: 2, network: {encoder: mlp}}
                        """);

        NetworkSettings same = spec.firstRun("same").blueprint().ofParts().orElseThrow().network();
        assertThat(same)
                .isEqualTo(
                        NetworkSettings.of(
                                new ImageArchitecture.Residual(
                                        List.of(256),
                                        List.of(8),
                                        5,
                                        3,
                                        32,
                                        Activation.TANH,
                                        Initializer.FAN_IN)));
        assertThat(spec.firstRun("mlp").blueprint().ofParts().orElseThrow().network())
                .isEqualTo(NetworkSettings.of(StrictMapper.defaults(Perceptron.class)));
        assertThat(spec.firstRun("mlp").config().at("/network").has("blocks")).isFalse();
        assertThat(spec.firstRun("same").config().at("/network/blocks").asInt()).isEqualTo(3);
    }

    /** A record of a run without them has no such key, as those of before there was one. */
    @Test
    void theDecoderMayHaveHiddenWidthsOfItsOwn() throws IOException {
        ComparisonSpec spec =
                read(
                        """
                        data: {source: sprites}
                        network: {hidden: [30, 20]}
                        models:
                          mirrored: {variant: gaussian, latent: 2}
                          affine: {variant: gaussian, latent: 2, network: {decoderHidden: []}}
                        """);

        RunSpec mirrored = spec.firstRun("mirrored");
        assertThat(mirrored.blueprint().ofParts().orElseThrow().network().decoding().hidden())
                .containsExactly(20, 30);
        assertThat(mirrored.config().at("/network").has("decoder")).isFalse();
        RunSpec affine = spec.firstRun("affine");
        assertThat(affine.blueprint().ofParts().orElseThrow().network().decoding().hidden())
                .isEmpty();
        assertThat(affine.config().at("/network/decoder/type").asText()).isEqualTo("mlp");
        assertThat(affine.config().at("/network/decoder/hidden").isEmpty()).isTrue();
    }

    /** Both halves from one name, halves of their own, keys without a type, and short forms. */
    @Test
    void networksHaveSeveralForms() throws IOException {
        ComparisonSpec spec =
                read(
                        """
                        data: {source: sprites}
                        models:
                          flat: {variant: gaussian, latent: 2, network: {encoder: mlp, hidden: [30, 20]}}
                          type: {variant: gaussian, latent: 2, network: {type: mlp, hidden: [30, 20]}}
                          nested: {variant: gaussian, latent: 2, network: {encoder: {type: mlp, hidden: [30, 20]}}}
                          untyped: {variant: gaussian, latent: 2, network: {encoder: {hidden: [30, 20]}}}
                          keys: {variant: gaussian, latent: 2,
                                 network: {hidden: [30, 20], activation: tanh, decoder: {hidden: [7]}}}
                          short: {variant: gaussian, latent: 2,
                                  network: {hidden: [30, 20], activation: tanh, decoderHidden: [7]}}
                          named: {variant: gaussian, latent: 2, network: {activation: tanh, decoder: mlp}}
                          halves: {variant: gaussian, latent: 2,
                                   network: {encoder: {type: residual, channels: [8, 4]},
                                             decoder: {type: convolutional, channels: [4, 8]}}}
                          images: {variant: gaussian, latent: 2, network: {encoder: residual, channels: [8, 4]}}
                        """);
        NetworkSettings flat = network(spec, "flat");
        for (String same : List.of("type", "nested", "untyped")) {
            assertThat(network(spec, same)).as(same).isEqualTo(flat);
            assertThat(spec.firstRun(same).config().at("/network"))
                    .as(same)
                    .isEqualTo(spec.firstRun("flat").config().at("/network"));
        }
        assertThat(flat.decoding().hidden()).containsExactly(20, 30);
        assertThat(network(spec, "short")).isEqualTo(network(spec, "keys"));
        assertThat(network(spec, "keys").decoding().activation()).isEqualTo(Activation.TANH);
        assertThat(network(spec, "keys").decoding().hidden()).containsExactly(7);
        assertThat(network(spec, "named").decoding())
                .isEqualTo(StrictMapper.defaults(Perceptron.class));
        assertThat(network(spec, "halves").decoding())
                .isInstanceOf(ImageArchitecture.Convolutional.class);
        assertThat(((ImageArchitecture.Residual) network(spec, "images").decoding()).channels())
                .containsExactly(4, 8);
        // What a run records is read as the same networks.
        for (RunSpec run : spec.runs()) {
            JsonNode written = run.config();
            assertThat(
                            RunConfig.read(written, List.of(), context())
                                    .blueprint()
                                    .ofParts()
                                    .orElseThrow()
                                    .network())
                    .as(run.model())
                    .isEqualTo(run.blueprint().ofParts().orElseThrow().network());
        }
    }

    private static NetworkSettings network(ComparisonSpec spec, String model) {
        return spec.firstRun(model).blueprint().ofParts().orElseThrow().network();
    }

    /** The kind of a mapping is that of its encoder, however it is written. */
    @Test
    void aModelReplacesAnotherArchitectureAndMergesTheSame() throws IOException {
        ComparisonSpec spec =
                read(
                        """
                        data: {source: sprites}
                        network: {encoder: {type: residual, channels: [8], blocks: 3}}
                        models:
                          same: {variant: gaussian, latent: 2, network: {encoder: {type: residual, blocks: 1}}}
                          other: {variant: gaussian, latent: 2, network: {type: mlp, hidden: [5]}}
                        """);
        ImageArchitecture.Residual same =
                (ImageArchitecture.Residual) network(spec, "same").encoder();
        assertThat(same.channels()).containsExactly(8);
        assertThat(same.blocks()).isEqualTo(1);
        assertThat(network(spec, "other").encoder()).isInstanceOf(Perceptron.class);
    }

    /** Keys at the top that name no encoder are those of the usual one. */
    @Test
    void anArchitectureWithoutTheseKeysReplacesThem() throws IOException {
        String[] forms = {
            "encoder: {type: onnx, file: e.onnx}, decoder: {type: onnx, file: d.onnx}",
            "encoder: [{dense: 5}, gelu], decoder: {type: onnx, file: d.onnx}",
            "type: onnx, file: e.onnx, decoder: {type: onnx, file: d.onnx}",
            "type: layers, layers: [gelu], decoder: {type: onnx, file: d.onnx}",
            "encoder: {layers: [gelu]}, decoder: {type: onnx, file: d.onnx}",
            "decoder: {type: onnx, file: d.onnx}"
        };
        for (String top : List.of("hidden: [5]", "hidden: [5], activation: tanh, decoder: mlp")) {
            for (String form : forms) {
                ComparisonSpec spec =
                        read(
                                """
                                data: {source: sprites}
                                network: {%s}
                                models:
                                  m: {variant: gaussian, latent: 2, network: {%s}}
                                """
                                        .formatted(top, form));
                assertThat(PartType.nameOf(network(spec, "m").decoding())).isEqualTo("onnx");
                boolean isOwn = !form.startsWith("decoder");
                assertThat(network(spec, "m").encoder() instanceof Perceptron).isEqualTo(!isOwn);
            }
        }
    }

    @Test
    void settingsReplaceValuesOfTheFile() throws IOException {
        ComparisonSpec spec =
                read(
                        """
                        data: {source: sprites}
                        estimator: iwae
                        models: {a.b: {variant: gaussian, latent: 2, training: {clip: 3}}}
                        """,
                        "models.a.b.latent=5",
                        "training.klWeight={type: exponential, from: 1, to: 0.5, rate: 3e-5}",
                        "network.hidden=[10, 20]",
                        "estimator.samples=9",
                        "models.a.b.training.clip=");
        RunSpec run = spec.firstRun("a.b");
        assertThat(run.config().at("/latent").asInt()).isEqualTo(5);
        assertThat(run.training().klSchedule())
                .isEqualTo(new Schedule.Exponential(1, 0.5, 3e-5, 1));
        assertThat(run.training().clip()).isNull();
        assertThat(run.blueprint().ofParts().orElseThrow().network().encoder().hidden())
                .containsExactly(10, 20);
        assertThat(run.config().at("/estimator/samples").asInt()).isEqualTo(9);
    }

    /** The data choose the encoder, and full EM takes all rows, whatever their number. */
    @Test
    void theEncoderFitsTheDataAndTheBatchTheEstimator() throws IOException {
        String data = "data: {source: %s}%nmodels:%n  a: %s%n";
        String vae = "{variant: gaussian, latent: 2}";
        for (String[] each :
                new String[][] {
                    {"grammar, train: 20, test: 10", "gru"},
                    {"grammar, task: documents, train: 20, test: 10", "mlp"},
                    {"sprites, size: 16, train: 20, test: 10", "mlp"}
                }) {
            RunSpec run = read(data.formatted(each[0], vae)).runs().get(0);
            assertThat(PartType.nameOf(run.blueprint().ofParts().orElseThrow().network().encoder()))
                    .isEqualTo(each[1]);
        }
        String named = "{variant: gaussian, latent: 2, network: {encoder: temporal}}";
        RunSpec temporal =
                read(data.formatted("grammar, train: 20, test: 10", named)).runs().get(0);
        assertThat(
                        PartType.nameOf(
                                temporal.blueprint().ofParts().orElseThrow().network().encoder()))
                .isEqualTo("temporal");
        String sprites = "sprites, size: 16, train: 211, test: 10";
        String mixture = "{variant: mixture, components: 3%s}";
        for (Object[] each :
                new Object[][] {
                    {"", 211},
                    {", estimator: {type: em, online: {}}", 100},
                    {", training: {batch: 30}", 30},
                    {", training: {steps: 7 epochs}", 211}
                }) {
            RunSpec run = read(data.formatted(sprites, mixture.formatted(each[0]))).runs().get(0);
            assertThat(run.training().batch()).isEqualTo(each[1]);
        }
        String epochs = mixture.formatted(", training: {steps: 7 epochs}");
        assertThat(read(data.formatted(sprites, epochs)).runs().get(0).training().steps())
                .isEqualTo(7);
    }

    @Test
    void aSweepMakesAGrid() throws IOException {
        ComparisonSpec spec =
                read(
                        """
                        data: {source: sprites}
                        sweep: {latent: [2, 10]}
                        models:
                          plain: {variant: gaussian, latent: 1}
                          wide:
                            variant: gaussian
                            latent: 1
                            sweep:
                              network.hidden: [[10], [20, 20]]
                              prior: [standard-normal]
                        baseline: plain,latent=10
                        """);
        assertThat(spec.models())
                .containsExactly(
                        "plain,latent=2",
                        "plain,latent=10",
                        "wide,latent=2,network.hidden=10,prior=standard-normal",
                        "wide,latent=2,network.hidden=20x20,prior=standard-normal",
                        "wide,latent=10,network.hidden=10,prior=standard-normal",
                        "wide,latent=10,network.hidden=20x20,prior=standard-normal");
        RunSpec last = spec.runs().get(5);
        assertThat(last.config().at("/latent").asInt()).isEqualTo(10);
        assertThat(last.blueprint().ofParts().orElseThrow().network().encoder().hidden())
                .containsExactly(20, 20);
    }

    @Test
    void aRunIsReadBackFromItsConfig() throws IOException {
        Files.writeString(folder.resolve("points.csv"), "x,y\n1,0\n0,1\n1,1\n");
        ComparisonSpec spec =
                read(
                        """
                        data: {source: sprites, binarize: none, validation: 0.1, evaluationSeed: 7}
                        seeds: [1, 20000000000]
                        runtime: {backend: nd4j, device: cpu, threads: 3, precision: float64}
                        network: {hidden: [], activation: tanh, initializer: he}
                        training:
                          klWeight: {type: cyclical, from: 0, to: 1, period: 10}
                          clip: 5
                          earlyStopping: {patience: 2}
                        evaluation: {importanceExamples: 10, kl: monte-carlo, metrics: [activeUnits]}
                        models:
                          a:
                            variant: gaussian
                            posterior: {type: diagonal-normal, latent: 3}
                            prior: standard-normal
                            estimator: {type: elbo, kl: analytic}
                          b: {variant: gaussian, latent: 2, data: {validation: 12, binarize: static(5)}}
                          c:
                            variant: gaussian
                            latent: 2
                            data: {source: table, path: points.csv, domain: binary, columns: [x, y]}
                            training: {optimizer: {type: rmsprop}}
                        """);
        for (RunSpec run : spec.runs()) {
            byte[] written = RecordMapper.document(run.config());
            JsonNode config = new ObjectMapper().readTree(written);
            RunSpec again = RunSpec.read(config, context());
            assertThat(again).isEqualTo(run);
            assertThat(again.config()).isEqualTo(run.config());
            assertThat(RecordMapper.hash(config)).isEqualTo(RecordMapper.hash(run.config()));
        }
        assertThat(((TableSource) spec.firstRun("c").data().source()).path())
                .isEqualTo(folder.resolve("points.csv").toAbsolutePath());
    }

    @Test
    void aRunIsReadBackWithOtherSettings() throws IOException {
        RunSpec run =
                read("data: {source: sprites}\nmodels: {vae: {variant: gaussian, latent: 3}}\n")
                        .firstRun("vae");
        RunSpec other =
                RunSpec.read(run.config(), List.of("evaluation.importanceSamples=7"), context());
        assertThat(other.evaluation().importanceSamples()).isEqualTo(7);
        assertThatThrownBy(() -> RunSpec.read(run.config(), List.of("evaluation.k=7"), context()))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("set: evaluation.k: unknown key 'k'");
    }

    @Test
    void anchorsAliasesAndMergesAreExpanded() throws IOException {
        ComparisonSpec spec =
                read(
                        """
                        data: {source: sprites}
                        models:
                          a: &base {variant: gaussian, latent: 2, network: {hidden: [10]}}
                          b: {<<: *base, latent: 3}
                          c: *base
                        """);
        assertThat(spec.firstRun("b").config().at("/latent").asInt()).isEqualTo(3);
        assertThat(
                        spec.firstRun("b")
                                .blueprint()
                                .ofParts()
                                .orElseThrow()
                                .network()
                                .encoder()
                                .hidden())
                .containsExactly(10);
        assertThat(spec.firstRun("c").config().at("/latent").asInt()).isEqualTo(2);
    }

    @Test
    void anAliasOfItselfIsRefused() {
        assertThatThrownBy(() -> read("data: &d {source: sprites, inner: *d}\nmodels: {}\n"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("shapes.yaml:1: data.inner: the alias contains itself");
    }

    @Test
    void plainScalarsAreThoseOfYaml12() {
        assertThat(YamlScalar.of("010").asInt()).isEqualTo(10);
        assertThat(YamlScalar.of("1e-3").asDouble()).isEqualTo(1e-3);
        assertThat(YamlScalar.of(".5").asDouble()).isEqualTo(0.5);
        assertThat(YamlScalar.of("-.inf").asDouble()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(YamlScalar.of("1.").isDouble()).isTrue();
        assertThat(YamlScalar.of("20000000000").isLong()).isTrue();
        assertThat(YamlScalar.of("yes").isTextual()).isTrue();
        assertThat(YamlScalar.of("1_000").isTextual()).isTrue();
        assertThat(YamlScalar.of("2024-01-01").isTextual()).isTrue();
        assertThat(YamlScalar.of("~").isNull()).isTrue();
    }

    @Test
    void everyProblemNamesItsKey() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        data: {source: sprites, validation: 2.5, binarize: some}
                                        training: {klWeight: {type: linear, from: 0, steps: 3}}
                                        models: {vae: {variant: gaussian, latent: 99999999999}}
                                        """))
                .isInstanceOfSatisfying(
                        SpecException.class,
                        e ->
                                assertThat(e.problems())
                                        .extracting(problem -> problem.place().path())
                                        .containsExactly(
                                                "data.validation",
                                                "data.binarize",
                                                "training.klWeight",
                                                "models.vae.latent"));
    }

    @Test
    void anUnknownKeyWithoutValueIsUnknownStill() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        data: {source: sprites}
                                        training: {optimizer: {type: sgd, momentm: }}
                                        models: {vae: {variant: gaussian, latent: 2}}
                                        """))
                .hasMessageContaining("training.optimizer.momentm: unknown key 'momentm'")
                .hasMessageContaining("did you mean 'momentum'?");
    }
}
