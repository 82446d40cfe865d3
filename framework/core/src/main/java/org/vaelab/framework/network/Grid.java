// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Positions in rows and columns: the pixels of an image, or the places of latent variables.
 *
 * @param rows at least 1
 * @param columns at least 1
 */
public record Grid(int rows, int columns) {

    public Grid {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "a grid has at least 1 row and 1 column, not " + rows + "x" + columns);
        }
    }

    /**
     * Returns the grid of a setting {@code grid}, which holds rows and columns; empty if it is
     * absent.
     *
     * @throws IllegalArgumentException if it does not hold two numbers of at least 1
     */
    public static Optional<Grid> ofSetting(@Nullable List<Integer> grid) {
        if (grid == null) {
            return Optional.empty();
        }
        if (grid.size() != 2) {
            throw new SettingException(
                    "grid", "must be rows and columns, such as [7, 7], is " + grid);
        }
        return Optional.of(new Grid(grid.get(0), grid.get(1)));
    }

    /**
     * Returns the number of positions of the settings {@code positions} and {@code grid}.
     *
     * @throws IllegalArgumentException unless exactly one is set, or if the grid is none
     */
    public static int positions(@Nullable Integer positions, @Nullable List<Integer> grid) {
        if ((positions == null) == (grid == null)) {
            throw new IllegalArgumentException(
                    "either positions or grid must be set, and not both");
        }
        return positions == null ? ofSetting(grid).orElseThrow().positions() : positions;
    }

    /**
     * Returns the number of positions.
     *
     * @throws ArithmeticException if it exceeds the int range
     */
    public int positions() {
        return Math.multiplyExact(rows, columns);
    }

    /** Returns how many of some numbers each position has. */
    public int share(int numbers) {
        if (numbers % positions() != 0) {
            throw new IllegalArgumentException(
                    "%s numbers do not divide among the %s positions of a grid of %s"
                            .formatted(numbers, positions(), this));
        }
        return numbers / positions();
    }

    /**
     * Returns rows as images, [N, numbers] to [N, share, rows, columns]. The numbers of a position
     * lie side by side in a row, and apart in an image.
     */
    public Tensor images(Tensor x) {
        int share = share(x.shape().extent(-1));
        return x.reshape(x.shape().extent(0), rows, columns, share).permute(0, 3, 1, 2);
    }

    /** Returns the grid after a convolution of stride 2: half of each extent, rounded up. */
    public Grid halved() {
        return new Grid((rows + 1) / 2, (columns + 1) / 2);
    }

    @Override
    public String toString() {
        return rows + "x" + columns;
    }
}
