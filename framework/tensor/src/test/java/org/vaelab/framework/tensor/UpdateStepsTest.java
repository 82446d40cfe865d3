// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.MomentumStep;
import org.vaelab.framework.tensor.spi.RmsPropStep;
import org.vaelab.framework.tensor.spi.Update;

final class UpdateStepsTest {

    @Test
    void everyNumberHasADomain() {
        assertDomain("learningRate", AT_LEAST_ZERO, x -> new AdamStep(x, 0.9, 0.999, 1e-8, 0, 1));
        assertDomain("beta1", DECAY, x -> new AdamStep(1e-3, x, 0.999, 1e-8, 0, 1));
        assertDomain("beta2", DECAY, x -> new AdamStep(1e-3, 0.9, x, 1e-8, 0, 1));
        assertDomain("epsilon", AT_LEAST_ZERO, x -> new AdamStep(1e-3, 0.9, 0.999, x, 0, 1));
        assertDomain("weightDecay", AT_LEAST_ZERO, x -> new AdamStep(1e-3, 0.9, 0.999, 0, x, 1));
        assertDomain("learningRate", AT_LEAST_ZERO, x -> new MomentumStep(x, 0.9, true));
        assertDomain("momentum", DECAY, x -> new MomentumStep(0.1, x, true));
        assertDomain("learningRate", AT_LEAST_ZERO, x -> new RmsPropStep(x, 0.9, 0));
        assertDomain("decay", DECAY, x -> new RmsPropStep(0.1, x, 0));
        assertDomain("epsilon", AT_LEAST_ZERO, x -> new RmsPropStep(0.1, 0.9, x));
    }

    private static final String AT_LEAST_ZERO = "at least 0";
    private static final String DECAY = "in [0, 1)";

    /** Zero is the least of every number; 1 is the least that is no decay. */
    private static void assertDomain(String name, String domain, DoubleConsumer step) {
        step.accept(0);
        for (double wrong : new double[] {-1e-9, Double.NaN}) {
            assertThatThrownBy(() -> step.accept(wrong))
                    .hasMessage(name + " must be " + domain + ", is " + wrong);
        }
        if (domain.equals(DECAY)) {
            assertThatThrownBy(() -> step.accept(1))
                    .hasMessage(name + " must be " + domain + ", is 1.0");
        } else {
            step.accept(1);
        }
    }

    @Test
    void anUpdateIsMappedArrayByArray() {
        assertThat(new Update<>(1, 2, List.of(3, 4)).map(i -> "a" + i))
                .isEqualTo(new Update<>("a1", "a2", List.of("a3", "a4")));
    }
}
