// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandTextTest {

    @Test
    void plainWordsStayAsTheyAre() {
        assertThat(
                        CommandText.vaelab(
                                List.of("compare", "a/b.yaml", "--set", "training.steps=1e3")))
                .isEqualTo("./vaelab compare a/b.yaml --set training.steps=1e3");
    }

    @Test
    void aShellMakesTheSameWordsOfThem() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh");
        List<String> words =
                List.of("my runs/vae 1", "it's", "$HOME", "a\"b", "*", "", "semi;colon", "näive");
        String script = "for word in " + CommandText.words(words) + "; do echo \"$word\"; done";
        Process shell =
                new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();
        assertThat(said.lines()).containsExactlyElementsOf(words);
    }
}
