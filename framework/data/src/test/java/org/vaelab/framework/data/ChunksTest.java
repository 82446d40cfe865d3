// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunksTest {
    private static final Examples EXAMPLES = BatchesTest.digits(23, 8).train();

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 22, 23, 24, Integer.MAX_VALUE})
    void everyExampleOnceAndInOrder(int chunkSize) {
        int next = 0;
        int number = 0;
        for (MiniBatch chunk : new Chunks(EXAMPLES, chunkSize)) {
            assertThat(chunk.step()).isEqualTo(number++);
            assertThat(chunk.size()).isBetween(1, chunkSize);
            assertThat(chunk.values()).hasSize(chunk.size() * 8);
            for (int i = 0; i < chunk.size(); i++) {
                assertThat(chunk.rows()[i]).isEqualTo(next);
                assertThat(chunk.labels("number")[i]).isEqualTo(next);
                assertThat(chunk.values()[8 * i + 3])
                        .isEqualTo(ExamplesTest.row(EXAMPLES, next)[3]);
                next++;
            }
        }
        assertThat(next).isEqualTo(23);
        assertThat(number).isEqualTo(new Chunks(EXAMPLES, chunkSize).count());
    }

    @Test
    void refusesEmptyChunksAndOtherNumbers() {
        assertThatThrownBy(() -> new Chunks(EXAMPLES, 0))
                .isInstanceOf(DataException.class)
                .hasMessage("evaluation chunk of 0, expected at least 1");
        assertThatThrownBy(() -> new Chunks(EXAMPLES, 5).at(5))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
