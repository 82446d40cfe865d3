// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import org.vaelab.framework.random.RandomKey;

/** How a sprite is painted. The variants are those of dSprites in Locatello et al. (2019). */
public enum SpriteMode {
    /** White on black, one channel of zeros and ones. */
    BINARY {
        @Override
        void paint(boolean[] shape, RandomKey key, byte[] levels, int offset) {
            for (int p = 0; p < shape.length; p++) {
                levels[offset + p] = (byte) (shape[p] ? 1 : 0);
            }
        }
    },

    /** In one colour on black. Each channel of the colour is uniform on the levels 128 to 255. */
    COLOUR {
        @Override
        void paint(boolean[] shape, RandomKey key, byte[] levels, int offset) {
            double[] colour = key.uniform(CHANNELS);
            for (int c = 0; c < CHANNELS; c++) {
                byte level = (byte) (BRIGHT + (int) (colour[c] * (LEVELS - BRIGHT)));
                for (int p = 0; p < shape.length; p++) {
                    levels[offset + c * shape.length + p] = shape[p] ? level : 0;
                }
            }
        }
    },

    /** White on noise. Each value of the background is uniform on the 256 levels. */
    NOISY {
        @Override
        void paint(boolean[] shape, RandomKey key, byte[] levels, int offset) {
            double[] noise = key.uniform(CHANNELS * shape.length);
            for (int i = 0; i < noise.length; i++) {
                boolean inside = shape[i % shape.length];
                levels[offset + i] = (byte) (inside ? LEVELS - 1 : (int) (noise[i] * LEVELS));
            }
        }
    };

    private static final int LEVELS = 256;
    private static final int BRIGHT = 128;
    private static final int CHANNELS = 3;

    /** Returns the number of channels. */
    int channels() {
        return this == BINARY ? 1 : CHANNELS;
    }

    /**
     * Paints a sprite.
     *
     * @param shape which pixels lie inside it, row by row
     * @param key of the image
     * @param levels where the values go, channel by channel
     */
    abstract void paint(boolean[] shape, RandomKey key, byte[] levels, int offset);
}
