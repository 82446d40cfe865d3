// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhiloxTest {
    /**
     * The lines "philox4x32 10" of tests/kat_vectors, Random123 1.14.0
     * (https://github.com/DEShawResearch/random123): counter, key, output, least word first.
     */
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000,"
                + " 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff,"
                + " 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0,"
                + " d16cfe09 94fdcceb 5001e420 24126ea1",
    })
    void givesTheAnswersOfRandom123(String counter, String key, String output) {
        long[] block = new long[2];
        Philox.blocks(pairs(key)[0], pairs(counter)[1], pairs(counter)[0], 1, block);
        assertThat(block).isEqualTo(pairs(output));
    }

    private static long[] pairs(String hexWords) {
        String[] words = hexWords.strip().split(" ", -1);
        long[] pairs = new long[words.length / 2];
        for (int i = 0; i < words.length; i++) {
            pairs[i / 2] |= Long.parseLong(words[i], 16) << (32 * (i % 2));
        }
        return pairs;
    }

    @Test
    void carriesIntoTheSecondCounterWord() {
        long[] run = new long[6];
        long[] single = new long[2];
        Philox.blocks(5, 6, 0xFFFFFFFEL, 3, run);
        for (int b = 0; b < 3; b++) {
            Philox.blocks(5, 6, 0xFFFFFFFEL + b, 1, single);
            assertThat(single).containsExactly(run[2 * b], run[2 * b + 1]);
        }
        Philox.blocks(5, 6, 0, 1, single);
        assertThat(single).doesNotContain(run[4]);
    }

    /** Bytes of consecutive counters under structured keys: 16 tests of 255 degrees of freedom. */
    @Test
    void bytesAreUniform() {
        long[] words = new long[1 << 16];
        for (int test = 0; test < 16; test++) {
            Philox.blocks(1L << (4 * test), test, 0, words.length / 2, words);
            long[] counts = new long[256];
            for (long word : words) {
                for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                    counts[(int) (word >>> shift) & 0xFF]++;
                }
            }
            Significance.assertUniform(counts);
        }
    }

    /** Strict avalanche: each counter or key bit flips each output bit half of the time. */
    @Test
    void everyInputBitFlipsEveryOutputBit() {
        int trials = 4096;
        long[] before = new long[2];
        long[] after = new long[2];
        for (int bit = 0; bit < Long.SIZE; bit++) {
            for (int input = 0; input < 3; input++) {
                int[] flips = new int[128];
                for (int trial = 0; trial < trials; trial++) {
                    long flip = 1L << bit;
                    Philox.blocks(trial, 1, trial, 1, before);
                    Philox.blocks(
                            input == 0 ? trial ^ flip : trial,
                            input == 1 ? 1 ^ flip : 1,
                            input == 2 ? trial ^ flip : trial,
                            1,
                            after);
                    for (int out = 0; out < 128; out++) {
                        long changed = before[out >> 6] ^ after[out >> 6];
                        flips[out] += (int) (changed >>> (out & 63)) & 1;
                    }
                }
                for (int count : flips) {
                    // Hoeffding: P(|z| > 8) <= 2 exp(-32) = 2.5e-14, for all 24,576 together 6e-10.
                    // A flip probability of 0.61 is rejected about always.
                    double z = (count - trials / 2.0) / Math.sqrt(trials / 4.0);
                    assertThat(Math.abs(z)).isLessThan(8);
                }
            }
        }
    }
}
