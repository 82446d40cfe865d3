// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

/**
 * Tables of bins of a real coordinate, by the share of the probability that lies below each bin.
 */
abstract class Bins extends FrequencyTable {

    /** The number of bins is 2^16. */
    static final int BINS_BITS = 16;

    static final int BINS = 1 << BINS_BITS;

    Bins() {
        super(Rans.MOST_BITS);
    }

    /** Goes to a place, of which shares are asked then. */
    abstract void at(int place);

    /** Returns the probability below a bin, neither the first one nor beyond the last. */
    abstract double share(int bin);

    private int cumulative(int bin) {
        if (bin == 0 || bin == BINS) {
            return bin == 0 ? 0 : 1 << bits;
        }
        return first(share(bin), bin, BINS);
    }

    @Override
    final void locate(int place, int symbol) {
        at(place);
        found(cumulative(symbol), cumulative(symbol + 1));
    }

    @Override
    final int find(int place, int slot) {
        at(place);
        int low = 0;
        int high = BINS;
        int from = 0;
        int to = 1 << bits;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            int first = cumulative(middle);
            if (first <= slot) {
                low = middle;
                from = first;
            } else {
                high = middle;
                to = first;
            }
        }
        found(from, to);
        return low;
    }
}
