// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.sources.Hdf5;
import org.vaelab.framework.sources.Hdf5Data;

/** An HDF5 file of cells: AnnData from version 0.7 on, Cell Ranger from version 1 on, or loom. */
record Hdf5Cells(Path path, HdfFile file) {

    private static final String X = "X";
    private static final String RAW = "raw";
    private static final int AT_ONCE = 1 << 22;

    /** Returns the content of the file, which the caller closes. */
    Cells cells(String layer, Features features) {
        try {
            return Hdf5.reading(
                    path,
                    () ->
                            file.getChild("obs") != null
                                    ? annData(layer)
                                    : file.getChild("col_attrs") != null
                                            ? loom(layer)
                                            : cellRanger(features));
        } catch (DataException e) {
            file.close();
            throw e;
        }
    }

    private Cells annData(String layer) {
        Group obs = group(file, "obs");
        boolean isRaw = layer.equals(RAW);
        Group var = group(isRaw ? group(file, RAW) : file, "var");
        List<String> names = index(obs);
        List<String> genes = index(var);
        CellMatrix matrix =
                matrix(
                        isRaw
                                ? Hdf5.child(path, group(file, RAW), X)
                                : layer(Hdf5.child(path, file, X), layer),
                        names.size(),
                        genes.size(),
                        false);
        Map<String, Supplier<List<String>>> labels = new LinkedHashMap<>();
        for (String column : obs.getChildren().keySet()) {
            if (!column.startsWith("_") && !column.equals(indexName(obs))) {
                labels.put(column, () -> labels(obs, column, names.size()));
            }
        }
        return Cells.of(names, genes, List.of(), matrix, labels, file::close);
    }

    /**
     * Returns what a layer names.
     *
     * @param x that of the name X; null if there is none
     */
    private Node layer(@Nullable Node x, String name) {
        Group layers = Hdf5.child(path, file, "layers") instanceof Group of ? of : null;
        Node found = name.equals(X) || layers == null ? x : Hdf5.child(path, layers, name);
        if (found == null || (layers == null && !name.equals(X))) {
            List<String> all = new ArrayList<>(x == null ? List.of() : List.of(X));
            if (layers != null) {
                all.addAll(layers.getChildren().keySet());
            }
            if (file.getChild(RAW) != null) {
                all.add(RAW);
            }
            throw DataException.of(
                    "%s: there is no layer '%s'\n    %s", path, name, Spelling.hint(name, all));
        }
        return found;
    }

    private Group group(Group in, String name) {
        if (Hdf5.child(path, in, name) instanceof Group found) {
            return found;
        }
        throw DataException.of(
                "%s: %s is no group; a file of anndata before 0.7 must be read and written again by a newer"
                        + " one, and others are no AnnData",
                path, name);
    }

    private static String indexName(Group frame) {
        Attribute name = frame.getAttribute("_index");
        return name == null ? "_index" : String.valueOf(name.getData());
    }

    private List<String> index(Group frame) {
        return texts(frame, indexName(frame));
    }

    /** Returns a list of values. */
    private Hdf5Data data(Group in, String name) {
        if (!(Hdf5.child(path, in, name) instanceof Dataset found)) {
            throw DataException.of(
                    "%s: there is no %s in %s, which has %s",
                    path, name, in.getPath(), String.join(", ", in.getChildren().keySet()));
        }
        Hdf5Data data = Hdf5Data.of(path, found);
        if (data.shape().length != 1) {
            throw DataException.of(
                    "%s: shape %s, expected a list", data.name(), Arrays.toString(data.shape()));
        }
        return data;
    }

    private List<String> labels(Group obs, String column, int cells) {
        List<String> texts = Hdf5.reading(path, () -> texts(obs, column));
        if (texts.size() != cells) {
            throw DataException.of(
                    "%s: column '%s' has %s values, and there are %s cells",
                    path, column, texts.size(), cells);
        }
        return texts;
    }

    /** Returns a column of a data frame as texts; empty where it is missing. */
    private List<String> texts(Group frame, String column) {
        if (Hdf5.child(path, frame, column) instanceof Group of) {
            return of.getChild("codes") == null
                    ? known(data(of, "mask").numbers(), data(of, "values").texts())
                    : categories(data(of, "codes"), texts(of, "categories"));
        }
        Hdf5Data values = data(frame, column);
        return frame.getChild("__categories") instanceof Group all && all.getChild(column) != null
                ? categories(values, texts(all, column))
                : values.texts();
    }

    private List<String> categories(Hdf5Data codes, List<String> names) {
        return Arrays.stream(codes.numbers())
                .mapToObj(
                        code -> {
                            if (code >= names.size()) {
                                throw DataException.of(
                                        "%s: category %s of %s; the file is damaged, copy it again",
                                        codes.name(), (long) code, names.size());
                            }
                            return code < 0 ? "" : names.get((int) code);
                        })
                .toList();
    }

    /** Returns values that are not masked, and empty texts for the others. */
    private static List<String> known(double[] masked, List<String> values) {
        return IntStream.range(0, masked.length)
                .mapToObj(i -> masked[i] == 0 ? values.get(i) : "")
                .toList();
    }

    /** Cell Ranger 3 has the group matrix, and earlier ones a group with the name of the genome. */
    private Cells cellRanger(Features features) {
        List<Group> groups = new ArrayList<>();
        for (Node node : file) {
            if (node instanceof Group of && of.getChild("barcodes") != null) {
                groups.add(of);
            }
        }
        if (groups.size() != 1) {
            throw DataException.of(
                    "%s: expected AnnData (.h5ad), one matrix of Cell Ranger, or loom; the file has %s",
                    path, String.join(", ", file.getChildren().keySet()));
        }
        Group matrix = groups.get(0);
        List<String> names = data(matrix, "barcodes").texts();
        boolean hasTypes = matrix.getChild("features") instanceof Group;
        Group rows = hasTypes ? group(matrix, "features") : matrix;
        List<String> genes = data(rows, hasTypes ? "name" : "gene_names").texts();
        boolean isAll = features == Features.ALL || rows.getChild("feature_type") == null;
        List<String> types = isAll ? List.of() : data(rows, "feature_type").texts();
        if (!isAll) {
            requireShape(rows, new long[] {types.size()}, genes.size());
        }
        if (matrix.getChild("shape") != null) {
            double[] shape = data(matrix, "shape").numbers();
            long[] extents = Arrays.stream(shape).mapToLong(extent -> (long) extent).toArray();
            requireShape(matrix, extents, genes.size(), names.size());
        }
        CellMatrix numbers = compressed(matrix, names.size(), genes.size(), true);
        return Cells.of(names, genes, types, numbers, Map.of(), file::close);
    }

    private Cells loom(String layer) {
        Group ofCells = group(file, "col_attrs");
        List<String> names = data(ofCells, first(ofCells, "CellID", "obs_names")).texts();
        Group ofGenes = group(file, "row_attrs");
        List<String> genes = data(ofGenes, first(ofGenes, "Gene", "var_names")).texts();
        Node matrix = layer(Hdf5.child(path, file, "matrix"), layer);
        Map<String, Supplier<List<String>>> labels = new LinkedHashMap<>();
        for (Node column : ofCells) {
            if (column instanceof Dataset values && values.getDimensions().length == 1) {
                labels.put(column.getName(), () -> labels(ofCells, column.getName(), names.size()));
            }
        }
        CellMatrix numbers = matrix(matrix, names.size(), genes.size(), true);
        return Cells.of(names, genes, List.of(), numbers, labels, file::close);
    }

    private static String first(Group in, String usual, String other) {
        return in.getChild(other) == null ? usual : other;
    }

    private CellMatrix matrix(Node node, int cells, int genes, boolean isTransposed) {
        if (node instanceof Group sparse) {
            String type = attribute(sparse, "encoding-type") instanceof String of ? of : "";
            if (!type.equals("csr_matrix") && !type.equals("csc_matrix")) {
                throw DataException.of(
                        "%s: %s has the encoding '%s', expected an array, csr_matrix or csc_matrix",
                        path, sparse.getPath(), type);
            }
            Object shape = attribute(sparse, "shape");
            if (shape != null) {
                long[] extents =
                        IntStream.range(0, Array.getLength(shape))
                                .mapToLong(i -> ((Number) Array.get(shape, i)).longValue())
                                .toArray();
                requireShape(sparse, extents, cells, genes);
            }
            return compressed(sparse, cells, genes, type.equals("csr_matrix"));
        }
        if (!(node instanceof Dataset dense)) {
            throw DataException.of("%s: there is no matrix X", path);
        }
        long[] shape = Arrays.stream(dense.getDimensions()).asLongStream().toArray();
        requireShape(dense, shape, isTransposed ? genes : cells, isTransposed ? cells : genes);
        Hdf5Data values = Hdf5Data.of(path, dense);
        return new CellMatrix(path, cells, genes, sink -> forEach(values, isTransposed, sink));
    }

    private static @Nullable Object attribute(Node of, String name) {
        Attribute found = of.getAttribute(name);
        return found == null ? null : found.getData();
    }

    private void requireShape(Node of, long[] found, long... expected) {
        if (!Arrays.equals(found, expected)) {
            throw DataException.of(
                    "%s: %s has shape %s, and the names of cells and genes make %s",
                    path, of.getPath(), Arrays.toString(found), Arrays.toString(expected));
        }
    }

    private CellMatrix compressed(Group sparse, int cells, int genes, boolean isByCell) {
        Hdf5Data places = data(sparse, "indices");
        Hdf5Data values = data(sparse, "data");
        Hdf5Data pointers = data(sparse, "indptr");
        double[] starts = pointers.numbers();
        int lines = isByCell ? cells : genes;
        boolean isRight =
                starts.length == lines + 1
                        && starts[0] == 0
                        && starts[lines] == places.shape()[0]
                        && starts[lines] == values.shape()[0];
        for (int i = 0; isRight && i < lines; i++) {
            isRight = starts[i] <= starts[i + 1];
        }
        if (!isRight || !places.type().isInteger() || !pointers.type().isInteger()) {
            throw DataException.of(
                    "%s has %s numbers; expected %s (one more than there are %s) that rise from 0 to %s, and as many integers in indices as numbers in data; the file is damaged, write it again",
                    pointers.name(),
                    starts.length,
                    lines + 1,
                    isByCell ? "cells" : "genes",
                    values.shape()[0]);
        }
        if (isByCell) {
            return new CellMatrix(
                    path, cells, genes, sink -> forEach(starts, places, values, sink));
        }
        int[] cellOf = ints(places.numbers());
        int[] geneOf = new int[cellOf.length];
        for (int gene = 0; gene < genes; gene++) {
            Arrays.fill(geneOf, (int) starts[gene], (int) starts[gene + 1], gene);
        }
        return CellMatrix.ofEntries(path, cells, genes, cellOf, geneOf, values.numbers());
    }

    /** Larger ones become the largest, which is no gene of a file. */
    private static int[] ints(double[] numbers) {
        return Arrays.stream(numbers).mapToInt(number -> (int) number).toArray();
    }

    /** Gives the cells of a matrix that has the numbers of each cell one after the other. */
    private static void forEach(
            double[] starts, Hdf5Data places, Hdf5Data values, CellMatrix.Entries sink)
            throws IOException {
        int cells = starts.length - 1;
        for (int first = 0; first < cells; ) {
            int last = first + 1;
            while (last < cells && starts[last + 1] - starts[first] <= AT_ONCE) {
                last++;
            }
            int start = (int) starts[first];
            int[] from = {start};
            int[] size = {(int) starts[last] - start};
            int[] genes = ints(places.numbers(from, size));
            double[] of = values.numbers(from, size);
            for (; first < last; first++) {
                sink.cell(genes, of, (int) starts[first] - start, (int) starts[first + 1] - start);
            }
        }
    }

    /** Gives the cells of a matrix of all numbers. */
    private static void forEach(Hdf5Data values, boolean isTransposed, CellMatrix.Entries sink)
            throws IOException {
        int axis = isTransposed ? 1 : 0;
        int cells = values.shape()[axis];
        int genes = values.shape()[1 - axis];
        int[] places = new int[genes];
        double[] of = new double[genes];
        int[] from = new int[2];
        int[] size = values.shape();
        for (int first = 0; first < cells; first += size[axis]) {
            from[axis] = first;
            size[axis] = Math.min(values.atOnce(axis), cells - first);
            double[] part = values.numbers(from, size);
            for (int cell = 0; cell < size[axis]; cell++) {
                int count = 0;
                for (int gene = 0; gene < genes; gene++) {
                    double value = part[isTransposed ? gene * size[1] + cell : cell * genes + gene];
                    if (value != 0) {
                        places[count] = gene;
                        of[count++] = value;
                    }
                }
                sink.cell(places, of, 0, count);
            }
        }
    }
}
