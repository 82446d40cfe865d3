// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code describe} says of the section {@code evaluation}, and of names that nothing has. */
final class DescribeTest {

    private final Terminal terminal = new Terminal();

    @Test
    void keysThatAreReadWithTheModelBelongToTheirSection() {
        assertThat(terminal.vaelab("describe", "evaluation")).isZero();
        assertThat(terminal.out())
                .containsPattern("(?m)^inference +inference, or list of them +none +further")
                .containsPattern("(?m)^gradients +mapping +none +which gradients are compared")
                .containsPattern("(?m)^gradients.draws +integer +200 ")
                .containsPattern("(?m)^gradients.of +mapping ");
    }

    @Test
    void aPartOfANameFindsIt() {
        assertThat(terminal.vaelab("describe", "ais")).isEqualTo(2);
        assertThat(terminal.err()).contains("did you mean 'logLikelihood.ais'?");
    }
}
