// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class OtherWordsTest {

    private final Terminal terminal = new Terminal();

    @ParameterizedTest
    @CsvSource({"train, compare CONFIG", "generate, sample RUN", "embed, encode RUN"})
    void aWordOfOtherToolsLeadsToTheCommand(String word, String here) {
        assertThat(terminal.vaelab(word, "a.yaml")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains("there is no command '" + word + "'; 'vaelab " + here)
                .doesNotContain("traverse");
    }

    @Test
    void eachLeadsToACommandThatIs() {
        CommandLine all = Main.commandLine();
        OtherWords.COMMANDS.forEach(
                (word, here) -> {
                    String command = here.replaceFirst("'vaelab ([^ ']+).*", "$1");
                    assertThat(all.getSubcommands()).doesNotContainKey(word);
                    assertThat(
                                    command.startsWith("--")
                                            || all.getSubcommands().containsKey(command))
                            .as(here)
                            .isTrue();
                });
    }
}
