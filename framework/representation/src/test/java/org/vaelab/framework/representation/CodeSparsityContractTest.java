// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.testkit.contract.KnownAnswer;
import org.vaelab.testkit.contract.MetricContract;

final class CodeSparsityContractTest extends MetricContract {

    CodeSparsityContractTest() {
        super("codeSparsity.zeros", "codeSparsity.hoyer");
    }

    @Override
    protected List<KnownAnswer> knownAnswers() {
        double[][] codes = {{3, 0, -4, 0}, {0, 0, -2, 0}, {2, -2, 2, 2}};
        return List.of(
                KnownAnswer.ofPoints("codeSparsity.zeros", codes, 0, 1e-9),
                KnownAnswer.ofPoints("codeSparsity.hoyer", codes, (0.6 + 1 + 0) / 3, 1e-9),
                KnownAnswer.ofPoints(
                        "codeSparsity.hoyer", new double[][] {{3, 0, -4, 0}}, 0.6, 1e-9));
    }

    /** A draw of a Normal is never 0. */
    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return Map.of("codeSparsity.zeros", "CodeSparsityTest, and below");
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
