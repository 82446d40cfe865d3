// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import org.jspecify.annotations.Nullable;

/**
 * Settings of {@code source: sprites}.
 *
 * @param size height and width in pixels, 16 to 128; by default 32
 * @param train number of training images; by default 10,000
 * @param test number of test images; by default 2,000
 * @param rotations number of angles in a full turn; by default 20, from size 64 on 40
 * @param positions number of positions along each axis; by default half the size
 * @param seed of the choice of images; by default 0, so that all runs see the same data
 */
public record SpritesSettings(
        @Nullable Integer size,
        @Nullable Integer train,
        @Nullable Integer test,
        @Nullable Integer rotations,
        @Nullable Integer positions,
        @Nullable Long seed) {
    private static final int DSPRITES_SIZE = 64;

    /**
     * @throws org.vaelab.framework.data.DataException if a value is outside its range, or more
     *     images are asked for than there are combinations of factors
     */
    public SpritesSettings {
        size = size == null ? Integer.valueOf(32) : size;
        Settings.requireRange("sprites", "size", size, 16, 128);
        train = train == null ? Integer.valueOf(10_000) : train;
        test = test == null ? Integer.valueOf(2_000) : test;
        rotations = rotations == null ? Integer.valueOf(size < DSPRITES_SIZE ? 20 : 40) : rotations;
        positions = positions == null ? Integer.valueOf(size / 2) : positions;
        seed = seed == null ? Long.valueOf(0) : seed;
        Settings.requireRange("sprites", "rotations", rotations, 1, 360);
        Settings.requireRange("sprites", "positions", positions, 1, size);
        int grid = SpriteGrid.size(rotations, positions);
        Settings.requireRange("sprites", "train", train, 1, grid - 1L);
        Settings.requireRange("sprites", "test", test, 1, (long) grid - train);
    }

    /** The defaults: 10,000 + 2,000 images of 32x32. */
    public static SpritesSettings defaults() {
        return new SpritesSettings(null, null, null, null, null, null);
    }
}
