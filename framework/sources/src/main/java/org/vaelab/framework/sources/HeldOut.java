// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import static java.util.stream.Collectors.partitioningBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.random.RandomKey;

/**
 * A random choice of test examples, without replacement, under {@code
 * RandomKey.of(seed).split("test")}.
 *
 * @param train the indices of the others, ascending
 * @param test the indices of the test examples, ascending
 * @param how they are chosen
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
@Internal
public record HeldOut(int[] train, int[] test, String how) {

    /** The fraction that is held out where no setting says it. */
    public static final double DEFAULT_FRACTION = 0.2;

    /**
     * Chooses test examples.
     *
     * @param what the examples are of, for messages
     * @param fraction of the examples; null: 0.2
     * @param seed of the choice; null: 0
     * @throws DataException if one of the two parts would be empty
     */
    public static HeldOut of(
            String what, int size, @Nullable Double fraction, @Nullable Long seed) {
        double part = fraction == null ? DEFAULT_FRACTION : fraction;
        long chosenBy = seed == null ? 0 : seed;
        int held = (int) Math.round(part * size);
        if (!(held > 0 && held < size)) {
            throw DataException.of(
                    "%s: %s of %s examples would be for the test, by a fraction of %s; expected one or more, and one or more left for training",
                    what, held, size, part);
        }
        return choose(size, held, chosenBy);
    }

    /**
     * Chooses test examples by their names.
     *
     * @param what the examples are of, for messages
     * @throws DataException if one of the two parts would be empty
     */
    public static HeldOut byName(
            String what, int size, IntFunction<String> name, Predicate<String> isTest) {
        Map<Boolean, List<Integer>> parts =
                IntStream.range(0, size)
                        .boxed()
                        .collect(partitioningBy(i -> isTest.test(name.apply(i))));
        if (parts.values().stream().anyMatch(List::isEmpty)) {
            throw DataException.of(
                    "%s: by their names, %s of %s examples are for the test, expected 1..%s\nset testFraction,"
                            + " or test of each part",
                    what, parts.get(true).size(), size, size - 1);
        }
        return new HeldOut(array(parts.get(false)), array(parts.get(true)), "by name");
    }

    private static int[] array(List<Integer> places) {
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Chooses so many test examples; 0: all are for training. */
    public static HeldOut choose(int size, int held, long seed) {
        int[] order = RandomKey.of(seed).split("test").permutation(size);
        int[] test = Arrays.copyOf(order, held);
        int[] train = Arrays.copyOfRange(order, held, size);
        Arrays.sort(test);
        Arrays.sort(train);
        return new HeldOut(train, test, "under seed " + seed);
    }

    /**
     * Checks the settings of a source that say which examples are for the test.
     *
     * @param source its name
     * @throws DataException if both are set, or the fraction is out of range
     */
    public static void requireValid(
            String source, @Nullable Path test, @Nullable Double testFraction) {
        if (test != null && testFraction != null) {
            throw DataException.of(
                    "source %s: both test (%s) and testFraction (%s) are set; expected one of"
                            + " them",
                    source, test, testFraction);
        }
        if (testFraction != null && !(testFraction > 0 && testFraction < 1)) {
            throw DataException.of(
                    "source %s: testFraction is %s, expected more than 0 and less than 1",
                    source, testFraction);
        }
    }

    @Override
    public String toString() {
        return test.length + " rows held out " + how;
    }
}
