// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Arrays;
import org.vaelab.framework.tensor.DType;

/** Copies images between their two orders, one at a time, through Java arrays. */
abstract sealed class CellStage {

    /** Returns a stage for numbers of a type. */
    static CellStage of(DType dtype) {
        return dtype == DType.FLOAT32 ? new OfFloats() : new OfDoubles();
    }

    /** Copies images of x, from one on, to the beginning of cells. */
    final void toCells(CellOrder order, Nd4jBuffer x, int first, Nd4jBuffer cells, int images) {
        reserve(order);
        for (int i = 0; i < images; i++) {
            int image = x.offset() + (first + i) * order.inPlanes();
            for (int plane = 0; plane < order.planes(); plane++) {
                int from = image + plane * order.planeSize();
                loadPlane(x.block(), from, order.start(plane), order.planeSize());
            }
            gather(order.places());
            int to = cells.offset() + i * order.inCells();
            storeCells(cells.block(), to, order.inCells());
        }
    }

    /** Copies images from the beginning of cells over those of x, from one on. */
    final void toPlanes(CellOrder order, Nd4jBuffer cells, Nd4jBuffer x, int first, int images) {
        reserve(order);
        for (int i = 0; i < images; i++) {
            int from = cells.offset() + i * order.inCells();
            loadCells(cells.block(), from, order.inCells());
            scatter(order.places());
            int image = x.offset() + (first + i) * order.inPlanes();
            for (int plane = 0; plane < order.planes(); plane++) {
                int to = image + plane * order.planeSize();
                storePlane(x.block(), to, order.start(plane), order.planeSize());
            }
        }
    }

    /** Makes room for an image, all 0: what is in no cell, and what cells have that no plane has. */
    abstract void reserve(CellOrder order);

    abstract void loadPlane(NativeBlock block, int from, int at, int n);

    abstract void storePlane(NativeBlock block, int to, int at, int n);

    abstract void loadCells(NativeBlock block, int from, int n);

    abstract void storeCells(NativeBlock block, int to, int n);

    /** Takes the number of each cell from its place in the planes. */
    abstract void gather(int[] places);

    /** Puts the number of each cell to its place in the planes. */
    abstract void scatter(int[] places);

    private static final class OfFloats extends CellStage {

        private float[] planes = new float[0];
        private float[] cells = new float[0];

        @Override
        void reserve(CellOrder order) {
            int length = order.lengthInPlanes();
            planes = planes.length < length ? new float[length] : planes;
            cells = cells.length < order.inCells() ? new float[order.inCells()] : cells;
            Arrays.fill(planes, 0, length, 0);
        }

        @Override
        void loadPlane(NativeBlock block, int from, int at, int n) {
            block.floats().get(from, planes, at, n);
        }

        @Override
        void storePlane(NativeBlock block, int to, int at, int n) {
            block.floats().put(to, planes, at, n);
        }

        @Override
        void loadCells(NativeBlock block, int from, int n) {
            block.floats().get(from, cells, 0, n);
        }

        @Override
        void storeCells(NativeBlock block, int to, int n) {
            block.floats().put(to, cells, 0, n);
        }

        @Override
        void gather(int[] places) {
            for (int i = 0; i < places.length; i++) {
                cells[i] = planes[places[i]];
            }
        }

        @Override
        void scatter(int[] places) {
            for (int i = 0; i < places.length; i++) {
                planes[places[i]] = cells[i];
            }
        }
    }

    private static final class OfDoubles extends CellStage {

        private double[] planes = new double[0];
        private double[] cells = new double[0];

        @Override
        void reserve(CellOrder order) {
            int length = order.lengthInPlanes();
            planes = planes.length < length ? new double[length] : planes;
            cells = cells.length < order.inCells() ? new double[order.inCells()] : cells;
            Arrays.fill(planes, 0, length, 0);
        }

        @Override
        void loadPlane(NativeBlock block, int from, int at, int n) {
            block.doubles().get(from, planes, at, n);
        }

        @Override
        void storePlane(NativeBlock block, int to, int at, int n) {
            block.doubles().put(to, planes, at, n);
        }

        @Override
        void loadCells(NativeBlock block, int from, int n) {
            block.doubles().get(from, cells, 0, n);
        }

        @Override
        void storeCells(NativeBlock block, int to, int n) {
            block.doubles().put(to, cells, 0, n);
        }

        @Override
        void gather(int[] places) {
            for (int i = 0; i < places.length; i++) {
                cells[i] = planes[places[i]];
            }
        }

        @Override
        void scatter(int[] places) {
            for (int i = 0; i < places.length; i++) {
                planes[places[i]] = cells[i];
            }
        }
    }
}
