// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

/**
 * The standard continuous distributions drawn by inversion: value i is a fixed function of word i.
 *
 * <p>Logarithms are those of {@link StrictMath#log}, for the reason given in {@link
 * NormalQuantile}.
 */
public enum Continuous {
    /** Uniform on the open interval (0, 1): {@link RandomKey#uniform(int)}. */
    UNIFORM(Domain.UNIFORM) {
        @Override
        void transform(double[] values, int from, int to) {
            // The uniforms are what comes in.
        }
    },
    /** Standard Normal: {@link RandomKey#normal(int)}. */
    NORMAL(Domain.NORMAL) {
        @Override
        void transform(double[] values, int from, int to) {
            for (int i = from; i < to; i++) {
                values[i] = NormalQuantile.of(values[i]);
            }
        }
    },
    /** Exponential of rate 1: {@link RandomKey#exponential(int)}. */
    EXPONENTIAL(Domain.EXPONENTIAL) {
        @Override
        void transform(double[] values, int from, int to) {
            for (int i = from; i < to; i++) {
                values[i] = -NaturalLogarithm.of(values[i]);
            }
        }
    };

    /** The largest float below one. */
    private static final float BELOW_ONE = 0x1.fffffep-1f;

    private final Domain domain;

    Continuous(Domain domain) {
        this.domain = domain;
    }

    Domain domain() {
        return domain;
    }

    /** Turns uniforms of (0, 1) into draws, in place, from an index up to another, exclusive. */
    abstract void transform(double[] values, int from, int to);

    /** Writes the draws at position, ..., position + length - 1 to {@code out} from an offset. */
    void fill(RandomKey key, long position, double[] out, int offset, int length) {
        Arguments.requireRange(position, out.length, offset, length);
        BitStream stream = key.stream(domain);
        long[] words = BitStream.buffer(length);
        for (int done = 0; done < length; done += BitStream.CHUNK) {
            int count = Math.min(length - done, BitStream.CHUNK);
            uniforms(stream, position + done, words, out, offset + done, count);
            transform(out, offset + done, offset + done + count);
        }
    }

    /** As the double form, each value rounded to float, and a uniform kept below one. */
    void fill(RandomKey key, long position, float[] out, int offset, int length) {
        Arguments.requireRange(position, out.length, offset, length);
        BitStream stream = key.stream(domain);
        long[] words = BitStream.buffer(length);
        double[] values = new double[Math.min(length, BitStream.CHUNK)];
        float limit = this == UNIFORM ? BELOW_ONE : Float.MAX_VALUE;
        for (int done = 0; done < length; done += BitStream.CHUNK) {
            int count = Math.min(length - done, BitStream.CHUNK);
            uniforms(stream, position + done, words, values, 0, count);
            transform(values, 0, count);
            for (int i = 0; i < count; i++) {
                out[offset + done + i] = Math.min((float) values[i], limit);
            }
        }
    }

    private static void uniforms(
            BitStream stream, long position, long[] words, double[] out, int offset, int count) {
        int first = stream.fetch(position, count, words);
        for (int i = 0; i < count; i++) {
            out[offset + i] = BitStream.openUnit(words[first + i]);
        }
    }
}
