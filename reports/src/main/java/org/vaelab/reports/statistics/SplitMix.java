// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

/**
 * Random numbers by SplitMix64 (Steele, Lea and Flood 2014). The same seed gives the same numbers
 * on every Java version.
 */
final class SplitMix {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double ULP = 0x1.0p-53;

    private long state;

    SplitMix(long seed) {
        state = seed;
    }

    long next() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Returns an integer from 0 to n - 1; the bias is below n / 2^32. */
    int below(int n) {
        return (int) (((next() >>> 32) * n) >>> 32);
    }

    /** Returns a number inside (0, 1). */
    double uniform() {
        return ((next() >>> 11) + 0.5) * ULP;
    }

    /** Returns a draw of the standard Normal distribution (Box and Muller 1958). */
    double normal() {
        return Math.sqrt(2 * exponential()) * StrictMath.cos(2 * Math.PI * uniform());
    }

    /** Returns a draw of the exponential distribution with mean 1. */
    double exponential() {
        return -StrictMath.log(uniform());
    }
}
