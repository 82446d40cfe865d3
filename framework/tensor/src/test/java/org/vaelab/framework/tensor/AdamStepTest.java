// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.spi.AdamStep;

final class AdamStepTest {

    @Test
    void correctsTheMomentsForTheirStart() {
        AdamStep third = new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, 3);
        assertThat(third.firstCorrection()).isCloseTo(0.271, offset(1e-15));
        assertThat(third.secondCorrection()).isCloseTo(0.002997001, offset(1e-15));
    }

    @Test
    void refusesNumbersOutsideTheirRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, 0))
                .withMessage("step must be at least 1, is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AdamStep(Double.NaN, 0.9, 0.999, 1e-8, 0, 1))
                .withMessage("learningRate must be at least 0, is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AdamStep(1e-3, 1, 0.999, 1e-8, 0, 1))
                .withMessage("beta1 must be in [0, 1), is 1.0");
    }
}
