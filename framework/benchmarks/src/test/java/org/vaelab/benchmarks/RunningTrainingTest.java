// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;

class RunningTrainingTest {

    private static final ModelSize SMALL = ModelSize.perceptron(8, 10);

    @Test
    void takesAsManyStepsAsItIsToldTo() {
        ProductRecorder recorder = new ProductRecorder(OpenBackend.named("nd4j", 1, SMALL));
        try (RunningTraining training =
                new RunningTraining(
                        () ->
                                new Workload(
                                        TensorRuntime.on(recorder, DType.FLOAT32),
                                        Family.GAUSSIAN,
                                        SMALL,
                                        4),
                        1)) {
            recorder.forget();
            training.advance(3);

            assertThat(recorder.recorded()).hasSize(3 * 17);
        }
    }

    @Test
    void tellsWhyTrainingFailed() {
        assertThatThrownBy(
                        () ->
                                new RunningTraining(
                                        () -> {
                                            throw new IllegalArgumentException("no model");
                                        },
                                        1))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("no model");
    }
}
