// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.nio.file.Path;
import java.util.List;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.onnx.trace.Tracer;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;

/**
 * The models of configs on a runtime that records operations. Parameters are moved at random from
 * where training begins, so that none is 0.
 */
final class TracedModels {

    static final long SEED = 11;

    private final ClassLoader loader = TracedModels.class.getClassLoader();
    private final Plugins plugins = Plugins.load(loader);
    private final Backends backends = Backends.find(loader);

    /** A test of a model. */
    interface Trial {
        void of(OnnxComparison comparison) throws Exception;
    }

    Plugins plugins() {
        return plugins;
    }

    /** Assembles the first model of a config and tests it. */
    void with(String backend, Path config, Trial trial) throws Exception {
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        RunSpec spec = new SpecReader(context).read(config, List.of()).runs().get(0);
        PreparedData data = new DataCache(DataSource.Progress.SILENT).get(spec);
        try (Tracer tracer = Tracer.open(backends, backend, 1, DType.FLOAT32);
                TensorScope scope = tracer.runtime().scope()) {
            LatentVariableModel model = spec.assemble(tracer.runtime(), plugins, data).model();
            for (Parameter parameter : model.parameters()) {
                // Arrays in float64 belong to no network and must stay as they are.
                if (parameter.value().dtype() == DType.FLOAT32) {
                    parameter.assign(parameter.value().add(noise(parameter)));
                }
            }
            trial.of(new OnnxComparison(model, tracer, data));
        }
    }

    private static Tensor noise(Parameter parameter) {
        Tensor value = parameter.value();
        return value.runtime()
                .normal(RandomKey.of(SEED).split(parameter.name()), value.shape())
                .mul(0.1);
    }
}
