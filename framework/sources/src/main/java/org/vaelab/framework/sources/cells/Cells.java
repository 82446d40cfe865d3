// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import io.jhdf.HdfFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.Hdf5;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * The content of a file of cells.
 *
 * @param names of the cells
 * @param genes their names, each once
 * @param labels what is known of each cell, a text for each or an empty one, by the name of the
 *     column; read when it is asked for
 * @param remarks what a user should know, a sentence each
 * @param file is closed at the end
 */
record Cells(
        Path path,
        List<String> names,
        List<String> genes,
        CellMatrix matrix,
        Map<String, Supplier<List<String>>> labels,
        List<String> remarks,
        Closeable file)
        implements Closeable {

    /** The endings of files, of which some are compressed. */
    static final List<String> ENDINGS = List.of(".h5ad", ".h5", ".loom", ".mtx", ".mtx.gz");

    private static final String GENE = "Gene Expression";
    private static final int SHOWN = 10;

    /**
     * Returns cells with unique names of genes: what repeats is numbered, as scanpy does.
     *
     * @param rows the names of what the matrix has
     * @param types of these rows, of which others than genes are left out; empty: all are genes
     * @throws DataException if there is no cell or no gene
     */
    static Cells of(
            List<String> names,
            List<String> rows,
            List<String> types,
            CellMatrix matrix,
            Map<String, Supplier<List<String>>> labels,
            Closeable file) {
        Map<String, Integer> others = new TreeMap<>();
        Set<String> taken = new HashSet<>(rows);
        Set<String> seen = new HashSet<>();
        List<String> repeated = new ArrayList<>();
        List<String> genes = new ArrayList<>();
        int[] places = new int[rows.size()];
        for (int i = 0; i < places.length; i++) {
            String name = rows.get(i);
            if (!types.isEmpty() && !types.get(i).equals(GENE)) {
                places[i] = -1;
                others.merge(types.get(i), 1, Integer::sum);
                continue;
            }
            places[i] = genes.size();
            if (!seen.add(name)) {
                for (int n = 1; !taken.add(name); n++) {
                    name = rows.get(i) + "-" + n;
                }
                repeated.add(name);
            }
            genes.add(name);
        }
        if (names.isEmpty() || genes.isEmpty()) {
            throw DataException.of(
                    "%s: %s cells and %s genes, expected one at least; others: %s (features: all reads them)",
                    matrix.path(), names.size(), genes.size(), others);
        }
        List<String> remarks = new ArrayList<>();
        if (!others.isEmpty()) {
            remarks.add(
                    "Left out are rows that are no genes, unless features: all: " + others + ".");
        }
        if (!repeated.isEmpty()) {
            remarks.add(
                    "Repeated names of genes are numbered as by scanpy: " + shown(repeated) + ".");
        }
        CellMatrix ofGenes = matrix.of(genes.size(), places);
        return new Cells(matrix.path(), names, genes, ofGenes, labels, remarks, file);
    }

    /** Returns the first few names, for messages. */
    static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }

    /** Returns whether a path is a file or folder of cells, by its name. */
    static boolean accepts(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith) || MatrixMarket.in(path).isPresent();
    }

    /** Returns whether a path is a matrix as text, or its folder. */
    private static boolean isText(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return Files.isDirectory(path) || name.endsWith(".mtx") || name.endsWith(".gz");
    }

    /** Returns the files of a path: one of HDF5, or a matrix and the files beside it. */
    static List<Path> files(Path path) {
        return isText(path) ? MatrixMarket.files(path) : List.of(path);
    }

    /**
     * Opens a file, or a folder with a matrix.
     *
     * @param layer which numbers of an h5ad or loom file: X, raw, or the name of a layer
     * @throws DataException if it cannot be read
     */
    static Cells open(Path path, String layer, Features features) {
        try {
            if (isText(path)) {
                return MatrixMarket.open(path, features);
            }
            HdfFile file = Hdf5.open(path);
            return new Hdf5Cells(path, file).cells(layer, features);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
