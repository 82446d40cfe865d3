// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.tensor.ReferenceBackend;

final class SoftBoundsTest {

    private final TensorRuntime runtime =
            TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT32);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private double[] gradient(double... raw) {
        Tensor x = runtime.keep(runtime.vector(raw), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            return tape.gradients(SoftBounds.of(x, -40, 20).mul(3).sum()).of(x).readDoubles();
        }
    }

    @Test
    void nothingChangesInTheRange() {
        double[] raw = {-40, -17.3f, -1e-30f, 0, 3.7f, 20};
        assertThat(SoftBounds.of(runtime.vector(raw), -40, 20).readDoubles()).containsExactly(raw);
        assertThat(gradient(raw)).containsOnly(3);
    }

    @Test
    void beyondItNumbersStayFiniteAndOrderedAndHaveAGradient() {
        Tensor bounded = SoftBounds.of(runtime.vector(-1e30, -50, 21, 1e3, 1e30), -40, 20);
        assertThat(bounded.readDoubles()).isSorted().startsWith(-41).endsWith(21).contains(20.5);
        for (float value : bounded.exp().readFloats()) {
            assertThat(value).isFinite().isPositive();
        }
        // 3 / (1 + 1)^2, and 3 / (1 + 980)^2 up to three roundings.
        double[] found = gradient(21, 1000);
        assertThat(found[0]).isEqualTo(0.75);
        assertThat(found[1]).isBetween(3 / 981.0 / 981 * (1 - 1e-4), 3 / 981.0 / 981 * (1 + 1e-4));
    }

    @Test
    void aPositiveOutputIsAboveZeroWhateverTheNetworkSays() {
        Tensor raw = runtime.vector(-1e30, -500, -30, 0, 500).reshape(5, 1);
        float[] found = Head.of(Head.positive("scale", 1)).split(raw).get(0).readFloats();
        for (float value : found) {
            assertThat(value).isPositive();
        }
        assertThat(found[4]).isEqualTo(500);
    }
}
