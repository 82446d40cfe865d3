// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalDouble;
import org.vaelab.framework.random.RandomKey;

/**
 * How grey levels are spread over the bins around them, so that a density of them counts bits.
 *
 * <p>In settings: {@code uniform}.
 */
public enum Dequantization implements ValueDraw {
    /**
     * {@code y = (255 x + u) / 256} with u uniform on [0, 1), drawn anew for every training batch:
     * level k is spread evenly over [k/256, (k + 1)/256). Then (Theis et al. 2016, equations 3 to
     * 6)
     *
     * <pre>
     *   E_u[ log p(y) ] - D log 256  &lt;=  log P(x),   P(x) = the integral of p over the bins of x
     * </pre>
     *
     * <p>so that the density bounds the probability of the levels from below. Values are drawn in
     * single precision, in which the largest may round to 1.
     */
    @JsonProperty("uniform")
    UNIFORM;

    public static final double BIN_WIDTH = 1.0 / 256;

    /** The largest level, whose value is 1. */
    public static final int LARGEST_LEVEL = 255;

    /** Returns {@code (255 x + noise) / 256}. */
    static double spread(double x, double noise) {
        return (LARGEST_LEVEL * x + noise) * BIN_WIDTH;
    }

    @Override
    public String keyName() {
        return "dequantize";
    }

    @Override
    public ValueDomain domain() {
        return ValueDomain.UNIT_INTERVAL;
    }

    @Override
    public OptionalDouble binWidth() {
        return OptionalDouble.of(BIN_WIDTH);
    }

    @Override
    public void draw(RandomKey key, float[] values) {
        float[] noise = new float[values.length];
        key.uniform(noise, 0, noise.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) spread(values[i], noise[i]);
        }
    }

    @Override
    public String toString() {
        return "uniform";
    }
}
