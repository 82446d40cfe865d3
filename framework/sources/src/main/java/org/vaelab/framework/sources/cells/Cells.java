// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import io.jhdf.HdfFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.Hdf5;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * The content of a file of cells.
 *
 * @param names of the cells
 * @param genes their names
 * @param labels what is known of each cell, a text for each or an empty one, by the name of the column; read when it is
 *     asked for
 * @param file is closed at the end
 */
record Cells(
        List<String> names,
        List<String> genes,
        CellMatrix matrix,
        Map<String, Supplier<List<String>>> labels,
        Closeable file)
        implements Closeable {

    /** The endings of files, of which some are compressed. */
    static final List<String> ENDINGS = List.of(".h5ad", ".h5", ".loom", ".mtx", ".mtx.gz");

    /** Returns whether a path is a file or folder of cells, by its name. */
    static boolean accepts(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith) || MatrixMarket.in(path).isPresent();
    }

    /**
     * Opens a file, or a folder with a matrix.
     *
     * @param layer which numbers of an h5ad or loom file: X, raw, or the name of a layer
     * @throws DataException if it cannot be read
     */
    static Cells open(Path path, String layer) {
        try {
            String name = path.toString().toLowerCase(Locale.ROOT);
            if (Files.isDirectory(path) || name.endsWith(".mtx") || name.endsWith(".gz")) {
                return MatrixMarket.open(path);
            }
            HdfFile file = Hdf5.open(path);
            return new Hdf5Cells(path, file).cells(layer);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
