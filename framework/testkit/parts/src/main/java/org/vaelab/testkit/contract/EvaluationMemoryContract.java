// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.RegionMemory;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * That evaluation holds no more native memory for more draws and more data, on a backend that tells
 * how much it holds ({@link RegionMemory}). Beside {@code RegionMemoryContract}, which needs
 * tensors alone.
 */
public abstract class EvaluationMemoryContract {

    private final BackendProvider provider;
    private TensorBackend backend;

    /**
     * Creates the contract.
     *
     * @param provider of the backend, which is opened on {@code cpu} with one thread
     */
    @SuppressWarnings("NullAway.Init") // opened before each test
    protected EvaluationMemoryContract(BackendProvider provider) {
        this.provider = provider;
    }

    @BeforeEach
    final void open() {
        backend = provider.open(new BackendSettings("cpu", 1));
    }

    @AfterEach
    final void close() {
        backend.close();
    }

    /**
     * Three times the draws would be three times the memory if they were taken all at once. Numbers
     * of at most 1,000 draws wait on the device to be read together, so the comparison begins
     * there.
     */
    @Test
    final void evaluationTakesNoMoreMemoryForMoreDrawsAndData() {
        TensorRuntime runtime = TensorRuntime.on(backend, DType.FLOAT32);
        LatentVariableModel model;
        try (TensorScope scope = runtime.scope()) {
            model = SmallNormalModel.on(runtime);
        }
        // The first evaluation also makes what the model keeps.
        mostHeldInEvaluation(model, 100, 1000);
        long held = mostHeldInEvaluation(model, 100, 1000);
        assertThat(held).isPositive();
        assertThat(mostHeldInEvaluation(model, 100, 3000)).isLessThanOrEqualTo(held);
        assertThat(mostHeldInEvaluation(model, 300, 1000)).isLessThanOrEqualTo(held);
    }

    private long mostHeldInEvaluation(LatentVariableModel model, int data, int draws) {
        RegionMemory memory = (RegionMemory) backend;
        long[] most = {0};
        new Evaluator(
                        StrictMapper.of(
                                EvaluationSettings.class, Map.of("importanceSamples", draws)),
                        Metrics.standard())
                .evaluate(
                        model,
                        SmallNormalModel.data(data),
                        RandomKey.of(1),
                        (metric, done, all) -> most[0] = Math.max(most[0], memory.regionBytes()));
        return most[0];
    }
}
