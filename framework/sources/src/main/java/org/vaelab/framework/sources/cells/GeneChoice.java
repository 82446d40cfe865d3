// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.settings.Spelling;

/**
 * Chooses genes: those that are named; or those that occur in enough training cells and, of these,
 * the ones whose {@code y = log(1 + 10^4 x / n)} has the largest variance over training cells,
 * where n is the sum of the cell. Chosen genes keep the order of the file.
 *
 * @param named the names of the genes; null: others choose
 * @param minCells the least number of training cells in which a gene is not 0
 * @param top how many; null: all that are left
 */
record GeneChoice(@Nullable List<String> named, int minCells, @Nullable Integer top) {

    private static final double PER = 1e4;

    /** What training cells say of genes. */
    private static final class Statistics implements CellMatrix.Sink {

        private final boolean[] isTraining;
        private final int[] occurs;
        private final double[] sum;
        private final double[] squares;
        private int cell;
        private int size;

        Statistics(int genes, boolean[] isTraining) {
            this.isTraining = isTraining;
            this.occurs = new int[genes];
            this.sum = new double[genes];
            this.squares = new double[genes];
        }

        @Override
        public void cell(int[] genes, float[] values, int count) {
            if (!isTraining[cell++]) {
                return;
            }
            size++;
            double total = 0;
            for (int i = 0; i < count; i++) {
                total += values[i];
            }
            for (int i = 0; i < count; i++) {
                if (values[i] != 0) {
                    double y = Math.log1p(PER * values[i] / total);
                    occurs[genes[i]]++;
                    sum[genes[i]] += y;
                    squares[genes[i]] += y * y;
                }
            }
        }

        double variance(int gene) {
            double mean = sum[gene] / size;
            return squares[gene] / size - mean * mean;
        }
    }

    /**
     * Returns the places of the chosen genes, ascending, or in the order of their names.
     *
     * @param isTraining whether each cell is for training
     * @throws DataException if a named one is not there, or none is left
     */
    int[] of(Cells cells, boolean[] isTraining) throws IOException {
        if (named != null) {
            return places(named, cells);
        }
        if (minCells == 0 && top == null) {
            return IntStream.range(0, cells.genes().size()).toArray();
        }
        Statistics all = new Statistics(cells.genes().size(), isTraining);
        cells.matrix().forEach(all);
        List<Integer> left =
                new ArrayList<>(
                        IntStream.range(0, all.occurs.length)
                                .filter(gene -> all.occurs[gene] >= minCells)
                                .boxed()
                                .toList());
        if (left.isEmpty()) {
            throw DataException.of(
                    "no gene is other than 0 in %s or more of the %s training cells; %s",
                    minCells,
                    all.size,
                    minCells > 1
                            ? "set a smaller minCells"
                            : "set layer to the one with numbers, or see whether the file is the one meant");
        }
        if (top != null && top < left.size()) {
            left.sort(Comparator.comparingDouble((Integer gene) -> -all.variance(gene)));
            left = left.subList(0, top);
        }
        return left.stream().sorted().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Returns the places of genes by their names.
     *
     * @throws DataException if one is not there
     */
    static int[] places(List<String> named, Cells cells) {
        Map<String, Integer> places = new HashMap<>();
        cells.genes().forEach(gene -> places.put(gene, places.size()));
        List<String> missing = named.stream().filter(name -> !places.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw DataException.of(
                    "%s: the file lacks %s of %s genes: %s%s",
                    cells.path(),
                    missing.size(),
                    named.size(),
                    Cells.shown(missing),
                    missing.size() == 1
                            ? Spelling.question(missing.get(0), cells.genes()).orElse("")
                            : "");
        }
        return named.stream().mapToInt(places::get).toArray();
    }
}
