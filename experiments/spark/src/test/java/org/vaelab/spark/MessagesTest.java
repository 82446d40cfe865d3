// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MessagesTest {

    @Test
    void everyTextIsOneLineAndReadBack() {
        String line = Messages.line("task", "", "two words\n\u00e9 + %20", "");
        assertThat(line).containsOnlyOnce("\n").endsWith("\n");
        assertThat(Messages.words(line.strip() + " "))
                .containsExactly("task", "", "two words\n\u00e9 + %20", "");
    }

    @Test
    void tasksAreTriedAgainOnThisMachineToo() {
        assertThat(Keys.retrying("local")).isEqualTo("local[1,4]");
        assertThat(Keys.retrying("local[2]")).isEqualTo("local[2,4]");
        assertThat(Keys.retrying("local[*]")).isEqualTo("local[*,4]");
        assertThat(Keys.retrying("local[2,1]")).isEqualTo("local[2,1]");
        assertThat(Keys.retrying("spark://host:7077")).isEqualTo("spark://host:7077");
    }
}
