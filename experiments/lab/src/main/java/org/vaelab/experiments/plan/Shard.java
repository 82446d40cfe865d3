// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One of several parts of a plan, each for a process of its own.
 *
 * <p>It has every {@code count}-th run, in the order of the config, independent of what
 * is done already. A plan goes model by model, so each shard has seeds of many models, slow and
 * fast.
 *
 * @param index which part, from 1
 * @param count how many parts there are
 */
public record Shard(int index, int count) {

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
     * Returns the members of this shard, in order. The shards of one count have every member once.
     *
     * @param all the members, in the order of the plan
     */
    public <T> List<T> of(List<T> all) {
        return IntStream.range(0, all.size())
                .filter(member -> member % count == index - 1)
                .mapToObj(all::get)
                .toList();
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
