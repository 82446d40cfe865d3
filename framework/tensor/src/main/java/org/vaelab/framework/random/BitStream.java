// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

/**
 * 2^64 addressable 64-bit words: word i is a function of (key, id, i) alone, half of the
 * Philox4x32-10 block whose counter is (i div 2, id): the lower half if i is even. A device that
 * draws by itself needs no more than the two numbers.
 *
 * @param key the Philox key, salted by the {@link Domain}
 * @param id the upper half of the Philox counter
 */
public record BitStream(long key, long id) {
    /** The words that one refill of a buffer fetches: 4 KiB stay in the first-level cache. */
    static final int CHUNK = 512;

    static long[] buffer(int length) {
        return new long[Math.min(length, CHUNK) + 2];
    }

    /**
     * Fetches the words position, ..., position + count - 1.
     *
     * @param position the first word, not negative
     * @param count at most {@code buffer.length - 2}
     * @return the index in the buffer of the first: 1 if {@code position} is odd, as a block holds
     *     two words
     */
    int fetch(long position, int count, long[] buffer) {
        int skip = (int) (position & 1);
        Philox.blocks(key, id, position >>> 1, (skip + count + 1) >>> 1, buffer);
        return skip;
    }

    /**
     * A 64-bit word to the open interval (0, 1).
     *
     * <p>The upper 52 bits m give (2m + 1) / 2^53: the 2^52 odd multiples of 2^-53, equally likely
     * and symmetric about 1/2. Centring 53 bits would need a 54-bit significand, and the largest
     * value would round to 1.
     */
    static double openUnit(long word) {
        return ((word >>> 12 << 1) | 1) * 0x1p-53;
    }
}
