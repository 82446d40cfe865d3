// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.RuntimeSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.ReducedProducts;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.capture.Graphs;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingListener;

/** How far bounds move where layers multiply in bfloat16: the same keys, data and steps. */
@Tag("full")
final class ReducedPrecisionTest {

    /** Nats, of bounds near -22 after 200 steps, which began at -53. Measured: 0.1. */
    private static final double TRAINED_APART = 0.5;

    /** Nats, of a mean over 120 data with the same parameters and draws. Measured: 0.001. */
    private static final double EVALUATED_APART = 0.01;

    /** Nats, of the first step's bound, where the parameters are still the same. Measured: 2e-4. */
    private static final double FIRST_STEP_APART = 0.002;

    private static final ClassLoader LOADER = ReducedPrecisionTest.class.getClassLoader();
    private static final Plugins PLUGINS = Plugins.load(LOADER);
    private static final Backends BACKENDS = Backends.find(LOADER);

    @TempDir Path temporary;

    /** The steps' bounds, and the values of an evaluation, of another within reduced products. */
    private record Outcome(
            List<Double> bounds, Map<String, Double> evaluated, Map<String, Double> inReduced) {}

    @BeforeEach
    void needsInstructions() {
        RuntimeSpec.Precision precision = RuntimeSpec.Precision.BFLOAT16;
        try {
            new RuntimeSpec("torch", "cpu", 1, precision, Graphs.AUTO).open(BACKENDS).close();
        } catch (BackendException e) {
            assumeTrue(false, e.getMessage());
        }
    }

    private Outcome outcome(String precision) throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("precision.yaml"),
                        """
                        data: {source: sprites, size: 16, train: 400, test: 120}
                        network: {hidden: [256, 256]}
                        training: {steps: 200, batch: 100, historyEvery: 1}
                        evaluation: {importanceSamples: 20}
                        runtime: {backend: torch, precision: %s}
                        models: {vae: {variant: gaussian, latent: 4}}
                        """
                                .formatted(precision));
        SpecContext context = SpecContext.of(PLUGINS, DataLocations.ofSystem(), BACKENDS);
        RunSpec spec = new SpecReader(context).read(config, List.of()).runs().get(0);
        PreparedData data = new DataCache(DataSource.Progress.SILENT).get(spec);
        try (TensorRuntime runtime = spec.runtime().open(BACKENDS)) {
            AssembledModel assembled = spec.assemble(runtime, PLUGINS, data);
            List<Double> bounds = new ArrayList<>();
            RandomKey key = RandomKey.of(spec.seed());
            new Trainer(assembled, spec.training(), key, List.of())
                    .train(
                            data.batches(spec.training().batch(), key),
                            model -> 0,
                            CheckpointStore.none(),
                            new TrainingListener() {
                                @Override
                                public void reported(StepReport report) {
                                    bounds.add(report.values().get(StepReport.BOUND));
                                }
                            },
                            () -> false);
            Map<String, Double> evaluated = evaluated(spec, assembled, data);
            Map<String, Double> inReduced;
            try (ReducedProducts reduced = runtime.reducedProducts()) {
                inReduced = evaluated(spec, assembled, data);
            }
            assertThat(evaluated(spec, assembled, data)).isEqualTo(evaluated);
            return new Outcome(bounds, evaluated, inReduced);
        }
    }

    private static Map<String, Double> evaluated(
            RunSpec spec, AssembledModel assembled, PreparedData data) {
        Map<String, Double> values = new LinkedHashMap<>();
        new Evaluator(spec.evaluation(), Metrics.standard())
                .evaluate(
                        assembled.model(),
                        assembled.further(),
                        EvaluationData.of(data),
                        RandomKey.of(1),
                        EvaluationProgress.SILENT)
                .metrics()
                .forEach((name, estimate) -> values.put(name, estimate.value()));
        return values;
    }

    @Test
    void boundsMoveByLittle() throws IOException {
        Outcome exact = outcome("float32");
        Outcome reduced = outcome("bfloat16");
        assertThat(exact.inReduced()).as("there is nothing to reduce").isEqualTo(exact.evaluated());
        for (String metric : List.of("elbo", "logLikelihood")) {
            double trainedApart =
                    Math.abs(reduced.evaluated().get(metric) - exact.evaluated().get(metric));
            assertThat(trainedApart).as(metric).isBetween(1e-6, TRAINED_APART);
            double evaluatedApart =
                    Math.abs(reduced.inReduced().get(metric) - reduced.evaluated().get(metric));
            assertThat(evaluatedApart).as(metric).isBetween(1e-6, EVALUATED_APART);
        }
        assertThat(Math.abs(reduced.bounds().get(0) - exact.bounds().get(0)))
                .isBetween(1e-6, FIRST_STEP_APART);
    }
}
