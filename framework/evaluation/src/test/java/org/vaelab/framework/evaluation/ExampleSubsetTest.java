// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Examples;

final class ExampleSubsetTest {

    private static final ExampleSubset RANDOM = new ExampleSubset(ImportanceChoice.RANDOM, 0);
    private static final ExampleSubset FIRST = new ExampleSubset(ImportanceChoice.FIRST, 0);

    private static Examples numbers(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = i;
        }
        return Examples.real(1, values);
    }

    @Test
    void theFirstAreTheFirst() {
        assertThat(FIRST.rows(3, 10)).containsExactly(0, 1, 2);
        assertThat(FIRST.seed()).isEmpty();
    }

    @Test
    void aRandomSubsetIsSpreadOverAll() {
        int[] rows = RANDOM.rows(1000, 10_000);
        assertThat(rows).hasSize(1000).isSorted().doesNotHaveDuplicates();
        // 500 of the first half, by the hypergeometric distribution within 5 deviations of 15.
        assertThat(Arrays.stream(rows).filter(row -> row < 5000).count()).isBetween(425L, 575L);
        assertThat(RANDOM.seed()).contains(0L);
    }

    @Test
    void aSmallerSubsetIsPartOfALargerOne() {
        assertThat(RANDOM.rows(40, 100))
                .contains(Arrays.stream(RANDOM.rows(7, 100)).boxed().toArray(Integer[]::new));
    }

    @Test
    void theEvaluationSeedAloneDecides() {
        assertThat(new ExampleSubset(ImportanceChoice.RANDOM, 0).rows(40, 100))
                .isEqualTo(RANDOM.rows(40, 100));
        assertThat(new ExampleSubset(ImportanceChoice.RANDOM, 1).rows(40, 100))
                .isNotEqualTo(RANDOM.rows(40, 100));
    }

    @Test
    void whereNoFewerAreWantedAllAreTaken() {
        assertThat(RANDOM.rows(10, 10)).isEqualTo(IntStream.range(0, 10).toArray());
        assertThat(RANDOM.rows(11, 10)).isEqualTo(IntStream.range(0, 10).toArray());
        Examples all = numbers(10);
        assertThat(RANDOM.of(all, 10)).isSameAs(all);
        Examples some = RANDOM.of(all, 4);
        float[] value = new float[1];
        for (int i = 0; i < 4; i++) {
            some.read(i, value, 0);
            assertThat(value[0]).isEqualTo(RANDOM.rows(4, 10)[i]);
        }
    }

    /**
     * Which examples are measured is part of every published figure: another key, other figures.
     */
    @Test
    void theSubsetIsPinned() {
        assertThat(RANDOM.rows(8, 100)).containsExactly(6, 69, 75, 78, 81, 83, 90, 96);
        assertThat(new ExampleSubset(ImportanceChoice.RANDOM, 3).rows(8, 100))
                .containsExactly(4, 16, 45, 48, 66, 88, 91, 92);
    }
}
