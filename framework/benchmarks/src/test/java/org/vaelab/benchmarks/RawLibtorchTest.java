// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingListener;

/**
 * The yardstick measures the same model: at equal weights and noise, equal losses, step by step.
 */
@Tag("exhaustive")
class RawLibtorchTest {

    private static final int STEPS = 20;

    private final List<float[]> weights = new ArrayList<>();
    private final List<float[]> biases = new ArrayList<>();

    private List<Double> losses(Workload workload) {
        for (Parameter parameter : workload.model.parameters()) {
            boolean isBias = parameter.value().shape().rank() == 1;
            (isBias ? biases : weights).add(parameter.value().readFloats());
        }
        List<Double> losses = new ArrayList<>();
        TrainingListener listener =
                new TrainingListener() {
                    @Override
                    public void reported(StepReport report) {
                        losses.add(report.values().get(StepReport.LOSS));
                    }
                };
        workload.train(STEPS, listener, () -> false);
        return losses;
    }

    private List<Float> rawLosses(ModelSize size, int batch, Batches batches) {
        List<Float> losses = new ArrayList<>();
        try (RawLibtorch raw = new RawLibtorch(size, weights, biases, 1e-3)) {
            for (int step = 0; step < STEPS; step++) {
                RandomKey key = Workload.KEY.split("estimator").fold(step).split("posterior");
                float[] noise = new float[batch * size.latent()];
                key.normal(noise, 0, noise.length);
                int width = size.shape().size();
                try (Tensor x = RawLibtorch.tensor(batches.at(step).values(), batch, width);
                        Tensor epsilon = RawLibtorch.tensor(noise, batch, size.latent())) {
                    losses.add(raw.step(x, epsilon));
                }
            }
        }
        return losses;
    }

    @ParameterizedTest
    @CsvSource({
        "nd4j, 60, 30",
        "torch, 60, 30",
        "nd4j, convolutional, 8",
        "torch, convolutional, 8"
    })
    void lossesAreThoseOfTheTrainer(String backend, String name, int batch) throws Exception {
        ModelSize size = ModelSize.of(name);
        List<Double> ours;
        List<Float> raw;
        try (Workload workload =
                new Workload(
                        Workload.open(backend, Workload.CPU, 1, size),
                        Family.GAUSSIAN,
                        size,
                        batch)) {
            ours = losses(workload);
            Batches batches = workload.batches();
            // Of its own: the backend has switched off differentiation for this thread.
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try {
                raw = thread.submit(() -> rawLosses(size, batch, batches)).get();
            } finally {
                thread.shutdownNow();
            }
        }
        assertThat(ours).hasSize(STEPS);
        for (int step = 0; step < STEPS; step++) {
            assertThat((double) raw.get(step))
                    .as("loss at step %d", step)
                    .isCloseTo(ours.get(step), within(2e-6 * (step + 1) * ours.get(step)));
        }
        assertThat(ours.get(STEPS - 1)).as("something was learned").isLessThan(ours.get(0) - 1);
    }
}
