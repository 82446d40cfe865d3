// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class UpdateStepsTest {

    @Test
    void numbersOutsideTheirDomainAreNamed() {
        assertThatThrownBy(() -> new MomentumStep(Double.NaN, 0.9, false))
                .hasMessage("learningRate must be at least 0, is NaN");
        assertThatThrownBy(() -> new MomentumStep(0.1, 1, false))
                .hasMessage("momentum must be in [0, 1), is 1.0");
        assertThatThrownBy(() -> new RmsPropStep(-1, 0.9, 0))
                .hasMessage("learningRate must be at least 0, is -1.0");
        assertThatThrownBy(() -> new RmsPropStep(0.1, Double.NaN, 0))
                .hasMessage("decay must be in [0, 1), is NaN");
        assertThatThrownBy(() -> new RmsPropStep(0.1, 0.9, -1e-9))
                .hasMessage("epsilon must be at least 0, is -1.0E-9");
    }

    @Test
    void anUpdateIsMappedArrayByArray() {
        assertThat(new Update<>(1, 2, List.of(3, 4)).map(i -> "a" + i))
                .isEqualTo(new Update<>("a1", "a2", List.of("a3", "a4")));
    }
}
