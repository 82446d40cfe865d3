// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.Link;
import io.jhdf.api.Node;
import io.jhdf.links.ExternalLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.settings.OptionalJars;

/**
 * Opens HDF5 files. What is read of a file is read within {@link #reading}: the library throws many
 * kinds of exceptions.
 */
@Internal
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
        return reading(path, () -> new HdfFile(path));
    }

    /** Begins a file, which is written when it is closed. */
    public static WritableHdfFile create(Path path) {
        requireLibrary();
        return HdfFile.write(path);
    }

    /**
     * Reads from a file.
     *
     * @throws DataException if that fails, however the library says so
     */
    public static <T> T reading(Path path, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            Throwable first = e;
            while (first.getCause() != null) {
                first = first.getCause();
            }
            throw new DataException(
                    path
                            + ": no HDF5 file, or damaged, or of a kind that is not supported ("
                            + Objects.requireNonNullElse(
                                    first.getMessage(), first.getClass().getSimpleName())
                            + "); copy it again, or write it with h5py"
                            + FittingSource.hint(path, "anndata"),
                    e);
        }
    }

    /**
     * Returns what a group has under a name, or what a soft link of that name leads to; null if it
     * has none.
     *
     * @throws DataException if the name is a link to another file
     */
    public static @Nullable Node child(Path path, Group group, String name) {
        Node found = group.getChild(name);
        if (found instanceof ExternalLink link) {
            throw DataException.of(
                    "%s: %s is a link to another file, %s; copy what it leads to into this file",
                    path, link.getPath(), link.getTargetPath());
        }
        return found instanceof Link link ? link.getTarget() : found;
    }
}
