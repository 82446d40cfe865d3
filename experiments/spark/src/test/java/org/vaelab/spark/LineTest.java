// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LineTest {

    @Test
    void everyTextIsOneLineAndReadBack() {
        Line line = Line.of("task", "", "two words\n\u00e9 + %20", "");
        assertThat(line.text()).doesNotContain("\n");
        assertThat(Line.parse(line.text())).isEqualTo(line);
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
