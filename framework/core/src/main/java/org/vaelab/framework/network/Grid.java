// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

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
     * Returns the number of positions.
     *
     * @throws ArithmeticException if it exceeds the int range
     */
    public int positions() {
        return Math.multiplyExact(rows, columns);
    }

    /**
     * Returns how many of some numbers each position has.
     *
     * @throws IllegalArgumentException if they do not divide evenly
     */
    int share(int numbers) {
        if (numbers % positions() != 0) {
            throw new IllegalArgumentException(
                    numbers
                            + " numbers do not divide among the "
                            + positions()
                            + " positions of a grid of "
                            + this);
        }
        return numbers / positions();
    }

    /** Returns what a convolution of stride 2 leaves: half of each extent, rounded up. */
    Grid halved() {
        return new Grid((rows + 1) / 2, (columns + 1) / 2);
    }

    /** Returns {@code rows x columns}, such as 7x7. */
    @Override
    public String toString() {
        return rows + "x" + columns;
    }
}
