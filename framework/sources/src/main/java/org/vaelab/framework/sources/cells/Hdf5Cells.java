// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
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
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.sources.Hdf5;

/** An HDF5 file of cells: AnnData from version 0.7 on, Cell Ranger from version 1 on, or loom. */
record Hdf5Cells(Path path, HdfFile file) {

    private static final String X = "X";
    private static final String RAW = "raw";

    /** Returns the content of the file, which the caller closes. */
    Cells cells(String layer) {
        try {
            return file.getChild("obs") != null
                    ? annData(layer)
                    : file.getChild("col_attrs") != null ? loom(layer) : cellRanger();
        } catch (HdfException e) {
            file.close();
            throw Hdf5.damaged(path, e);
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
                                ? group(file, RAW).getChild(X)
                                : layer.equals(X) ? file.getChild(X) : layer("layers", layer),
                        names.size(),
                        genes.size(),
                        false);
        Map<String, Supplier<List<String>>> labels = new LinkedHashMap<>();
        for (Node column : obs) {
            if (!column.getName().startsWith("_") && !column.getName().equals(indexName(obs))) {
                labels.put(column.getName(), () -> column(obs, column));
            }
        }
        return new Cells(names, genes, matrix, labels, file::close);
    }

    private Node layer(String folder, String name) {
        Node found = file.getChild(folder) instanceof Group layers ? layers.getChild(name) : null;
        if (found == null) {
            List<String> all = new ArrayList<>(List.of(X));
            if (file.getChild(folder) instanceof Group layers) {
                layers.forEach(each -> all.add(each.getName()));
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
        if (in.getChild(name) instanceof Group found) {
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
        return texts(data(frame, indexName(frame)));
    }

    private Dataset data(Group in, String name) {
        if (in.getChild(name) instanceof Dataset found) {
            return found;
        }
        throw DataException.of("%s: there is no %s in %s", path, name, in.getPath());
    }

    /** Returns a column of a data frame as texts; empty where it is missing. */
    private List<String> column(Group frame, Node column) {
        if (column instanceof Group categorical) {
            return categories(data(categorical, "codes"), data(categorical, "categories"));
        }
        Dataset values = (Dataset) column;
        if (frame.getChild("__categories") instanceof Group all
                && all.getChild(column.getName()) instanceof Dataset categories) {
            return categories(values, categories);
        }
        return texts(values);
    }

    private static List<String> categories(Dataset codes, Dataset categories) {
        List<String> names = texts(categories);
        int[] all = ints(codes.getDataFlat());
        return Arrays.stream(all).mapToObj(i -> i < 0 ? "" : names.get(i)).toList();
    }

    private static List<String> texts(Dataset values) {
        Object all = values.getDataFlat();
        return IntStream.range(0, Array.getLength(all))
                .mapToObj(i -> text(Array.get(all, i)))
                .toList();
    }

    /** A number without digits after the point is a whole one. */
    private static String text(Object value) {
        double number = value instanceof Number of ? of.doubleValue() : Double.NaN;
        if (value instanceof Number && Double.isNaN(number)) {
            return "";
        }
        return number == Math.rint(number) ? Long.toString((long) number) : String.valueOf(value);
    }

    /** Cell Ranger 3 has the group matrix, and earlier ones a group with the name of the genome. */
    private Cells cellRanger() {
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
        List<String> names = texts(data(matrix, "barcodes"));
        Group features = matrix.getChild("features") instanceof Group of ? of : matrix;
        List<String> genes = texts(data(features, features == matrix ? "gene_names" : "name"));
        return new Cells(
                names,
                genes,
                compressed(matrix, names.size(), genes.size(), true),
                Map.of(),
                file::close);
    }

    private Cells loom(String layer) {
        Group ofCells = group(file, "col_attrs");
        List<String> names = texts(data(ofCells, first(ofCells, "CellID", "obs_names")));
        Group ofGenes = group(file, "row_attrs");
        List<String> genes = texts(data(ofGenes, first(ofGenes, "Gene", "var_names")));
        Node matrix = layer.equals(X) ? file.getChild("matrix") : layer("layers", layer);
        Map<String, Supplier<List<String>>> labels = new LinkedHashMap<>();
        for (Node column : ofCells) {
            if (column instanceof Dataset values && values.getDimensions().length == 1) {
                labels.put(column.getName(), () -> texts(values));
            }
        }
        return new Cells(
                names,
                genes,
                matrix(matrix, names.size(), genes.size(), true),
                labels,
                file::close);
    }

    private static String first(Group in, String usual, String other) {
        return in.getChild(usual) == null ? other : usual;
    }

    private CellMatrix matrix(Node node, int cells, int genes, boolean isTransposed) {
        if (node instanceof Group sparse) {
            Attribute type = sparse.getAttribute("encoding-type");
            boolean isByCell = type == null || String.valueOf(type.getData()).startsWith("csr");
            return compressed(sparse, cells, genes, isByCell);
        }
        if (!(node instanceof Dataset dense)) {
            throw DataException.of("%s: there is no matrix X", path);
        }
        int[] shape = dense.getDimensions();
        int[] expected = isTransposed ? new int[] {genes, cells} : new int[] {cells, genes};
        if (!Arrays.equals(shape, expected)) {
            throw DataException.of(
                    "%s: %s has shape %s, and there are %s cells and %s genes",
                    path, dense.getPath(), Arrays.toString(shape), cells, genes);
        }
        return new DenseMatrix(dense, cells, genes, isTransposed);
    }

    private CellMatrix compressed(Group sparse, int cells, int genes, boolean isByCell) {
        long[] starts = longs(data(sparse, "indptr").getDataFlat());
        Dataset places = data(sparse, "indices");
        Dataset values = data(sparse, "data");
        int lines = isByCell ? cells : genes;
        if (starts.length != lines + 1) {
            throw DataException.of(
                    "%s: %s/indptr has %s numbers, expected %s: one more than there are %s",
                    path, sparse.getPath(), starts.length, lines + 1, isByCell ? "cells" : "genes");
        }
        if (isByCell) {
            return new SparseMatrix(starts, places, values, cells, genes);
        }
        int[] cellOf = ints(places.getDataFlat());
        int[] geneOf = new int[cellOf.length];
        for (int gene = 0; gene < genes; gene++) {
            Arrays.fill(geneOf, (int) starts[gene], (int) starts[gene + 1], gene);
        }
        return CellMatrix.ofEntries(cells, genes, cellOf, geneOf, floats(values.getDataFlat()));
    }

    /** A matrix that has the numbers of each cell one after the other. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record SparseMatrix(long[] starts, Dataset places, Dataset values, int cells, int genes)
            implements CellMatrix {

        private static final int AT_ONCE = 1 << 22;

        @Override
        public void forEach(Sink sink) throws IOException {
            for (int first = 0; first < cells; ) {
                int last = first + 1;
                while (last < cells && starts[last + 1] - starts[first] <= AT_ONCE) {
                    last++;
                }
                int count = (int) (starts[last] - starts[first]);
                int[] genesOf = count == 0 ? new int[0] : ints(part(places, starts[first], count));
                float[] of = count == 0 ? new float[0] : floats(part(values, starts[first], count));
                for (int cell = first; cell < last; cell++) {
                    int from = (int) (starts[cell] - starts[first]);
                    int to = (int) (starts[cell + 1] - starts[first]);
                    sink.cell(
                            Arrays.copyOfRange(genesOf, from, to),
                            Arrays.copyOfRange(of, from, to),
                            to - from);
                }
                first = last;
            }
        }

        private static Object part(Dataset of, long from, int count) {
            return of.getData(new long[] {from}, new int[] {count});
        }
    }

    /** A matrix of all numbers. */
    private record DenseMatrix(Dataset values, int cells, int genes, boolean isTransposed)
            implements CellMatrix {

        private static final int AT_ONCE = 1 << 22;

        @Override
        public void forEach(Sink sink) throws IOException {
            int[] places = new int[genes];
            float[] of = new float[genes];
            int block = Math.max(1, Math.min(cells, AT_ONCE / genes));
            for (int first = 0; first < cells; first += block) {
                int size = Math.min(block, cells - first);
                Object part =
                        isTransposed
                                ? values.getData(new long[] {0, first}, new int[] {genes, size})
                                : values.getData(new long[] {first, 0}, new int[] {size, genes});
                float[][] rows = new float[Array.getLength(part)][];
                Arrays.setAll(rows, i -> floats(Array.get(part, i)));
                for (int i = 0; i < size; i++) {
                    int count = 0;
                    for (int gene = 0; gene < genes; gene++) {
                        float value = isTransposed ? rows[gene][i] : rows[i][gene];
                        if (value != 0) {
                            places[count] = gene;
                            of[count++] = value;
                        }
                    }
                    sink.cell(places, of, count);
                }
            }
        }
    }

    private static int[] ints(Object array) {
        return array instanceof int[] same
                ? same
                : Arrays.stream(longs(array)).mapToInt(Math::toIntExact).toArray();
    }

    private static long[] longs(Object array) {
        if (array instanceof long[] same) {
            return same;
        }
        return IntStream.range(0, Array.getLength(array))
                .mapToLong(i -> Array.getLong(array, i))
                .toArray();
    }

    private static float[] floats(Object array) {
        if (array instanceof float[] same) {
            return same;
        }
        float[] values = new float[Array.getLength(array)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Array.getDouble(array, i);
        }
        return values;
    }
}
