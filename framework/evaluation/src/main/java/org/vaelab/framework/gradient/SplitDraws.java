// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.gradient;

/**
 * How draws fall into a first half and, of nearly equal size, the blocks of the second.
 *
 * @param draws at least 4
 */
record SplitDraws(int draws) {

    private static final int MOST_BLOCKS = 10;

    int first() {
        return draws / 2;
    }

    /** Returns the size of the second half, which is no smaller. */
    int second() {
        return draws - first();
    }

    boolean isInFirst(int draw) {
        return draw < first();
    }

    /** Returns the number of blocks: 10 where there are as many draws. */
    int blocks() {
        return Math.min(MOST_BLOCKS, second());
    }

    /** Returns the block of a draw of the second half. */
    int block(int draw) {
        return (int) ((long) (draw - first()) * blocks() / second());
    }

    int sizeOf(int block) {
        return start(block + 1) - start(block);
    }

    /**
     * The first draw of the second half that falls into a block b: the least i with i B / n >= b.
     */
    private int start(int block) {
        return (int) (((long) block * second() + blocks() - 1) / blocks());
    }
}
