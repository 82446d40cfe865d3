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
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of a plan have each of its runs once. */
final class ShardTest {

    /** Groups of these sizes, of runs that are numbered through. */
    private static List<List<Integer>> groups(List<Integer> sizes) {
        List<List<Integer>> groups = new ArrayList<>();
        int next = 0;
        for (int size : sizes) {
            groups.add(IntStream.range(next, next + size).boxed().toList());
            next += size;
        }
        return groups;
    }

    @Property(tries = 200)
    void thePartsHaveEveryRunOnceInOrderAndPartNoGroup(
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 4) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 12) int count) {
        List<List<Integer>> groups = groups(sizes);
        List<Integer> all = new ArrayList<>();
        for (int index = 1; index <= count; index++) {
            List<Integer> part = new Shard(index, count).of(groups);
            assertThat(part).isSorted();
            for (List<Integer> group : groups) {
                assertThat(part.containsAll(group))
                        .isEqualTo(group.stream().anyMatch(part::contains));
            }
            all.addAll(part);
        }
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        groups.stream().flatMap(List::stream).toList());
    }

    @Property(tries = 100)
    void partsOfSingleRunsDifferByOneRunAtMost(
            @ForAll @IntRange(max = 60) int runs, @ForAll @IntRange(min = 1, max = 12) int count) {
        List<List<Integer>> groups =
                IntStream.range(0, runs).mapToObj(run -> List.of(run)).toList();
        List<Integer> sizes =
                IntStream.rangeClosed(1, count)
                        .mapToObj(index -> new Shard(index, count).of(groups).size())
                        .toList();
        assertThat(sizes).allMatch(size -> size == runs / count || size == runs / count + 1);
    }

    @Test
    void aPartHasSeedsOfEveryModel() {
        List<List<String>> runs =
                List.of(List.of("a1"), List.of("a2"), List.of("b1"), List.of("b2"));
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
