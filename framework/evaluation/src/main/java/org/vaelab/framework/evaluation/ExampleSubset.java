// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;

/**
 * A subset of the test examples. A smaller subset is part of every larger one.
 *
 * @param choice how they are chosen
 * @param evaluationSeed under which they are drawn
 */
public record ExampleSubset(ImportanceChoice choice, long evaluationSeed) {

    /**
     * Returns which examples are in the subset.
     *
     * @param count how many are wanted
     * @param size how many there are; all of them are taken if no more
     * @return their indices, ascending
     */
    public int[] rows(int count, int size) {
        if (count >= size || choice == ImportanceChoice.FIRST) {
            return IntStream.range(0, Math.min(count, size)).toArray();
        }
        int[] order = RandomKey.of(evaluationSeed).split("subset").permutation(size);
        int[] rows = Arrays.copyOf(order, count);
        Arrays.sort(rows);
        return rows;
    }

    /** Returns the examples of a subset of {@code count}; all of them if there are no more. */
    public Examples of(Examples all, int count) {
        return count >= all.size() ? all : all.select(rows(count, all.size()));
    }

    /** Returns the seed of random examples; empty for the first ones. */
    public Optional<Long> seed() {
        return choice == ImportanceChoice.FIRST ? Optional.empty() : Optional.of(evaluationSeed);
    }
}
