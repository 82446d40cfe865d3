// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

/**
 * The frequencies of symbols at several places, all at least 1, which sum to 2^bits at each place.
 */
abstract class FrequencyTable {

    final int bits;

    /** The first slot of the symbol that was looked up last, and the number of its slots. */
    int start;

    int frequency;

    FrequencyTable(int bits) {
        this.bits = bits;
    }

    /** Looks a symbol up. */
    abstract void locate(int place, int symbol);

    /** Looks up the symbol that has a slot, and returns it. */
    abstract int find(int place, int slot);

    /**
     * Returns the first slot of a symbol of n, below which symbols have a share of the probability.
     */
    final int first(double share, int symbol, int n) {
        // By halves: shares that are 0 or 1 up to rounding lie far from where the whole number
        // changes.
        return (int) Math.floor(share * ((1 << bits) - n) + 0.5) + symbol;
    }

    final void found(int from, int to) {
        start = from;
        frequency = to - from;
        if (frequency < 1) {
            throw new IllegalStateException("frequency " + frequency + " of a symbol");
        }
    }

    /** 2^bits symbols of equal frequency at all places. */
    static FrequencyTable uniform(int bits) {
        return new FrequencyTable(bits) {
            @Override
            void locate(int place, int symbol) {
                found(symbol, symbol + 1);
            }

            @Override
            int find(int place, int slot) {
                locate(place, slot);
                return slot;
            }
        };
    }
}
