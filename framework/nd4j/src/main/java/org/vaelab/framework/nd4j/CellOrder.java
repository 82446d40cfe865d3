// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Arrays;

/**
 * Two orders of the numbers of an image: by plane, as tensors have them, and by cell, as a {@link
 * ShiftedGrid} wants them.
 *
 * <p>In arrays, planes are padded: at a distance of a power of two they would all compete for the
 * same cache lines. One number behind the planes represents cells outside all planes.
 */
final class CellOrder {

    private static final int CACHE_LINE = 64 / Float.BYTES;

    private final int planes;
    private final int planeSize;
    private final int stride;
    private final int[] places;

    /** Creates an order in which no number by cell has a place in a plane. */
    CellOrder(int planes, int planeSize, int inCells) {
        this.planes = planes;
        this.planeSize = planeSize;
        int lines = (planeSize + CACHE_LINE - 1) / CACHE_LINE;
        this.stride = (lines | 1) * CACHE_LINE;
        this.places = new int[inCells];
        Arrays.fill(places, planes * stride);
    }

    /** Sets the place of a number by cell in the order by plane. */
    void put(int inCells, int plane, int position) {
        places[inCells] = start(plane) + position;
    }

    int[] places() {
        return places;
    }

    int planes() {
        return planes;
    }

    int planeSize() {
        return planeSize;
    }

    int start(int plane) {
        return plane * stride;
    }

    int lengthInPlanes() {
        return planes * stride + 1;
    }

    int inPlanes() {
        return planes * planeSize;
    }

    int inCells() {
        return places.length;
    }
}
