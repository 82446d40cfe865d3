// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.Hdf5;
import org.vaelab.framework.sources.Hdf5Data;

/**
 * The arrays of an HDF5 file by their paths, such as {@code group/x}. MATLAB from 7.3 on writes
 * such files, with the axes in reverse order. Soft links to arrays are followed, and those to
 * groups are not.
 *
 * @param isOfMatlab whether axes are in reverse order
 * @param groups the addresses of those that were read, as a group may contain itself
 */
record Hdf5Arrays(
        Path path,
        boolean isOfMatlab,
        Map<String, StoredArray> arrays,
        Map<String, String> rejected,
        Set<Long> groups) {

    private static final Set<String> NUMBERS_OF_MATLAB =
            Set.of(
                    "double", "single", "logical", "int8", "uint8", "int16", "uint16", "int32",
                    "uint32", "int64", "uint64");

    /**
     * Reads what arrays there are.
     *
     * @param isOfMatlab whether MATLAB wrote the file
     * @throws DataException if it is damaged, or has no array of numbers
     */
    static ArrayFile read(Path path, boolean isOfMatlab) throws IOException {
        Hdf5Arrays all =
                new Hdf5Arrays(
                        path,
                        isOfMatlab,
                        new LinkedHashMap<>(),
                        new LinkedHashMap<>(),
                        new HashSet<>());
        try (HdfFile file = Hdf5.open(path)) {
            Hdf5.reading(path, () -> all.collect(file, ""));
        }
        return new ArrayFile(path, all.arrays, all.rejected);
    }

    private boolean collect(Group group, String prefix) {
        boolean isNew = groups.add(group.getAddress());
        for (String child : isNew ? group.getChildren().keySet() : Set.<String>of()) {
            if (child.startsWith("#")) {
                // What cells and objects of MATLAB consist of.
                continue;
            }
            String name = prefix + child;
            try {
                Node node = Hdf5.reading(path, () -> Hdf5.child(path, group, child));
                if (node instanceof Dataset values) {
                    arrays.put(name, Hdf5.reading(path, () -> array(name, values)));
                } else if (node instanceof Group inner && !group.getChild(child).isLink()) {
                    requireSupported(path + "#" + name, inner);
                    collect(inner, name + "/");
                }
            } catch (DataException e) {
                rejected.put(name, e.getMessage());
            }
        }
        return isNew;
    }

    /** Rejects what MATLAB stores as numbers that are not those of a matrix. */
    private void requireSupported(String label, Node node) {
        Attribute type = node.getAttribute("MATLAB_class");
        boolean isSparse = node.getAttribute("MATLAB_sparse") != null;
        boolean isOther =
                node instanceof Dataset
                        && type != null
                        && !NUMBERS_OF_MATLAB.contains(String.valueOf(type.getData()));
        if (isOfMatlab && (isSparse || isOther || node.getAttribute("MATLAB_empty") != null)) {
            throw DataException.of(
                    "%s: a MATLAB %s, expected a full matrix of numbers, with one at least; %s",
                    label,
                    isSparse ? "sparse matrix" : isOther ? type.getData() : "empty array",
                    "save full(x), or the numbers of x, as a variable of their own");
        }
    }

    private StoredArray array(String name, Dataset values) {
        Hdf5Data data = Hdf5Data.of(path, values);
        String label = path + "#" + name;
        requireSupported(label, values);
        StoredArray array =
                new StoredArray(
                        path,
                        label,
                        data.type(),
                        data.order(),
                        StoredArray.extents(
                                label,
                                Arrays.stream(values.getDimensions()).asLongStream().toArray()),
                        false,
                        new StoredArray.Compressed(() -> stream(path, name)));
        return isOfMatlab ? array.reversed() : array;
    }

    /**
     * Opens a stream of the bytes of an array, which reads some rows of its first axis at a time.
     */
    private static InputStream stream(Path path, String name) throws IOException {
        HdfFile file = Hdf5.open(path);
        Hdf5Data data = Hdf5.reading(path, () -> Hdf5Data.of(path, file.getDatasetByPath(name)));
        return new InputStream() {
            private final int[] from = new int[data.shape().length];
            private InputStream part = InputStream.nullInputStream();

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = part.read(target, offset, length);
                if (count < 0 && from[0] < data.shape()[0]) {
                    int[] size = data.shape();
                    size[0] = Math.min(data.atOnce(0), size[0] - from[0]);
                    part = new ByteArrayInputStream(data.bytes(from, size));
                    from[0] += size[0];
                    count = part.read(target, offset, length);
                }
                return count;
            }

            @Override
            public void close() {
                file.close();
            }
        };
    }
}
