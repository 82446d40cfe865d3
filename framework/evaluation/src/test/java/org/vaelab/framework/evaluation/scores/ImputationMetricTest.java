// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.random.RandomKey;

class ImputationMetricTest {

    private static List<ImputationErrors.HiddenValue> errors(
            int examples, int copies, boolean numbers) {
        double[] uniform = RandomKey.of(4).uniform(examples);
        List<ImputationErrors.HiddenValue> all = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            for (int copy = 0; copy < copies; copy++) {
                double error = numbers ? uniform[i] : Math.round(uniform[i]);
                all.add(new ImputationErrors.HiddenValue(i, numbers, error));
            }
        }
        return all;
    }

    /** Eight copies of a column say no more than the column. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theValuesOfAnExampleAreTakenTogether(boolean numbers) {
        Measurement.Measured one = ImputationMetric.measured(errors(100, 1, numbers), numbers);
        Measurement.Measured copied = ImputationMetric.measured(errors(100, 8, numbers), numbers);
        assertThat(copied.examples()).isEqualTo(100);
        assertThat(copied.estimate().value()).isCloseTo(one.estimate().value(), within(1e-14));
        assertThat(copied.estimate().standardError())
                .isCloseTo(one.estimate().standardError(), within(1e-14));
    }

    @Test
    void oneExampleHasNoStandardError() {
        assertThat(ImputationMetric.measured(errors(1, 8, true), true).estimate().standardError())
                .isNaN();
    }
}
