// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.vaelab.testkit.contract.MetricContract;

final class CodeSparsityContractTest extends MetricContract {

    CodeSparsityContractTest() {
        super("codeSparsity.zeros", "codeSparsity.hoyer");
    }

    @Test
    void theMeasuresAreThoseOfTheirFormulas() {
        double[] mixed = {3, 0, -4, 0};
        assertThat(CodeSparsity.zeros(mixed)).isEqualTo(0.5);
        assertThat(CodeSparsity.hoyer(mixed)).isCloseTo(2 - 7 / 5.0, within(1e-15));
        assertThat(CodeSparsity.hoyer(new double[] {0, 0, -2, 0})).isEqualTo(1);
        assertThat(CodeSparsity.hoyer(new double[] {2, -2, 2, 2})).isZero();
        assertThat(CodeSparsity.hoyer(new double[4])).isEqualTo(1);
    }
}
