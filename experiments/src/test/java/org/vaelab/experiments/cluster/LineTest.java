// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LineTest {

    @Test
    void everyTextIsOneLineAndReadBack() {
        Line line = Line.of("task", "", "two words\n\u00e9 + %20", "");
        assertThat(line.text()).doesNotContain("\n");
        assertThat(Line.parse(line.text())).isEqualTo(line);
        assertThat(Line.parse("start")).isEqualTo(Line.of("start"));
    }
}
