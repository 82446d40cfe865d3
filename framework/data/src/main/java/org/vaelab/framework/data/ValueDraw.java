// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.OptionalDouble;
import org.vaelab.framework.random.RandomKey;

/** A change of the values of examples: a random draw, or a cut. */
public sealed interface ValueDraw {

    /** Returns the name under which keys of such draws are split off. */
    String keyName();

    /** Returns the domain of drawn values. */
    ValueDomain domain();

    /** Returns the width of the bins over which values are spread; empty if they are not. */
    default OptionalDouble binWidth() {
        return OptionalDouble.empty();
    }

    /** Draws in place. */
    void draw(RandomKey key, float[] values);

    /** Zeros and ones, of which the values are the probabilities. */
    record Bits() implements ValueDraw {
        @Override
        public String keyName() {
            return "binarize";
        }

        @Override
        public ValueDomain domain() {
            return ValueDomain.BINARY;
        }

        @Override
        public void draw(RandomKey key, float[] values) {
            key.bernoulli(values, values);
        }
    }

    /** Points of the bins around grey levels. */
    record PointsOfBins() implements ValueDraw {
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
            return OptionalDouble.of(Dequantization.BIN_WIDTH);
        }

        @Override
        public void draw(RandomKey key, float[] values) {
            float[] noise = new float[values.length];
            key.uniform(noise, 0, noise.length);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Dequantization.spread(values[i], noise[i]);
            }
        }
    }

    /** Zeros and ones by a threshold. A missing value stays missing. */
    record Cut(double level) implements ValueDraw {
        @Override
        public String keyName() {
            return "threshold";
        }

        @Override
        public ValueDomain domain() {
            return ValueDomain.BINARY;
        }

        @Override
        public void draw(RandomKey key, float[] values) {
            for (int j = 0; j < values.length; j++) {
                values[j] = Float.isNaN(values[j]) ? Float.NaN : values[j] > level ? 1 : 0;
            }
        }
    }

    /**
     * Word dropout (Bowman et al. 2016, section 3.1): token k becomes k + V, which an
     * autoregressive decoder is not shown. Each token is drawn by itself. Ends of texts stay NaN.
     *
     * @param share the probability, in single precision
     * @param vocabulary V
     */
    record HiddenTokens(float share, int vocabulary) implements ValueDraw {
        @Override
        public String keyName() {
            return "wordDropout";
        }

        @Override
        public ValueDomain domain() {
            return ValueDomain.TOKENS;
        }

        @Override
        public void draw(RandomKey key, float[] values) {
            float[] uniform = new float[values.length];
            key.uniform(uniform, 0, uniform.length);
            for (int i = 0; i < values.length; i++) {
                values[i] += uniform[i] < share ? vocabulary : 0;
            }
        }
    }
}
