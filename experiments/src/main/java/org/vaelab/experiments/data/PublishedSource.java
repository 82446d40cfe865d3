// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.nio.file.Path;
import java.time.Duration;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;

/**
 * {@code source: mnist} and {@code source: fashion-mnist}: found under one of the {@link
 * DataLocations}, else downloaded into the user's cache folder.
 *
 * <p>Downloaded files must have the published MD5. Files that were found are read as they are; the
 * checksum of the {@link Dataset} says what they hold.
 */
public final class PublishedSource implements DataSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PublishedData data;
    private final DataLocations locations;
    private final Downloader downloader;

    PublishedSource(PublishedData data, DataLocations locations, Downloader downloader) {
        this.data = data;
        this.locations = locations;
        this.downloader = downloader;
    }

    /** The MNIST digits. */
    public static PublishedSource mnist(DataLocations locations) {
        return new PublishedSource(PublishedData.MNIST, locations, new Downloader(PATIENCE));
    }

    /** Fashion-MNIST. */
    public static PublishedSource fashionMnist(DataLocations locations) {
        return new PublishedSource(
                PublishedData.FASHION_MNIST, locations, new Downloader(PATIENCE));
    }

    @Override
    public Dataset load(Progress progress) {
        return load(progress, ValuePrecision.SINGLE);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        IdxFolder folder =
                FolderSource.find(data.name(), locations).orElseGet(() -> download(progress));
        String provenance = data.citation() + ", files in " + folder.path();
        return IdxData.read(data.name(), folder.files(), data.classes(), provenance, precision);
    }

    private IdxFolder download(Progress progress) {
        Path target = locations.cache().resolve(data.name());
        String searched = FolderSource.searched(data.name(), locations);
        IdxFolder folder = new IdxFolder(target);
        try {
            for (String name : folder.missing()) {
                downloader.fetch(
                        data.mirrors(), name + ".gz", data.md5().get(name), target, progress);
            }
        } catch (DownloadException e) {
            throw new DataException(
                    data.name()
                            + " was not found, and could not be downloaded.\n"
                            + searched
                            + "\n"
                            + e.getMessage()
                            + "\nPut the four files, plain or gzipped (.gz), into "
                            + target
                            + ", or set VAELAB_DATA to the folder that holds "
                            + data.name()
                            + "/.",
                    e);
        }
        return folder;
    }
}
