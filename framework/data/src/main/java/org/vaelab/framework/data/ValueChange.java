// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.OptionalDouble;
import org.vaelab.framework.random.RandomKey;

/** A change of the values of an example that gives the same result whenever the example is read. */
sealed interface ValueChange {

    /** Returns the domain of the changed values. */
    ValueDomain domain();

    /** Returns the width of the bins over which values are spread; empty if they are not. */
    OptionalDouble binWidth();

    /**
     * Changes all values of an example in place.
     *
     * @param number of the example
     */
    void apply(int number, float[] values);

    /** Zeros and ones by a threshold. */
    record Cut(double level) implements ValueChange {
        @Override
        public ValueDomain domain() {
            return ValueDomain.BINARY;
        }

        @Override
        public OptionalDouble binWidth() {
            return OptionalDouble.empty();
        }

        @Override
        public void apply(int number, float[] values) {
            for (int j = 0; j < values.length; j++) {
                // A missing value stays missing.
                values[j] = Float.isNaN(values[j]) ? Float.NaN : values[j] > level ? 1 : 0;
            }
        }
    }

    /** One random draw: that of example i is under {@code key.fold(i)}. */
    record Draw(ValueDraw draw, RandomKey key) implements ValueChange {
        @Override
        public ValueDomain domain() {
            return draw.domain();
        }

        @Override
        public OptionalDouble binWidth() {
            return draw.binWidth();
        }

        @Override
        public void apply(int number, float[] values) {
            draw.draw(key.fold(number), values);
        }
    }
}
