// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.Downloader;

/** A published data set in files of its own format. */
public interface PublishedSet extends DataSourcePart {

    /** How long a server may be silent. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /** Returns the folder of the files; null: a folder of the set's name under the data roots. */
    @Nullable Path path();

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
        return SetSource.folder(this, locations)
                .map(Path::toString)
                .orElse(
                        files().download().isPresent()
                                ? downloaded(files().name(), locations)
                                : "not here; put the files from "
                                        + files().address()
                                        + " into "
                                        + locations.cache().resolve(files().name()));
    }

    /** Says where a set that is not here will be. */
    static String downloaded(String name, DataLocations locations) {
        return "not here; downloaded on first use into " + locations.cache().resolve(name);
    }

    @Override
    default DataSource create() {
        return new SetSource(this, DataLocations.ofSystem(), new Downloader(PATIENCE));
    }
}
