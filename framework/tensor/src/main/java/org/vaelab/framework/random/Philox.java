// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

/**
 * The block function Philox4x32-10: 64 bits of key and 128 bits of counter to 128 bits of output.
 *
 * <pre>
 *   hi0:lo0 = 0xD2511F53 * c0        hi1:lo1 = 0xCD9E8D57 * c2
 *   (c0, c1, c2, c3) &lt;- (hi1 ^ c1 ^ k0, lo1, hi0 ^ c3 ^ k1, lo0)
 *   (k0, k1)         &lt;- (k0 + 0x9E3779B9, k1 + 0xBB67AE85)        ten times
 * </pre>
 *
 * <p>The function is a bijection of the counter for each key, so different counters give different
 * blocks.
 *
 * <p>J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel random numbers: as easy as 1, 2,
 * 3. SC11, 2011, section 3.3. No deviation: the published Random123 vectors hold.
 */
final class Philox {
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final long WEYL_0 = 0x9E3779B9L;
    private static final long WEYL_1 = 0xBB67AE85L;
    private static final long LOW = 0xFFFFFFFFL;
    private static final int ROUNDS = 10;

    private Philox() {}

    /**
     * Computes consecutive blocks, of two 64-bit words each.
     *
     * <p>Of the counter (c0, c1, c2, c3), c0 is the least significant word: {@code counter} is
     * c1:c0 and {@code stream} is c3:c2. The output words are r1:r0 and r3:r2.
     *
     * @param key k1:k0
     * @param stream the upper half of the counter, the same in every block
     * @param counter the lower half of the counter in the first block
     * @param out receives 2 * blocks words, from index 0
     */
    static void blocks(long key, long stream, long counter, int blocks, long[] out) {
        long s2 = stream & LOW;
        long s3 = stream >>> 32;
        for (int b = 0; b < blocks; b++) {
            long c0 = (counter + b) & LOW;
            long c1 = (counter + b) >>> 32;
            long c2 = s2;
            long c3 = s3;
            long k0 = key & LOW;
            long k1 = key >>> 32;
            for (int round = 0; round < ROUNDS; round++) {
                long product0 = MULTIPLIER_0 * c0;
                long product1 = MULTIPLIER_1 * c2;
                c0 = (product1 >>> 32) ^ c1 ^ k0;
                c1 = product1 & LOW;
                c2 = (product0 >>> 32) ^ c3 ^ k1;
                c3 = product0 & LOW;
                k0 = (k0 + WEYL_0) & LOW;
                k1 = (k1 + WEYL_1) & LOW;
            }
            out[2 * b] = c1 << 32 | c0;
            out[2 * b + 1] = c3 << 32 | c2;
        }
    }
}
