// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.OptionalDouble;
import org.vaelab.framework.random.RandomKey;

/** A random change of the values of examples. */
public enum ValueDraw {
    /** Zeros and ones, of which the values are the probabilities. */
    BITS("binarize") {
        @Override
        void draw(RandomKey key, float[] values) {
            key.bernoulli(values, values);
        }

        @Override
        Examples table(int size, int width, RowReader rows) {
            byte[] bits = new byte[size * width];
            float[] row = new float[width];
            for (int i = 0; i < size; i++) {
                rows.read(i, row);
                for (int j = 0; j < width; j++) {
                    bits[i * width + j] = (byte) row[j];
                }
            }
            return Examples.binary(width, bits);
        }
    },

    /** Points of the bins around grey levels. */
    POINTS_OF_BINS("dequantize") {
        @Override
        void draw(RandomKey key, float[] values) {
            float[] noise = new float[values.length];
            key.uniform(noise, 0, noise.length);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Dequantization.spread(values[i], noise[i]);
            }
        }

        @Override
        Examples table(int size, int width, RowReader rows) {
            float[] values = new float[size * width];
            float[] row = new float[width];
            for (int i = 0; i < size; i++) {
                rows.read(i, row);
                System.arraycopy(row, 0, values, i * width, width);
            }
            return Examples.floats(
                    width,
                    values,
                    ValueDomain.UNIT_INTERVAL,
                    OptionalDouble.of(Dequantization.BIN_WIDTH));
        }
    };

    private final String keyName;

    ValueDraw(String keyName) {
        this.keyName = keyName;
    }

    /** The name under which keys of such draws are split off. */
    String keyName() {
        return keyName;
    }

    /** Draws in place. */
    abstract void draw(RandomKey key, float[] values);

    /** Returns a table of values that were drawn; their number must fit one array. */
    abstract Examples table(int size, int width, RowReader rows);

    /** Gives the values of an example. */
    @FunctionalInterface
    interface RowReader {
        void read(int index, float[] row);
    }
}
