// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingListener;

/** The yardstick measures the same model: at equal weights and noise, equal losses, step by step. */
class RawLibtorchTest {

    private static final int HIDDEN = 60;
    private static final int LATENT = 7;
    private static final int BATCH = 30;
    private static final int STEPS = 20;
    private static final ModelSize SIZE = ModelSize.perceptron(HIDDEN, LATENT);

    private final List<float[]> weights = new ArrayList<>();
    private final List<float[]> biases = new ArrayList<>();

    private List<Double> losses(Workload workload) {
        for (Parameter parameter : workload.model.parameters()) {
            boolean isWeight = parameter.value().shape().rank() == 2;
            (isWeight ? weights : biases).add(parameter.value().readFloats());
        }
        List<Double> losses = new ArrayList<>();
        TrainingListener listener =
                new TrainingListener() {
                    @Override
                    public void reported(StepReport report) {
                        losses.add(report.values().get(StepReport.LOSS));
                    }
                };
        workload.train(STEPS, listener);
        return losses;
    }

    private List<Float> rawLosses(Batches batches) {
        int[] sizes = {784, HIDDEN, HIDDEN, LATENT};
        List<Float> losses = new ArrayList<>();
        try (RawLibtorch raw = new RawLibtorch(sizes, weights, biases, 1e-3)) {
            for (int step = 0; step < STEPS; step++) {
                RandomKey key = Workload.KEY.split("estimator").fold(step).split("posterior");
                float[] noise = new float[BATCH * LATENT];
                key.normal(noise, 0, noise.length);
                try (Tensor x = RawLibtorch.tensor(batches.at(step).values(), BATCH, 784);
                        Tensor epsilon = RawLibtorch.tensor(noise, BATCH, LATENT)) {
                    losses.add(raw.step(x, epsilon));
                }
            }
        }
        return losses;
    }

    @ParameterizedTest
    @ValueSource(strings = {"nd4j", "torch"})
    void lossesAreThoseOfTheTrainer(String backend) throws Exception {
        List<Double> ours;
        List<Float> raw;
        try (Workload workload = new Workload(backend, 1, Family.GAUSSIAN, SIZE, BATCH)) {
            Batches batches = workload.batches();
            ours = losses(workload);
            // Of its own: the backend has switched off differentiation for this thread.
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try {
                raw = thread.submit(() -> rawLosses(batches)).get();
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
