// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.ranks;

import org.vaelab.framework.Internal;
import org.vaelab.framework.random.RandomKey;

/** Counts, for each of several numbers, how many draws are below it and how many equal it. */
@Internal
public final class RankCounts {

    private final double[] truth;
    private final int[] below;
    private final int[] equal;

    /**
     * Starts without draws.
     *
     * @param truth the numbers to rank
     */
    public RankCounts(double[] truth) {
        this.truth = truth.clone();
        this.below = new int[truth.length];
        this.equal = new int[truth.length];
    }

    /** Counts a draw among which the number at a place is ranked. */
    public void add(int place, double draw) {
        below[place] += draw < truth[place] ? 1 : 0;
        equal[place] += draw == truth[place] ? 1 : 0;
    }

    /**
     * Returns the rank of each number: the draws below it, plus as many of those that equal it as a
     * uniform choice takes.
     *
     * @param key breaks ties
     */
    public int[] ranks(RandomKey key) {
        double[] uniform = key.uniform(truth.length);
        int[] ranks = new int[truth.length];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = below[i] + (int) (uniform[i] * (equal[i] + 1));
        }
        return ranks;
    }
}
