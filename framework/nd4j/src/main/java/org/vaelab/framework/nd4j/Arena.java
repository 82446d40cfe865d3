// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.ArrayList;
import java.util.List;

/**
 * The memory of all regions of one depth: blocks that are filled from front to back, emptied at
 * once, and filled again by the next region.
 *
 * <p>After a few steps of a training loop one block holds a whole step, and nothing is allocated
 * any more. A loop that needs much less for long gives memory back.
 */
final class Arena {

    private static final long SMALLEST_BLOCK = 1 << 20;
    private static final long LARGEST_MERGED = 1L << 30;

    /** The number of regions that must use less than a quarter before memory is freed. */
    private static final int PATIENCE = 64;

    /** Memory that is never freed, because it is too little to matter. */
    private static final long KEPT = 16L << 20;

    private final List<NativeBlock> blocks = new ArrayList<>();
    private int current;
    private long top;
    private long usedBefore;
    private long recentPeak;
    private int recentRegions;

    /** The position of the next tensor, to which {@link #rewind} returns. */
    record Mark(int block, long top, long usedBefore) {}

    /** A free stretch: {@code offset} counts bytes. */
    record Place(NativeBlock block, int offset) {}

    /** Takes memory, aligned to a cache line. */
    Place take(long bytes) {
        long padded = padded(bytes);
        while (current < blocks.size()) {
            NativeBlock block = blocks.get(current);
            if (top + padded <= block.bytes()) {
                Place place = new Place(block, (int) top);
                top += padded;
                return place;
            }
            usedBefore += top;
            top = 0;
            current++;
        }
        long wanted = Math.max(SMALLEST_BLOCK, Math.min(capacity(), LARGEST_MERGED));
        NativeBlock block = new NativeBlock(Math.max(padded, wanted));
        blocks.add(block);
        top = padded;
        return new Place(block, 0);
    }

    private static long padded(long bytes) {
        long atLeastOne = Math.max(bytes, 1);
        return (atLeastOne + NativeBlock.ALIGNMENT - 1) & -NativeBlock.ALIGNMENT;
    }

    Mark mark() {
        return new Mark(current, top, usedBefore);
    }

    void rewind(Mark mark) {
        recentPeak = Math.max(recentPeak, used());
        current = mark.block();
        top = mark.top();
        usedBefore = mark.usedBefore();
    }

    /** Empties the arena for the next region of its depth. */
    void reset() {
        recentPeak = Math.max(recentPeak, used());
        current = 0;
        top = 0;
        usedBefore = 0;
        if (blocks.size() > 1 && capacity() <= LARGEST_MERGED) {
            replaceBy(recentPeak);
        }
        if (++recentRegions >= PATIENCE) {
            if (capacity() > KEPT && capacity() > 4 * recentPeak) {
                replaceBy(recentPeak);
            }
            recentRegions = 0;
            recentPeak = 0;
        }
    }

    /** One block that holds the peak, with an eighth to spare, takes the place of all. */
    private void replaceBy(long peak) {
        free();
        long wanted = Math.max(SMALLEST_BLOCK, peak + peak / 8);
        if (wanted <= LARGEST_MERGED) {
            blocks.add(new NativeBlock(wanted));
        }
    }

    private long used() {
        return usedBefore + top;
    }

    long capacity() {
        long sum = 0;
        for (NativeBlock block : blocks) {
            sum += block.bytes();
        }
        return sum;
    }

    /** Frees all memory; the arena stays usable. */
    void free() {
        blocks.forEach(NativeBlock::free);
        blocks.clear();
        current = 0;
        top = 0;
        usedBefore = 0;
    }
}
