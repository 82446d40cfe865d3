// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.nio.IntBuffer;
import java.util.Arrays;
import org.vaelab.framework.tensor.shape.DType;

/**
 * Copies images between their two orders, one at a time, through Java arrays. It moves bits, in
 * integers: one for a number in float32, two for one in float64.
 */
final class CellStage {

    private static final int[] NONE = {};

    private int[] planes = NONE;
    private int[] cells = NONE;

    /** Copies images of x, from one on, to the beginning of cells. */
    void toCells(CellOrder order, Nd4jBuffer x, int first, Nd4jBuffer cells, int images) {
        int unit = reserve(order, x.dtype());
        for (int i = 0; i < images; i++) {
            copyPlanes(order, x, first + i, unit, true);
            gather(order.places(), unit);
            int to = (cells.offset() + i * order.inCells()) * unit;
            cells.block().ints().put(to, this.cells, 0, order.inCells() * unit);
        }
    }

    /** Copies images from the beginning of cells over those of x, from one on. */
    void toPlanes(CellOrder order, Nd4jBuffer cells, Nd4jBuffer x, int first, int images) {
        int unit = reserve(order, x.dtype());
        for (int i = 0; i < images; i++) {
            int from = (cells.offset() + i * order.inCells()) * unit;
            cells.block().ints().get(from, this.cells, 0, order.inCells() * unit);
            scatter(order.places(), unit);
            copyPlanes(order, x, first + i, unit, false);
        }
    }

    /**
     * Makes room for an image, all 0: what is in no cell, and what cells have that no plane has.
     *
     * @return the integers of a number
     */
    private int reserve(CellOrder order, DType dtype) {
        int unit = dtype.bytes() / Integer.BYTES;
        int length = order.lengthInPlanes() * unit;
        planes = planes.length < length ? new int[length] : planes;
        cells = cells.length < order.inCells() * unit ? new int[order.inCells() * unit] : cells;
        Arrays.fill(planes, 0, length, 0);
        return unit;
    }

    private void copyPlanes(CellOrder order, Nd4jBuffer x, int image, int unit, boolean in) {
        IntBuffer numbers = x.block().ints();
        int n = order.planeSize() * unit;
        int start = (x.offset() + image * order.inPlanes()) * unit;
        for (int plane = 0; plane < order.planes(); plane++) {
            int at = order.start(plane) * unit;
            if (in) {
                numbers.get(start + plane * n, planes, at, n);
            } else {
                numbers.put(start + plane * n, planes, at, n);
            }
        }
    }

    /** Takes the number of each cell from its place in the planes. */
    private void gather(int[] places, int unit) {
        if (unit == 1) {
            for (int i = 0; i < places.length; i++) {
                cells[i] = planes[places[i]];
            }
            return;
        }
        for (int i = 0; i < places.length; i++) {
            cells[2 * i] = planes[2 * places[i]];
            cells[2 * i + 1] = planes[2 * places[i] + 1];
        }
    }

    /** Puts the number of each cell to its place in the planes. */
    private void scatter(int[] places, int unit) {
        if (unit == 1) {
            for (int i = 0; i < places.length; i++) {
                planes[places[i]] = cells[i];
            }
            return;
        }
        for (int i = 0; i < places.length; i++) {
            planes[2 * places[i]] = cells[2 * i];
            planes[2 * places[i] + 1] = cells[2 * i + 1];
        }
    }
}
