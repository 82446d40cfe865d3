// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rows by the memory that is free. */
final class BlocksTest {

    @Test
    void aDeviceTakesTenTimesWhatIsAllowedIfItFits() {
        assertThat(Blocks.fitting(5000, 1000, 1L << 40)).isEqualTo(50_000);
        assertThat(Blocks.fitting(5000, 1000, 2_000_999)).isEqualTo(1000);
        assertThat(Blocks.fitting(Integer.MAX_VALUE, 1, Long.MAX_VALUE))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void freeMemoryChangesNoValue() {
        assertThat(Blocks.fitting(5000, 1000, 0)).isEqualTo(Blocks.EXAMPLES);
        assertThat(Blocks.fitting(7, 1000, 1L << 40)).isEqualTo(7);
        assertThat(Blocks.fitting(7, 1000, 0)).isEqualTo(7);
    }
}
