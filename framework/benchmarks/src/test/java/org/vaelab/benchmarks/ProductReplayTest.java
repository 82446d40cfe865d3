// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit has the products of the computation, each once, and nothing else. */
class ProductReplayTest {

    private static final ModelSize SMALL = ModelSize.perceptron(8, 10);

    @ParameterizedTest
    @ValueSource(strings = {"nd4j", "torch"})
    void aStepMultipliesEachLayerForwardAndBackward(String backend) {
        int batch = 6;
        try (ProductReplay replay =
                ProductReplay.ofStep(backend, 1, Family.GAUSSIAN, SMALL, batch)) {
            // Of each of six layers output and weight gradient, of five the gradient in the input.
            assertThat(replay.size()).isEqualTo(6 + 6 + 5);
            long outputs = batch * (8 + 8 + 20 + 8 + 8 + 784L);
            long weightGradients = 784 * 8 + 8 * 8 + 8 * 20 + 10 * 8 + 8 * 8 + 8 * 784L;
            long inputGradients = batch * (8 + 8 + 10 + 8 + 8L);
            assertThat(replay.multiply()).isEqualTo(outputs + weightGradients + inputGradients);
        }
    }

    @Test
    void aConvolutionalStepHasItsConvolutions() {
        ModelSize size = ModelSize.of(ModelSize.CONVOLUTIONAL);
        try (ProductReplay replay = ProductReplay.ofStep("torch", 1, Family.GAUSSIAN, size, 2)) {
            // Eight convolutions and four dense layers; what sees the data has no gradient in them.
            assertThat(replay.size()).isEqualTo(3 * (8 + 4) - 1);
            replay.multiply();
        }
    }

    @Test
    void anEvaluationDecodesEachDrawOnceAndEachBoundOnce() {
        try (ProductReplay replay =
                ProductReplay.ofEvaluation("torch", 1, Family.GAUSSIAN, SMALL, 120)) {
            long encoded = 2 * 100 * (8 + 8 + 20L);
            long decoded = (1 + 120) * 100 * (8 + 8 + 784L);
            assertThat(replay.multiply()).isEqualTo(encoded + decoded);
            // Two encodings, one draw for the bound, and 120 draws, of which 500 rows hold five.
            assertThat(replay.size()).isEqualTo(3 * (2 + 1 + 24));
        }
    }
}
