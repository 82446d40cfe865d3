// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunningTrainingTest {

    private static final ModelSize SMALL = ModelSize.perceptron(8, 10);

    @Tag("full")
    @Test
    void takesAsManyStepsAsRequested() {
        try (RunningTraining training =
                new RunningTraining(
                        () ->
                                new Workload(
                                        Workload.open("nd4j", Workload.CPU, 1, SMALL),
                                        Family.GAUSSIAN,
                                        SMALL,
                                        4),
                        1)) {
            assertThat(training.advance(3)).isEqualTo(4);
            assertThat(training.advance(5)).isEqualTo(9);
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
