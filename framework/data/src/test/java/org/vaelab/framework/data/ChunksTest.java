// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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

    /**
     * Keys of noise must be those of other machines: the number is the SHA-256 of big-endian
     * doubles.
     */
    @Test
    void contentIsOfTheValuesAndOfTheLabelsThatCount() {
        int[] colours = {0, 1, 1};
        Labels labels = Labels.of(List.of(Labels.Column.of("colour", 2, colours)));
        Examples single = Examples.real(2, new float[] {0, 1.5f, -0f, 1.5f, 2, 1.5f});
        MiniBatch three = new Chunks(single.withLabels(labels), 3).at(0);
        long first = three.content(0, List.of());
        assertThat(first).isEqualTo(0xd209a60368fea736L);
        assertThat(three.content(1, List.of())).isEqualTo(first);
        assertThat(three.content(2, List.of())).isNotEqualTo(first);
        assertThat(three.content(1, List.of("colour")))
                .isNotEqualTo(three.content(0, List.of("colour")));
        Examples exact = Examples.real(2, new double[] {7, 7, 0, 1.5});
        assertThat(new Chunks(exact, 1).at(1).content(0, List.of())).isEqualTo(first);
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
