// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.vaelab.framework.random.RandomKey;

/**
 * Permutes examples that are read in blocks. The blocks are permuted under {@code
 * key.split("blocks")} and taken {@value #BLOCKS_AT_A_TIME} at a time. The examples of the w-th
 * such window are permuted under {@code key.split("rows").fold(w)}. Without blocks, all examples
 * are permuted under the key itself.
 *
 * <p>Each block is read once an epoch, and one window fits memory ({@link RowFile}). A batch comes
 * from one window. If neighbouring rows are alike, as in a file sorted by class, a batch is
 * therefore less mixed than a sample of all examples: it has rows of at most {@value
 * #BLOCKS_AT_A_TIME} places of the file (at most 64 at the end of a window). Blocks of a window
 * change in each epoch.
 */
final class BlockOrder {

    /** Half of the blocks that stay in memory, so that evaluation between two steps finds room. */
    static final int BLOCKS_AT_A_TIME = RowFile.CACHED_BLOCKS / 2;

    /** The examples, block by block, and where each block begins and the last one ends. */
    private final int[] members;

    private final int[] starts;

    private BlockOrder(int[] members, int[] starts) {
        this.members = members;
        this.starts = starts;
    }

    static BlockOrder of(Examples examples) {
        int size = examples.size();
        int blocks = IntStream.range(0, size).map(examples::block).max().orElse(0) + 1;
        int[] starts = new int[blocks + 1];
        for (int i = 0; i < size; i++) {
            starts[examples.block(i) + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] next = starts.clone();
        int[] members = new int[size];
        for (int i = 0; i < size; i++) {
            members[next[examples.block(i)]++] = i;
        }
        return new BlockOrder(members, starts);
    }

    /** Returns the indices of all examples in the order under a key. */
    int[] permutation(RandomKey key) {
        int blocks = starts.length - 1;
        if (blocks == 1) {
            return key.permutation(members.length);
        }
        int[] order = key.split("blocks").permutation(blocks);
        RandomKey ofRows = key.split("rows");
        int[] result = new int[members.length];
        int filled = 0;
        for (int first = 0; first < blocks; first += BLOCKS_AT_A_TIME) {
            int[] window = window(order, first, Math.min(blocks, first + BLOCKS_AT_A_TIME));
            int[] shuffled = ofRows.fold(first / BLOCKS_AT_A_TIME).permutation(window.length);
            for (int place : shuffled) {
                result[filled++] = window[place];
            }
        }
        return result;
    }

    private int[] window(int[] order, int from, int to) {
        int size = 0;
        for (int b = from; b < to; b++) {
            size += starts[order[b] + 1] - starts[order[b]];
        }
        int[] window = new int[size];
        int filled = 0;
        for (int b = from; b < to; b++) {
            int start = starts[order[b]];
            int count = starts[order[b] + 1] - start;
            System.arraycopy(members, start, window, filled, count);
            filled += count;
        }
        return window;
    }
}
