// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.GenerativeModel.WrappedModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Samples are decoded in blocks, and are those of all at once: bit by bit where a processor's
 * kernels for products end at the same rows, and to rounding elsewhere.
 */
final class SampleBlocksTest {

    private static final int COUNT = 1100;
    private static final float ROUNDING = 1e-6f;
    private static final RandomKey KEY = RandomKey.of(3);

    @TempDir Path temporary;

    @ParameterizedTest
    @CsvSource({
        "torch, '{encoder: mlp, hidden: [64, 64]}'",
        "nd4j, '{encoder: mlp, hidden: [64, 64]}'",
        "torch, '{encoder: convolutional, channels: [8, 16], kernel: 4, hidden: [32]}'"
    })
    void blocksAreTheSamplesOfAllAtOnce(String backend, String network) throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("samples.yaml"),
                        "data: {source: sprites, size: 16, train: 100, test: 20}\n"
                                + "runtime: {backend: "
                                + backend
                                + "}\nnetwork: "
                                + network
                                + "\nmodels: {vae: {variant: gaussian, latent: 3, condition:"
                                + " shape}}\n");
        ClassLoader loader = SampleBlocksTest.class.getClassLoader();
        Plugins plugins = Plugins.load(loader);
        Backends backends = Backends.find(loader);
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        RunSpec spec = new SpecReader(context).read(config, List.of()).runs().get(0);
        try (TensorRuntime runtime = spec.runtime().open(backends);
                TensorScope scope = runtime.scope()) {
            LatentVariableModel model =
                    spec.assemble(
                                    runtime,
                                    plugins,
                                    new DataCache(DataSource.Progress.SILENT).get(spec))
                            .model();
            Map<String, Tensor> given = model.generative().condition().trial(COUNT, runtime);
            CountedRows counted = new CountedRows(model.generative());
            float[][] samples =
                    new Generation(model.with(counted), OutputValues.PREDICTED)
                            .samples(KEY, given, COUNT, 1);
            assertThat(counted.rows).hasSizeGreaterThan(1).allMatch(rows -> rows <= 512);
            Latents z = model.generative().sample(KEY, COUNT, given);
            float[] whole = model.generative().output(z, given).mean().orElseThrow().readFloats();
            int width = model.shape().size();
            assertThat(samples).hasDimensions(COUNT, width);
            for (int i = 0; i < COUNT; i++) {
                assertThat(largestDifference(samples[i], whole, i * width))
                        .as("sample %d", i)
                        .isLessThanOrEqualTo(ROUNDING);
            }
        }
    }

    /** NaN if a value is NaN. */
    private static float largestDifference(float[] sample, float[] whole, int from) {
        float largest = 0;
        for (int i = 0; i < sample.length; i++) {
            largest = Math.max(largest, Math.abs(sample[i] - whole[from + i]));
        }
        return largest;
    }

    /** Remembers how many rows were decoded at once. */
    private static final class CountedRows implements WrappedModel {

        private final GenerativeModel model;
        private final List<Integer> rows = new ArrayList<>();

        CountedRows(GenerativeModel model) {
            this.model = model;
        }

        @Override
        public GenerativeModel wrapped() {
            return model;
        }

        @Override
        public OutputDistribution output(Latents z, Map<String, Tensor> given) {
            rows.add(z.z("z").shape().extent(0));
            return model.output(z, given);
        }
    }
}
