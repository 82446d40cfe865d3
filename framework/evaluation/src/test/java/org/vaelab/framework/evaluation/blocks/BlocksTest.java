// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Rows by the memory that is free. */
final class BlocksTest {

    @Test
    void theProcessorTakesWhatIsAllowed() {
        assertThat(Blocks.fitting(5000, 1000, OptionalLong.empty())).isEqualTo(5000);
    }

    @Test
    void aDeviceTakesWhatFits() {
        assertThat(Blocks.fitting(5000, 1000, OptionalLong.of(1L << 40))).isEqualTo(5000);
        assertThat(Blocks.fitting(5000, 1000, OptionalLong.of(2_000_999))).isEqualTo(2000);
    }

    @Test
    void freeMemoryChangesNoValue() {
        assertThat(Blocks.fitting(5000, 1000, OptionalLong.of(0))).isEqualTo(Blocks.EXAMPLES);
        assertThat(Blocks.fitting(7, 1000, OptionalLong.of(0))).isEqualTo(7);
    }
}
