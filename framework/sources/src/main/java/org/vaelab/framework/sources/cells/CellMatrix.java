// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.settings.ValueNames;

/**
 * The numbers of genes in cells.
 *
 * @param path of the file
 * @param genes how many there are
 * @param placeOf the place of each row or column of the file among the genes; -1 if it is none
 * @param rows the cells as the file has them
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record CellMatrix(Path path, int cells, int genes, int[] placeOf, CellReader rows) {

    CellMatrix(Path path, int cells, int genes, CellReader rows) {
        this(path, cells, genes, IntStream.range(0, genes).toArray(), rows);
    }

    /** Receives the numbers of a cell. */
    @FunctionalInterface
    interface Sink {

        /**
         * Takes a cell.
         *
         * @param genes the places of genes, each once
         * @param values of these genes; those of all others are 0
         * @param count how many there are
         */
        void cell(int[] genes, float[] values, int count) throws IOException;
    }

    /** Receives entries of a cell, as the file has them. */
    @FunctionalInterface
    interface Entries {

        /** Takes those from one on, up to another, exclusive. */
        void cell(int[] genes, double[] values, int from, int to) throws IOException;
    }

    /** Gives all cells in order. */
    @FunctionalInterface
    interface CellReader {
        void forEach(Entries sink) throws IOException;
    }

    /** Returns the matrix with other places of genes. */
    CellMatrix of(int count, int[] places) {
        return new CellMatrix(path, cells, count, places, rows);
    }

    /**
     * Gives all cells in order. Entries of the same cell and gene are summed, as SciPy does.
     *
     * @throws DataException if there is no such gene, or a whole number is larger than single
     *     precision holds
     */
    void forEach(Sink sink) throws IOException {
        int[] found = new int[genes];
        double[] sums = new double[genes];
        float[] values = new float[genes];
        boolean[] isFound = new boolean[genes];
        rows.forEach(
                (places, of, from, to) -> {
                    int count = 0;
                    for (int i = from; i < to; i++) {
                        if (places[i] < 0 || places[i] >= placeOf.length) {
                            throw DataException.of(
                                    "%s: an entry of gene %s, expected 0 to %s; the file is damaged, copy it again",
                                    path, places[i], placeOf.length - 1);
                        }
                        int gene = placeOf[places[i]];
                        if (gene >= 0) {
                            if (!isFound[gene]) {
                                isFound[gene] = true;
                                found[count++] = gene;
                                sums[gene] = 0;
                            }
                            sums[gene] += of[i];
                        }
                    }
                    for (int i = 0; i < count; i++) {
                        isFound[found[i]] = false;
                        values[i] = (float) sums[found[i]];
                        if (sums[found[i]] == Math.rint(sums[found[i]])
                                && values[i] != sums[found[i]]) {
                            throw DataException.of(
                                    "%s: the count %s, expected at most 2^24, which single precision holds",
                                    path, ValueNames.of(sums[found[i]]));
                        }
                    }
                    sink.cell(found, values, count);
                });
    }

    /**
     * Returns a matrix whose entries lie in memory in another order than by cell.
     *
     * @throws DataException if there is no such cell
     */
    static CellMatrix ofEntries(
            Path path, int cells, int genes, int[] cellOf, int[] geneOf, double[] values) {
        int[] starts = new int[cells + 1];
        for (int cell : cellOf) {
            if (cell < 0 || cell >= cells) {
                throw DataException.of(
                        "%s: an entry of cell %s, expected 0 to %s; the file is damaged, copy it again",
                        path, cell, cells - 1);
            }
            starts[cell + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] next = starts.clone();
        int[] genesOf = new int[geneOf.length];
        double[] of = new double[geneOf.length];
        for (int i = 0; i < cellOf.length; i++) {
            int place = next[cellOf[i]]++;
            genesOf[place] = geneOf[i];
            of[place] = values[i];
        }
        return new CellMatrix(
                path,
                cells,
                genes,
                sink -> {
                    for (int cell = 0; cell < cells; cell++) {
                        sink.cell(genesOf, of, starts[cell], starts[cell + 1]);
                    }
                });
    }
}
