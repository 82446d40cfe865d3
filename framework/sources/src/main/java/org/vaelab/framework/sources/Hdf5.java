// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.vaelab.framework.OptionalJars;
import org.vaelab.framework.data.DataException;

/**
 * Opens HDF5 files. Java links a class that handles exceptions of the library only if the library is there: open a file
 * before such a class is used, so that a program without the library is told which jar it needs.
 */
public final class Hdf5 {

    private Hdf5() {}

    /**
     * Checks that the library is there.
     *
     * @throws org.vaelab.framework.VaeLabException if it is not; the message names the jar
     */
    public static void requireLibrary() {
        OptionalJars.require("io.jhdf.HdfFile", Hdf5.class, "HDF5 files", "file", "h5");
    }

    /**
     * Opens a file to read.
     *
     * @throws DataException if it is no HDF5 file, or damaged
     * @throws IOException if there is none
     */
    public static HdfFile open(Path path) throws IOException {
        requireLibrary();
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException(path.toString());
        }
        try {
            return new HdfFile(path);
        } catch (RuntimeException e) {
            throw damaged(path, e);
        }
    }

    /** Begins a file, which is written when it is closed. */
    public static WritableHdfFile create(Path path) {
        requireLibrary();
        return HdfFile.write(path);
    }

    /** Explains why a file cannot be read. */
    public static DataException damaged(Path path, RuntimeException e) {
        return new DataException(path + ": no HDF5 file, or damaged: " + e.getMessage(), e);
    }
}
