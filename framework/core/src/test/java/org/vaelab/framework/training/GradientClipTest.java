// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** The loss 3 x + 4 y, whose gradient has the norm 5; a third parameter has no part in it. */
final class GradientClipTest {

    private static GradientClip clip(@Nullable Double limit) {
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Parameter x = Parameter.learned("x", runtime.scalar(7));
            Parameter y = Parameter.learned("y", runtime.scalar(-2));
            Parameter unused = Parameter.learned("unused", runtime.scalar(1));
            try (GradientTape tape = GradientTape.record(runtime)) {
                Tensor loss = x.value().mul(3).add(y.value().mul(4));
                return GradientClip.of(limit, List.of(x, unused, y), tape.gradients(loss));
            }
        }
    }

    @Test
    void scalesALongerGradientToTheLimit() {
        GradientClip clip = clip(2.0);
        assertThat(clip.norm().getAsDouble()).isCloseTo(5, within(1e-14));
        assertThat(clip.scale()).isCloseTo(0.4, within(1e-15));
    }

    @Test
    void leavesAShorterGradient() {
        GradientClip clip = clip(5.5);
        assertThat(clip.norm().getAsDouble()).isCloseTo(5, within(1e-14));
        assertThat(clip.scale()).isEqualTo(1);
    }

    @Test
    void withoutALimitNoNormIsTaken() {
        GradientClip clip = clip(null);
        assertThat(clip.norm().getAsDouble()).isNaN();
        assertThat(clip.scale()).isEqualTo(1);
    }
}
