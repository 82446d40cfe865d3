// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import java.io.IOException;

/** The numbers of genes in cells, as a file has them. */
interface CellMatrix {

    int cells();

    int genes();

    /** Receives the numbers of a cell. */
    @FunctionalInterface
    interface Sink {

        /**
         * Takes a cell.
         *
         * @param genes the places of genes
         * @param values of these genes; those of all others are 0
         * @param count how many there are
         */
        void cell(int[] genes, float[] values, int count) throws IOException;
    }

    /** Gives all cells in order. */
    void forEach(Sink sink) throws IOException;

    /** A matrix whose entries lie in memory in another order than by cell. */
    static CellMatrix ofEntries(int cells, int genes, int[] cellOf, int[] geneOf, float[] values) {
        int[] starts = new int[cells + 1];
        for (int cell : cellOf) {
            starts[cell + 1]++;
        }
        for (int i = 0; i < cells; i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = starts.clone();
        int[] order = new int[cellOf.length];
        for (int i = 0; i < order.length; i++) {
            order[next[cellOf[i]]++] = i;
        }
        return new CellMatrix() {
            @Override
            public int cells() {
                return cells;
            }

            @Override
            public int genes() {
                return genes;
            }

            @Override
            public void forEach(Sink sink) throws IOException {
                int[] places = new int[genes];
                float[] of = new float[genes];
                for (int cell = 0; cell < cells; cell++) {
                    int count = starts[cell + 1] - starts[cell];
                    for (int i = 0; i < count; i++) {
                        places[i] = geneOf[order[starts[cell] + i]];
                        of[i] = values[order[starts[cell] + i]];
                    }
                    sink.cell(places, of, count);
                }
            }
        };
    }
}
