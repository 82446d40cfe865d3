// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Runtimes;

final class GreyLevelsTest {

    @Test
    void aDeviceThatMultipliesByReciprocalsDrawsTheFloatsOfTheData() {
        double[] levels = new double[GreyLevels.COUNT];
        Arrays.setAll(levels, k -> k);
        try (TensorRuntime device = Runtimes.reciprocal(DType.FLOAT32);
                TensorScope own = device.scope()) {
            double[] values = GreyLevels.values(device.vector(levels)).readDoubles();
            for (int k = 0; k < values.length; k++) {
                assertThat(values[k]).as("level %s", k).isEqualTo((float) (k / 255.0));
            }
        }
    }
}
