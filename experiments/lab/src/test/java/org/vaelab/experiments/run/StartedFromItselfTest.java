// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.ModelPart;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingListener;
import org.vaelab.framework.training.WarmStart;

/**
 * A model that starts from itself and takes a step with a learning rate of 0 has the parameters and
 * the state that it had: every posterior, and what else takes numbers from the data of a step.
 */
@Tag("full")
final class StartedFromItselfTest {

    private static final ClassLoader LOADER = StartedFromItselfTest.class.getClassLoader();
    private static final Plugins PLUGINS = Plugins.load(LOADER);
    private static final Backends BACKENDS = Backends.find(LOADER);
    private static final String STEPWISE = "estimator: {type: em, online: {}}";

    @TempDir Path temporary;

    private final DataCache data = new DataCache(DataSource.Progress.SILENT);

    /** A checkpoint in memory: the last. */
    private static final class Kept implements CheckpointStore {

        private Optional<Checkpoint> last = Optional.empty();

        @Override
        public Optional<Checkpoint> load() {
            return Optional.empty();
        }

        @Override
        public void save(Checkpoint checkpoint) {
            last = Optional.of(checkpoint);
        }
    }

    static Stream<String> models() {
        Stream<String> posteriors =
                EstimatorMatrix.columns(PLUGINS).stream()
                        .map(EstimatorMatrix.Column::keys)
                        .map(keys -> keys + estimator(keys));
        return Stream.concat(
                posteriors,
                Stream.of(
                        "variant: vq, positions: 2, codebookSize: 3, codeDimension: 2, codebook: gradient",
                        "variant: residual, positions: 1, stages: 2, quantiser: {type: vector-quantised,"
                                + " codebookSize: 3, codeDimension: 2}",
                        "variant: mixture, of: gaussian, components: 2, " + STEPWISE,
                        "variant: gaussian, latent: 2, network: {encoder: [{dense: 4}, batch-norm],"
                                + " decoder: [{dense: 4}, batch-norm]}"));
    }

    /**
     * An estimator that can train it. Full EM replaces all statistics in each epoch, so it is
     * stepwise.
     */
    private static String estimator(String keys) {
        if (keys.matches("variant: (mixture|ppca|factor-analysis).*")) {
            return ", " + STEPWISE;
        }
        if (keys.matches(".*draw[:=] ?discrete.*")) {
            return ", estimator: score-function";
        }
        return keys.matches(".*inference: (map|hmc)") ? ", estimator: joint" : "";
    }

    private RunSpec spec(String keys, String training) throws IOException {
        String real = keys.matches(".*(ppca|factor-analysis|of: gaussian).*") ? "real" : "binary";
        Path config =
                Files.writeString(
                        temporary.resolve("started.yaml"),
                        """
                        data: {source: table, path: %s.csv, domain: %s, test: %1$s.csv}
                        runtime: {threads: 1}
                        network: {hidden: [4], latentHidden: [4]}
                        training: {batch: 20, %s}
                        models:
                          model: {%s}
                        """
                                .formatted(real, real, training, keys));
        RandomKey key = RandomKey.of(5);
        StringBuilder rows = new StringBuilder("a,b,c,d\n");
        double[] noise = key.normal(240);
        for (int i = 0; i < noise.length; i++) {
            double value = real.equals("real") ? noise[i] : noise[i] > i % 4 / 4.0 ? 1 : 0;
            rows.append(value).append(i % 4 == 3 ? '\n' : ',');
        }
        Files.writeString(temporary.resolve(real + ".csv"), rows);
        SpecContext context = SpecContext.of(PLUGINS, DataLocations.ofSystem(), BACKENDS);
        return new SpecReader(context).read(config, List.of()).runs().get(0);
    }

    private Checkpoint train(RunSpec spec, Optional<WarmStart> start) {
        PreparedData prepared = data.get(spec);
        RandomKey key = RandomKey.of(spec.seed());
        Kept kept = new Kept();
        try (TensorRuntime runtime = spec.runtime().open(BACKENDS)) {
            AssembledModel assembled = spec.assemble(runtime, PLUGINS, prepared);
            Trainer trainer = new Trainer(assembled, spec.training(), key, List.of());
            start.ifPresent(
                    from -> {
                        from.initialise(assembled.model());
                        trainer.startedWith(from.part().of(assembled.model()));
                    });
            trainer.train(
                    prepared.batches(spec.training().batch(), key),
                    model -> 0,
                    kept,
                    TrainingListener.SILENT,
                    () -> false);
        }
        return kept.last.orElseThrow();
    }

    private static Map<String, Checkpoint.Array> values(Checkpoint of, List<String> names) {
        Map<String, Checkpoint.Array> values = new TreeMap<>();
        names.forEach(name -> values.put(name, of.arrays().get("model." + name)));
        return values;
    }

    private List<String> names(RunSpec spec, ModelPart part) {
        try (TensorRuntime runtime = spec.runtime().open(BACKENDS)) {
            return part.of(spec.assemble(runtime, PLUGINS, data.get(spec)).model()).stream()
                    .map(Parameter::name)
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void aRateOfZeroChangesNothing(String keys) throws IOException {
        RunSpec trained = spec(keys, "steps: 5");
        Checkpoint before = train(trained, Optional.empty());
        RunSpec again = spec(keys, "steps: 1, optimizer: {type: sgd, learningRate: 0}");
        for (ModelPart part : List.of(ModelPart.ALL, ModelPart.DECODER)) {
            List<String> names = names(again, part);
            if (!names.isEmpty()) {
                Checkpoint after = train(again, Optional.of(new WarmStart(before, part)));
                assertThat(values(after, names))
                        .as(part.configName())
                        .usingRecursiveComparison()
                        .isEqualTo(values(before, names));
            }
        }
    }
}
