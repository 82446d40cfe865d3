// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import java.util.function.IntToDoubleFunction;

/** Bernoulli, categorical and permutation draws. */
final class Discrete {
    private static final int WORDS_PER_BLOCK = 4;
    private static final int ONE_FLOAT = 0x3F800000;
    private static final long ONE_DOUBLE = 0x3FF0000000000000L;

    private Discrete() {}

    /** Value i is 1 where the centred 32-bit word i, (2w + 1) / 2^33, is below p_i, and else 0. */
    static void bernoulli(BitStream stream, long position, float[] probabilities, float[] out) {
        long[] units = new long[unitsBuffer(out.length)];
        for (int done = 0; done < out.length; ) {
            int first = (int) ((position + done) & (WORDS_PER_BLOCK - 1));
            int count = Math.min(out.length - done, units.length - first);
            fetchUnits(stream, position + done, first + count, units);
            for (int i = 0; i < count; i++) {
                float p = probabilities[done + i];
                if (!(p >= 0 && p <= 1)) {
                    throw Arguments.notAProbability(p, done + i);
                }
                out[done + i] = Float.intBitsToFloat((int) below(units[first + i], p) & ONE_FLOAT);
            }
            done += count;
        }
    }

    /** As the float form: the same words. */
    static void bernoulli(BitStream stream, long position, double[] probabilities, double[] out) {
        long[] units = new long[unitsBuffer(out.length)];
        for (int done = 0; done < out.length; ) {
            int first = (int) ((position + done) & (WORDS_PER_BLOCK - 1));
            int count = Math.min(out.length - done, units.length - first);
            fetchUnits(stream, position + done, first + count, units);
            for (int i = 0; i < count; i++) {
                double p = probabilities[done + i];
                if (!(p >= 0 && p <= 1)) {
                    throw Arguments.notAProbability(p, done + i);
                }
                out[done + i] = Double.longBitsToDouble(below(units[first + i], p) & ONE_DOUBLE);
            }
            done += count;
        }
    }

    private static int unitsBuffer(int values) {
        return Math.min(BitStream.CHUNK, (values / WORDS_PER_BLOCK + 2) * WORDS_PER_BLOCK);
    }

    /** Fetches the blocks from that of a position on, as 2w + 1 of each 32-bit word w. */
    private static void fetchUnits(BitStream stream, long position, int values, long[] units) {
        int blocks = (values + WORDS_PER_BLOCK - 1) / WORDS_PER_BLOCK;
        Philox.blocks(stream.key(), stream.id(), position / WORDS_PER_BLOCK, blocks, units);
        for (int i = 2 * blocks - 1; i >= 0; i--) {
            long word = units[i];
            units[2 * i + 1] = word >>> 32 << 1 | 1;
            units[2 * i] = (word & 0xFFFFFFFFL) << 1 | 1;
        }
    }

    /**
     * All bits set if unit / 2^33 &lt; p, else none: the sign of the difference. A branch on a
     * random bit is mispredicted half the time, and costs more than the random bits.
     */
    private static long below(long unit, double p) {
        return Double.doubleToRawLongBits(unit - p * 0x1p33) >> 63;
    }

    /** One uniform a row, inverted through the cumulative weights of that row. */
    static int[] categorical(BitStream stream, long position, Logits logits, int categories) {
        int[] drawn = new int[logits.size() / categories];
        double[] weights = new double[categories];
        long[] words = BitStream.buffer(1);
        for (int row = 0; row < drawn.length; row++) {
            double total = weights(logits, row, weights);
            int first = stream.fetch(position + row, 1, words);
            // u <= 1 - 2^-53, so the product rounds below the total and the search ends.
            double target = BitStream.openUnit(words[first]) * total;
            int category = 0;
            double cumulative = weights[0];
            while (cumulative <= target) {
                cumulative += weights[++category];
            }
            drawn[row] = category;
        }
        return drawn;
    }

    /** As the form above from position 0, with all rows repeated {@code times} times. */
    static int[] categorical(BitStream stream, Logits logits, int categories, int times) {
        int rows = logits.size() / categories;
        double[] cumulative = new double[logits.size()];
        double[] weights = new double[categories];
        for (int row = 0; row < rows; row++) {
            weights(logits, row, weights);
            double sum = 0;
            for (int j = 0; j < categories; j++) {
                sum += weights[j];
                cumulative[row * categories + j] = sum;
            }
        }
        int[] drawn = new int[rows * times];
        long[] words = BitStream.buffer(drawn.length);
        int row = 0;
        for (int done = 0; done < drawn.length; done += BitStream.CHUNK) {
            int count = Math.min(drawn.length - done, BitStream.CHUNK);
            int first = stream.fetch(done, count, words);
            for (int i = 0; i < count; i++) {
                int start = row * categories;
                double target =
                        BitStream.openUnit(words[first + i]) * cumulative[start + categories - 1];
                int category = 0;
                // Counting has no branch to mispredict, and ends below the last: as above.
                for (int j = 0; j < categories - 1; j++) {
                    category += cumulative[start + j] <= target ? 1 : 0;
                }
                drawn[done + i] = category;
                row = row + 1 == rows ? 0 : row + 1;
            }
        }
        return drawn;
    }

    /** Fills exp(logit - max) of a row, and returns their sum, taken in order. */
    private static double weights(Logits logits, int row, double[] weights) {
        int start = row * weights.length;
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < weights.length; j++) {
            double logit = logits.at(start + j);
            if (!(logit < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "logits["
                                + (start + j)
                                + "] is "
                                + logit
                                + "; it must be finite, or -Infinity for an excluded category");
            }
            max = Math.max(max, logit);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "the logits of row " + row + " are all -Infinity; one must be finite");
        }
        double total = 0;
        for (int j = 0; j < weights.length; j++) {
            weights[j] = StrictMath.exp(logits.at(start + j) - max);
            total += weights[j];
        }
        return total;
    }

    /** Row-major logits of either precision. */
    record Logits(int size, IntToDoubleFunction values) {

        static Logits of(double[] values) {
            return new Logits(values.length, index -> values[index]);
        }

        static Logits of(float[] values) {
            return new Logits(values.length, index -> values[index]);
        }

        double at(int index) {
            return values.applyAsDouble(index);
        }
    }

    /** Fisher and Yates, forwards; word i decides the exchange at i. */
    static int[] permutation(BitStream stream, int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        long[] words = BitStream.buffer(n);
        for (int done = 0; done < n; done += BitStream.CHUNK) {
            int count = Math.min(n - done, BitStream.CHUNK);
            int first = stream.fetch(done, count, words);
            for (int i = done; i < done + count; i++) {
                int j = i + bounded(words[first + i - done], n - i);
                int kept = order[i];
                order[i] = order[j];
                order[j] = kept;
            }
        }
        return order;
    }

    /** floor(bound w / 2^63) of the upper 63 bits w: relative bias below 2^-32. */
    private static int bounded(long word, int bound) {
        return (int) Math.multiplyHigh(word >>> 1, (long) bound << 1);
    }
}
