// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AmountTest {

    @Test
    void oneThingIsSingular() {
        assertThat(Amount.of(1, "file")).isEqualTo("1 file");
        assertThat(Amount.of(0, "file")).isEqualTo("0 files");
        assertThat(Amount.are(1, "empty line")).isEqualTo("1 empty line is");
        assertThat(Amount.are(2, "empty line")).isEqualTo("2 empty lines are");
    }
}
