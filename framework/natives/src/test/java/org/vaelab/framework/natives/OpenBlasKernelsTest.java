// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class OpenBlasKernelsTest {

    private static String nameOf(long table) {
        Map<String, Long> symbols = Map.of("gotoblas_ZEN", 8L, "gotoblas_HASWELL", 16L);
        return OpenBlasKernels.nameOf(table, symbol -> symbols.getOrDefault(symbol, 0L));
    }

    @Test
    void theTableInUseHasAName() {
        assertThat(nameOf(16)).isEqualTo("haswell");
        assertThat(nameOf(8)).isEqualTo("zen");
    }

    @Test
    void anotherTableOrNoneIsUnknown() {
        assertThat(nameOf(24)).isEqualTo("unknown");
        assertThat(nameOf(0)).isEqualTo("unknown");
    }
}
