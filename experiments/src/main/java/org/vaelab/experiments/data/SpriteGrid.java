// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.util.List;

/**
 * The grid of factors of the sprites: shape, scale, rotation, x, y, of which y varies fastest.
 *
 * @param rotations number of angles
 * @param positions number of positions along each axis
 */
record SpriteGrid(int rotations, int positions) {
    static final List<SpriteShape> SHAPES =
            List.of(SpriteShape.SQUARE, SpriteShape.ELLIPSE, SpriteShape.HEART);
    static final int SCALES = 6;
    static final List<String> FACTORS = List.of("shape", "scale", "rotation", "x", "y");

    /** The number of combinations. */
    static int size(int rotations, int positions) {
        return Math.multiplyExact(SHAPES.size() * SCALES * rotations, positions * positions);
    }

    int size() {
        return size(rotations, positions);
    }

    /** The number of values of each factor. */
    int[] cardinalities() {
        return new int[] {SHAPES.size(), SCALES, rotations, positions, positions};
    }

    /** The value of each factor in combination {@code index}. */
    int[] factors(int index) {
        int[] cardinalities = cardinalities();
        int[] factors = new int[cardinalities.length];
        int rest = index;
        for (int f = cardinalities.length - 1; f >= 0; f--) {
            factors[f] = rest % cardinalities[f];
            rest /= cardinalities[f];
        }
        return factors;
    }
}
