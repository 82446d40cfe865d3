// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.OptionalDouble;
import org.vaelab.framework.random.RandomKey;

/** A random change of the values of examples. */
public enum ValueDraw {
    /** Zeros and ones, of which the values are the probabilities. */
    BITS("binarize", ValueDomain.BINARY, OptionalDouble.empty()) {
        @Override
        void draw(RandomKey key, float[] values) {
            key.bernoulli(values, values);
        }
    },

    /** Points of the bins around grey levels. */
    POINTS_OF_BINS(
            "dequantize",
            ValueDomain.UNIT_INTERVAL,
            OptionalDouble.of(Dequantization.BIN_WIDTH)) {
        @Override
        void draw(RandomKey key, float[] values) {
            float[] noise = new float[values.length];
            key.uniform(noise, 0, noise.length);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Dequantization.spread(values[i], noise[i]);
            }
        }
    };

    private final String keyName;
    private final ValueDomain domain;
    private final OptionalDouble binWidth;

    ValueDraw(String keyName, ValueDomain domain, OptionalDouble binWidth) {
        this.keyName = keyName;
        this.domain = domain;
        this.binWidth = binWidth;
    }

    /** The name under which keys of such draws are split off. */
    String keyName() {
        return keyName;
    }

    /** Returns the domain of drawn values. */
    ValueDomain domain() {
        return domain;
    }

    /** Returns the width of the bins over which values are spread; empty if they are not. */
    OptionalDouble binWidth() {
        return binWidth;
    }

    /** Draws in place. */
    abstract void draw(RandomKey key, float[] values);
}
