// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of a plan have each of its runs once. */
final class ShardTest {

    private static List<Integer> runs(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Property(tries = 200)
    void thePartsHaveEveryRunOnceInOrder(
            @ForAll @IntRange(max = 60) int runs, @ForAll @IntRange(min = 1, max = 12) int count) {
        List<Integer> all = new ArrayList<>();
        for (int index = 1; index <= count; index++) {
            List<Integer> part = new Shard(index, count).of(runs(runs));
            assertThat(part).isSorted();
            assertThat(part.size()).isBetween(runs / count, runs / count + 1);
            all.addAll(part);
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(runs(runs));
    }

    @Test
    void aPartHasSeedsOfEveryModel() {
        List<String> runs = List.of("a1", "a2", "b1", "b2");
        assertThat(Shard.parse("1/2").of(runs)).containsExactly("a1", "b1");
        assertThat(Shard.parse("2/2").of(runs)).containsExactly("a2", "b2");
        assertThat(Shard.parse("7/9").of(runs)).isEmpty();
        assertThat(Shard.WHOLE.of(runs)).containsExactly("a1", "a2", "b1", "b2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2       | expected i/n such as 2/3",
                "a/b     | expected i/n such as 2/3",
                "-1/3    | expected i/n such as 2/3",
                "1/3/5   | expected i/n such as 2/3",
                "1/99999999999 | expected i/n such as 2/3",
                "0/3     | part must be from 1 to 3, is 0",
                "4/3     | part must be from 1 to 3, is 4",
                "1/0     | there must be at least 1 part, are 0"
            })
    void whatIsNoPartIsRefused(String text, String why) {
        assertThatThrownBy(() -> Shard.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
