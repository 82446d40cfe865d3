// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.scores.Topics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.TopicWords;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;

/** Topics of models whose decoder has planted words, and the file of them. */
final class TopicsFileTest {

    private static final int TOPICS = 3;
    private static final int OF_TOPIC = 10;
    private static final List<String> SEA =
            List.of(
                    "ship", "harbour", "sailor", "wave", "island", "anchor", "tide", "captain",
                    "coast", "sail");

    @TempDir Path temporary;

    private interface Use {
        void of(LatentVariableModel model, PreparedData data) throws IOException;
    }

    private void withModel(String data, String model, Use use) throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("topics.yaml"),
                        """
                        data: %s
                        runtime: {backend: nd4j, threads: 1}
                        network: {hidden: [3], decoderHidden: []}
                        models: {topics: %s}
                        """
                                .formatted(data, model));
        ClassLoader loader = TopicsFileTest.class.getClassLoader();
        Plugins plugins = Plugins.load(loader);
        Backends backends = Backends.find(loader);
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        RunSpec spec = new SpecReader(context).read(config, List.of()).runs().get(0);
        PreparedData prepared = new DataCache(DataSource.Progress.SILENT).get(spec);
        try (TensorRuntime runtime = spec.runtime().open(backends)) {
            use.of(spec.assemble(runtime, plugins, prepared).model(), prepared);
        }
    }

    private void withTopics(String model, Use use) throws IOException {
        withModel(
                "{source: grammar, task: documents, topics: 3, train: 300, test: 200}", model, use);
    }

    /** Sets the weights: unit k makes the words of topic k more probable, the first one most. */
    private static void plant(LatentVariableModel model) {
        for (Parameter parameter : model.generative().parameters()) {
            if (parameter.value().shape().rank() == 2) {
                int inputs = parameter.value().shape().extent(0);
                int words = parameter.value().shape().extent(1);
                assertThat(inputs).isEqualTo(TOPICS);
                float[] weights = new float[inputs * words];
                for (int k = 0; k < TOPICS; k++) {
                    for (int r = 0; r < OF_TOPIC; r++) {
                        weights[k * words + k * OF_TOPIC + r] = 2 - 0.1f * r;
                    }
                }
                parameter.assign(model.runtime().tensor(weights, parameter.value().shape()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{variant: gaussian, latent: 3}; 2; 1",
                "{variant: gaussian, posterior: {type: diagonal-normal, latent: 3, simplex: true}}; 2; 1",
                "{variant: gumbel, variables: 1, categories: 3}; 1; 0"
            })
    void plantedTopicsAreFound(String model, int step, int first) throws IOException {
        withTopics(
                model,
                (planted, data) -> {
                    plant(planted);
                    Topics topics = Topics.of(planted, data.test()).orElseThrow();
                    assertThat(topics.topics()).hasSize(TOPICS * step);
                    for (int k = 0; k < TOPICS; k++) {
                        Topics.Topic topic = topics.topics().get(k * step + first);
                        List<String> words =
                                topic.words().stream()
                                        .map(d -> data.form().columns().get(d).name())
                                        .toList();
                        if (k == 2) {
                            assertThat(topic.name()).isIn("z2=1", "z0=2");
                            assertThat(words).containsExactlyElementsOf(SEA);
                        }
                        assertThat(topic.coherence().getAsDouble()).isBetween(0.2, 1.0);
                    }
                    assertThat(topics.coherence().getAsDouble()).isBetween(-1.0, 1.0);
                });
    }

    @Test
    void theFileNamesTheWords() throws IOException {
        RunFolder folder = new RunFolder(temporary);
        withTopics(
                "{variant: gumbel, variables: 1, categories: 3}",
                (planted, data) -> {
                    plant(planted);
                    TopicsFile.write(planted, data, folder);
                    Topics topics = Topics.of(planted, data.test()).orElseThrow();
                    List<TopicWords> read = TopicWords.read(folder.topics());
                    assertThat(read).hasSize(TOPICS);
                    assertThat(read.get(2).topic()).isEqualTo("z0=2");
                    assertThat(read.get(2).words()).containsExactlyElementsOf(SEA);
                    assertThat(read.get(2).coherence())
                            .isCloseTo(
                                    topics.topics().get(2).coherence().getAsDouble(),
                                    within(1e-12));
                });
    }

    /** An old file does not stay when a run has no topics. */
    @Test
    void modelsWithoutTopicsHaveNoFile() throws IOException {
        RunFolder folder = new RunFolder(temporary);
        Files.writeString(folder.topics(), "old");
        withTopics(
                "{variant: gaussian, latent: 3, condition: topic}",
                (model, data) -> {
                    assertThat(Topics.of(model, data.test())).isEmpty();
                    TopicsFile.write(model, data, folder);
                    assertThat(folder.topics()).doesNotExist();
                });
        withModel(
                "{source: sprites, size: 16, train: 20, test: 10}",
                "{variant: gaussian, latent: 3}",
                (model, data) -> {
                    assertThat(data.form().columns()).isEqualTo(List.<Column>of());
                    TopicsFile.write(model, data, folder);
                    assertThat(folder.topics()).doesNotExist();
                });
    }
}
