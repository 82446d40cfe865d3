// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;

/** Which steps of a test series are hidden from a model, which then predicts them. */
enum HiddenSteps {
    /** The second half: all steps after the first half of the length, which is rounded up. */
    FUTURE("forecast"),
    /** Each step with a probability of one fifth, and never all of them. */
    GAPS("gap");

    private static final double SHARE = 0.2;

    private final String prefix;

    HiddenSteps(String prefix) {
        this.prefix = prefix;
    }

    /** Returns how the names of its metrics begin. */
    String prefix() {
        return prefix;
    }

    /**
     * Returns the length of an example: that of its window, also if its last numbers are missing, or
     * else the steps up to the last one that has a number.
     *
     * @param numbers of the example, [T D]
     */
    static int length(Examples examples, double[] numbers, int width) {
        int length = numbers.length;
        while (length > 0
                && Double.isNaN(numbers[length - 1])
                && examples.origin().windows().isEmpty()) {
            length--;
        }
        return (length + width - 1) / width;
    }

    /**
     * Returns whether each step is hidden.
     *
     * @param length of the example, {@link #length}
     */
    boolean[] of(int length, RandomKey key) {
        boolean[] hidden = new boolean[length];
        if (this == FUTURE) {
            Arrays.fill(hidden, (length + 1) / 2, length, true);
            return hidden;
        }
        double[] uniform = key.uniform(length + 1);
        for (int t = 0; t < length; t++) {
            hidden[t] = uniform[t] < SHARE;
        }
        if (length > 0) {
            hidden[(int) (uniform[length] * length)] = false;
        }
        return hidden;
    }

    /** Returns how many steps after the last one that is seen a step is; 1 for gaps. */
    int horizon(int step, int length) {
        return this == FUTURE ? step - (length + 1) / 2 + 1 : 1;
    }
}
