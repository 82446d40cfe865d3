// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One of the parts into which a plan is divided, to be carried out by as many processes.
 *
 * <p>Every {@code count}-th group of runs belongs to it, in the order of the config: whatever is done
 * already, whoever asks. A plan goes model by model, so that each part has seeds of many models, dear
 * ones and cheap ones.
 *
 * @param index which part, from 1
 * @param count how many parts there are
 */
public record Shard(int index, int count) {

    /** All of a plan. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})/(\\d{1,9})");

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if there is no such part
     */
    public Shard {
        if (count < 1) {
            throw new IllegalArgumentException("there must be at least 1 part, are " + count);
        }
        if (index < 1 || index > count) {
            throw new IllegalArgumentException("part must be from 1 to " + count + ", is " + index);
        }
    }

    /**
     * Reads a text such as {@code 2/3}.
     *
     * @throws IllegalArgumentException if it is not such a text, or there is no such part
     */
    public static Shard parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected i/n such as 2/3, the second of three parts");
        }
        return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    public boolean isWhole() {
        return count == 1;
    }

    /**
     * Returns the members of this part, in order. The parts of one count have every member once.
     *
     * @param groups the members that may not be parted, groups in the order of the plan
     */
    public <T> List<T> of(List<List<T>> groups) {
        return IntStream.range(0, groups.size())
                .filter(group -> group % count == index - 1)
                .boxed()
                .flatMap(group -> groups.get(group).stream())
                .toList();
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
