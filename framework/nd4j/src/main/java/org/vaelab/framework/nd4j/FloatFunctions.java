// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Exponential functions and their inverses in float32, by the tile, to about two units in the last
 * place.
 *
 * <p>Every loop is plain arithmetic on arrays without a branch, which the compiler turns into
 * vector instructions. JDK 17 does not vectorise the conversion of a float to its bits. A copy
 * through native memory converts a whole tile at once instead.
 */
final class FloatFunctions {

    static final float LOG2_E = 1.442695041f;

    /** ln 2 in two parts: the first has so few digits that k times it is exact. */
    static final float LN_2_HEAD = 0.693359375f;

    static final float LN_2_TAIL = -2.12194440e-4f;

    /** 1.5 2^23: adding it rounds a float to an integer in the lowest bits. */
    static final float ROUND = 12582912f;

    static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    static final int BIAS = 127;
    static final int FRACTION = 23;
    static final int ROOT_HALF_BITS = Float.floatToRawIntBits((float) Math.sqrt(0.5));

    static final int LEAST_NORMAL_BITS = Float.floatToRawIntBits(Float.MIN_NORMAL);
    static final int LARGEST_BITS = Float.floatToRawIntBits(Float.MAX_VALUE);

    /** Outside of these limits e^x is infinite, or 0. */
    static final float EXP_LEAST = -105f;

    static final float EXP_MOST = 90f;

    /** Outside of these limits e^x - 1 is infinite, or -1. */
    static final float EXPM1_LEAST = -30f;

    static final float EXPM1_MOST = 89f;

    /** The argument from which tanh is 1. */
    static final float TANH_MOST = 10f;

    private final FloatBuffer asFloats;
    private final IntBuffer asInts;
    private final float[] rounded = new float[Tiles.LENGTH];
    private final float[] scale = new float[Tiles.LENGTH];
    private final float[] otherScale = new float[Tiles.LENGTH];
    private final float[] saved = new float[Tiles.LENGTH];
    private final int[] bits = new int[Tiles.LENGTH];
    private final int[] otherBits = new int[Tiles.LENGTH];

    FloatFunctions() {
        ByteBuffer scrap =
                ByteBuffer.allocateDirect(Tiles.LENGTH * Float.BYTES)
                        .order(ByteOrder.nativeOrder());
        asFloats = scrap.asFloatBuffer();
        asInts = scrap.asIntBuffer();
    }

    private void toBits(float[] values, int[] target, int n) {
        asFloats.put(0, values, 0, n);
        asInts.get(0, target, 0, n);
    }

    private void toFloats(int[] values, float[] target, int n) {
        asInts.put(0, values, 0, n);
        asFloats.get(0, target, 0, n);
    }

    /** e^x = 2^k e^r with k the integer nearest to x / ln 2 and |r| at most ln(2) / 2. */
    void exp(float[] x, int n) {
        roundQuotients(x, EXP_LEAST, EXP_MOST, n);
        for (int i = 0; i < n; i++) {
            int k = bits[i] - ROUND_BITS;
            // 2^k in two factors: it may be too large or too small for one.
            int half = k >> 1;
            bits[i] = (half + BIAS) << FRACTION;
            otherBits[i] = (k - half + BIAS) << FRACTION;
        }
        toFloats(bits, scale, n);
        toFloats(otherBits, otherScale, n);
        for (int i = 0; i < n; i++) {
            float k = rounded[i] - ROUND;
            float r = (x[i] - k * LN_2_HEAD) - k * LN_2_TAIL;
            x[i] = (1 + expm1OfSmall(r)) * scale[i] * otherScale[i];
        }
    }

    /** e^x - 1 = 2 (2^(k-1) (e^r - 1) + (2^(k-1) - 1/2)), in which nothing cancels. */
    void expm1(float[] x, int n) {
        roundQuotients(x, EXPM1_LEAST, EXPM1_MOST, n);
        for (int i = 0; i < n; i++) {
            int k = bits[i] - ROUND_BITS;
            bits[i] = (k - 1 + BIAS) << FRACTION;
        }
        toFloats(bits, scale, n);
        for (int i = 0; i < n; i++) {
            float k = rounded[i] - ROUND;
            float r = (x[i] - k * LN_2_HEAD) - k * LN_2_TAIL;
            x[i] = 2 * (scale[i] * expm1OfSmall(r) + (scale[i] - 0.5f));
        }
    }

    /** Limits x; leaves k + ROUND in {@code rounded} and its bits in {@code bits}. */
    private void roundQuotients(float[] x, float least, float most, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.max(least, Math.min(most, x[i]));
            rounded[i] = x[i] * LOG2_E + ROUND;
        }
        toBits(rounded, bits, n);
    }

    /** The Taylor series of e^r - 1, exact to float32 for |r| below 0.35. */
    private static float expm1OfSmall(float r) {
        float sum = 1f / 5040;
        sum = sum * r + 1f / 720;
        sum = sum * r + 1f / 120;
        sum = sum * r + 1f / 24;
        sum = sum * r + 1f / 6;
        sum = sum * r + 0.5f;
        return r + r * r * sum;
    }

    void log(float[] x, int n) {
        System.arraycopy(x, 0, saved, 0, n);
        if (logOfNormal(x, n)) {
            return;
        }
        for (int i = 0; i < n; i++) {
            if (!(saved[i] >= Float.MIN_NORMAL && saved[i] <= Float.MAX_VALUE)) {
                x[i] = (float) Math.log(saved[i]);
            }
        }
    }

    /**
     * ln x = e ln 2 + ln m with m in [sqrt(1/2), sqrt(2)), right for positive normal numbers.
     *
     * @return whether all are
     */
    private boolean logOfNormal(float[] x, int n) {
        toBits(x, bits, n);
        int sign = 0;
        for (int i = 0; i < n; i++) {
            sign |= (bits[i] - LEAST_NORMAL_BITS) | (LARGEST_BITS - bits[i]);
        }
        for (int i = 0; i < n; i++) {
            int e = (bits[i] - ROOT_HALF_BITS) >> FRACTION;
            bits[i] -= e << FRACTION;
            otherBits[i] = e + ROUND_BITS;
        }
        toFloats(bits, x, n);
        toFloats(otherBits, rounded, n);
        for (int i = 0; i < n; i++) {
            float e = rounded[i] - ROUND;
            float f = x[i] - 1;
            // ln(1 + f) = 2 artanh(s), s = f / (2 + f)
            float s = f / (2 + f);
            float square = s * s;
            float sum = 2f / 9;
            sum = sum * square + 2f / 7;
            sum = sum * square + 2f / 5;
            sum = sum * square + 2f / 3;
            x[i] = (s * 2 + (s * square * sum + e * LN_2_TAIL)) + e * LN_2_HEAD;
        }
        return sign >= 0;
    }

    void log1p(float[] x, int n) {
        System.arraycopy(x, 0, saved, 0, n);
        if (log1pOfNormal(x, n)) {
            return;
        }
        for (int i = 0; i < n; i++) {
            if (!(saved[i] > -1 && saved[i] <= Float.MAX_VALUE)) {
                x[i] = (float) Math.log1p(saved[i]);
            }
        }
    }

    /**
     * ln(1 + x) = ln u + (x - (u - 1)) / u with u the rounded 1 + x, right for finite x above -1.
     *
     * @return whether all are
     */
    boolean log1pOfNormal(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            float u = 1 + x[i];
            scale[i] = (x[i] - (u - 1)) / u;
            x[i] = u;
        }
        boolean normal = logOfNormal(x, n);
        for (int i = 0; i < n; i++) {
            x[i] += scale[i];
        }
        return normal;
    }

    void sigmoid(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = -x[i];
        }
        exp(x, n);
        for (int i = 0; i < n; i++) {
            x[i] = 1 / (1 + x[i]);
        }
    }

    /** max(x, 0) + ln(1 + e^-|x|). */
    void softplus(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            saved[i] = Math.max(x[i], 0);
            x[i] = -Math.abs(x[i]);
        }
        exp(x, n);
        log1pOfNormal(x, n);
        for (int i = 0; i < n; i++) {
            x[i] += saved[i];
        }
    }

    /** t / (t + 2) with t = e^(2x) - 1. */
    void tanh(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = 2 * Math.max(-TANH_MOST, Math.min(TANH_MOST, x[i]));
        }
        expm1(x, n);
        for (int i = 0; i < n; i++) {
            x[i] = x[i] / (x[i] + 2);
        }
    }

    /** max(x, 0) + e^min(x, 0) - 1. */
    void elu(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            saved[i] = Math.max(x[i], 0);
            x[i] = Math.min(x[i], 0);
        }
        expm1(x, n);
        for (int i = 0; i < n; i++) {
            x[i] += saved[i];
        }
    }
}
