// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

/**
 * Gamma draws of unit scale by rejection from a transformed Normal.
 *
 * <pre>
 *   a &gt;= 1:  d = a - 1/3,  c = 1 / sqrt(9 d),  x ~ N(0, 1),  t = c x,  v = (1 + t)^3
 *            accept d v if t &gt; -1 and log u &lt; x^2/2 + d - d v + d log v
 *   a &lt; 1:   gamma(a) = gamma(a + 1) u^(1/a), formed as a logarithm
 * </pre>
 *
 * <p>Element i has its own 2^16 blocks. Block 0 holds the uniform of the boost for a &lt; 1. Block
 * j holds the Normal and the uniform of attempt j. So the draw of element i does not depend on the
 * number of attempts of its neighbours. An attempt is accepted with probability above 0.95.
 *
 * <p>G. Marsaglia, W. W. Tsang: A simple method for generating gamma variables. ACM TOMS 26, 2000,
 * section 2 and section 6 (a &lt; 1). Deviation: the acceptance bound is evaluated as
 * {@code 3 d (log1p(t) - t) + x^2/6 - c x^3/9}, equal by 9 c^2 d = 1, which keeps its digits for
 * large shapes.
 */
final class GammaSampler {
    /** The smallest shape a for which the largest (-log u) / a is finite. */
    static final double SMALLEST_SHAPE = 1e-300;

    static final double LARGEST_SHAPE = 1e300;

    private static final int ATTEMPT_BITS = 16;
    private static final long ATTEMPTS = 1L << ATTEMPT_BITS;
    private static final double SQUEEZE = 0.0331;

    private final BitStream stream;
    private final long[] block = new long[2];

    GammaSampler(BitStream stream) {
        this.stream = stream;
    }

    /** The draw at a position; zero where it underflows. */
    double draw(double shape, long position) {
        if (shape < 1) {
            return StrictMath.exp(logDraw(shape, position));
        }
        double t = accepted(shape - 1.0 / 3, position);
        return (shape - 1.0 / 3) * ((1 + t) * (1 + t) * (1 + t));
    }

    /** The logarithm of the draw at a position, always finite. */
    double logDraw(double shape, long position) {
        double boosted = shape < 1 ? shape + 1 : shape;
        double d = boosted - 1.0 / 3;
        double log = StrictMath.log(d) + 3 * StrictMath.log1p(accepted(d, position));
        return shape < 1 ? log + boost(shape, position) : log;
    }

    private double boost(double shape, long position) {
        fetch(position, 0);
        return StrictMath.log(BitStream.openUnit(block[0])) / shape;
    }

    /** The t = c x of the first accepted attempt. */
    private double accepted(double d, long position) {
        double c = 1 / (3 * Math.sqrt(d));
        for (long attempt = 1; attempt < ATTEMPTS; attempt++) {
            fetch(position, attempt);
            double x = NormalQuantile.of(BitStream.openUnit(block[0]));
            double t = c * x;
            if (t > -1) {
                double u = BitStream.openUnit(block[1]);
                double square = x * x;
                if (u < 1 - SQUEEZE * square * square
                        || StrictMath.log(u)
                                < 3 * d * (StrictMath.log1p(t) - t)
                                        + square / 6
                                        - c * x * square / 9) {
                    return t;
                }
            }
        }
        // Each attempt fails with probability below 0.05, so this is a defect, never bad luck.
        throw new IllegalStateException(
                "no gamma draw accepted in " + ATTEMPTS + " attempts at position " + position);
    }

    private void fetch(long position, long attempt) {
        Philox.blocks(stream.key(), stream.id(), position << ATTEMPT_BITS | attempt, 1, block);
    }

    /** Rejects shapes outside [1e-300, 1e300] and positions without their own blocks. */
    static void require(String name, double[] shapes, long position) {
        long limit = 1L << (Long.SIZE - ATTEMPT_BITS);
        if (position < 0 || position > limit - shapes.length) {
            throw new IllegalArgumentException(
                    "position is " + position + "; it must lie in [0, 2^48 - " + name + ".length]");
        }
        for (int i = 0; i < shapes.length; i++) {
            if (!(shapes[i] >= SMALLEST_SHAPE && shapes[i] <= LARGEST_SHAPE)) {
                throw new IllegalArgumentException(
                        name + "[" + i + "] is " + shapes[i] + "; it must lie in [1e-300, 1e300]");
            }
        }
    }
}
