// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.coding.CodeFile;
import org.vaelab.framework.coding.Costs;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;

/**
 * Codes with models of configs in double precision. Parameters are moved at random from where
 * training begins, so that none is 0.
 */
final class ModelCoding {

    private static final String CHECKPOINT = "checkpoint";

    private final ClassLoader loader = ModelCoding.class.getClassLoader();
    private final Plugins plugins = Plugins.load(loader);
    private final Backends backends = Backends.find(loader);
    private final DataCache cache = new DataCache(DataSource.Progress.SILENT);

    @FunctionalInterface
    interface Use {
        void of(LatentVariableModel model) throws Exception;
    }

    ComparisonSpec read(Path config) {
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        return new SpecReader(context).read(config, List.of());
    }

    PreparedData data(RunSpec spec) {
        return cache.get(spec);
    }

    void with(String backend, int threads, long seed, RunSpec spec, Use use) throws Exception {
        try (TensorRuntime runtime = backends.open(backend, "cpu", threads, DType.FLOAT64)) {
            with(runtime, seed, spec, use);
        }
    }

    void inSinglePrecision(long seed, RunSpec spec, Use use) throws Exception {
        try (TensorRuntime runtime = backends.open("nd4j", "cpu", 1, DType.FLOAT32)) {
            with(runtime, seed, spec, use);
        }
    }

    private void with(TensorRuntime runtime, long seed, RunSpec spec, Use use) throws Exception {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel made = spec.assemble(runtime, plugins, data(spec)).model();
            move(made, seed);
            use.of(made);
        }
    }

    static void move(LatentVariableModel model, long seed) {
        for (Parameter parameter : model.parameters()) {
            if (parameter.value().dtype() == model.runtime().dtype()) {
                RandomKey key = RandomKey.of(seed).split(parameter.name());
                Tensor noise = model.runtime().normal(key, parameter.value().shape()).mul(0.1);
                parameter.assign(parameter.value().add(noise));
            }
        }
    }

    CodeFile.Encoded encode(LatentVariableModel model, RunSpec spec, Examples examples) {
        return CodeFile.encode(
                model,
                examples,
                data(spec).form().columns(),
                new CodeFile.CodingModel("run", CHECKPOINT, ""),
                new byte[0],
                done -> {});
    }

    static double[][] decode(LatentVariableModel model, byte[] file) {
        return CodeFile.read(file).decode(model, CHECKPOINT);
    }

    static void verify(LatentVariableModel model, byte[] file, Examples examples) {
        CodeFile.read(file).verify(model, CHECKPOINT, examples);
    }

    /**
     * Checks that torch decodes on two threads what nd4j codes on one. Returns what the code cost.
     */
    Costs comesBack(RunSpec spec, Examples examples) throws Exception {
        CodeFile.Encoded[] encoded = new CodeFile.Encoded[1];
        with("nd4j", 1, 3, spec, model -> encoded[0] = encode(model, spec, examples));
        double[][] expected = new double[examples.size()][examples.width()];
        for (int i = 0; i < expected.length; i++) {
            examples.unstandardized().read(i, expected[i], 0);
        }
        with(
                "torch",
                2,
                3,
                spec,
                model -> {
                    double[][] rows = decode(model, encoded[0].bytes());
                    assertThat(Arrays.deepEquals(rows, expected)).isTrue();
                });
        // The parts cancel where an untrained network has tiny deviations.
        Costs costs = encoded[0].costs();
        double cancelled = 16 * Math.ulp(costs.bound());
        assertThat(costs.total())
                .as("%s", costs)
                .isEqualTo(8.0 * encoded[0].bytes().length, offset(1e-6 + cancelled));
        return costs;
    }
}
