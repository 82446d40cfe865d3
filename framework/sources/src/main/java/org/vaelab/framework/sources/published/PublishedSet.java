// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.DataLocations;

/** A published data set: a description of its files, and how they are read. */
public interface PublishedSet extends DataSource {

    /** How long a server may be silent. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /** Returns the folder of the files; null: a folder of the set's name under the data roots. */
    default @Nullable Path path() {
        return null;
    }

    /** Returns the files of the set. */
    SetFiles files();

    /**
     * Reads the files.
     *
     * @param folder that has them all
     * @throws org.vaelab.framework.data.DataException if one is damaged
     */
    Dataset read(Path folder, ValuePrecision precision, Progress progress) throws IOException;

    /** Returns the folder of the files, or how a user gets them. */
    default String location(DataLocations locations) {
        Path target = locations.cache().resolve(files().name());
        String absent =
                files().download().isPresent()
                        ? "downloaded on first use into "
                        : "put the files from " + files().address() + " into ";
        return files().folder(locations).map(Path::toString).orElse("not here; " + absent + target);
    }

    /**
     * Returns what a user can do if the files are not found.
     *
     * @param target the folder in the cache
     */
    default String remedy(Path target) {
        return "Get the files from %s\nand put them into %s, or set path to their folder."
                .formatted(files().address(), target);
    }

    @Override
    default Dataset load(Progress progress, ValuePrecision precision) {
        return new SetSource(this, DataLocations.ofSystem(), new Downloader(PATIENCE))
                .load(progress, precision);
    }

    @Override
    default List<Path> readFiles() {
        return Optional.ofNullable(path())
                .or(() -> files().folder(DataLocations.ofSystem()))
                .map(files()::in)
                .orElse(List.of());
    }
}
