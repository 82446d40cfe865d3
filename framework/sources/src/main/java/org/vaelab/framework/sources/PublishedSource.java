// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.sources.Downloader.DownloadException;

/**
 * {@code source: mnist} and {@code source: fashion-mnist}. The files are found under one of the
 * {@link DataLocations}, else downloaded into the user's cache folder.
 *
 * <p>Downloaded files must have the published MD5. Existing files are read unchecked; the checksum
 * of the {@link Dataset} identifies their content.
 */
final class PublishedSource implements DataSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PublishedData data;
    private final DataLocations locations;
    private final Downloader downloader;

    PublishedSource(PublishedData data, DataLocations locations, Downloader downloader) {
        this.data = data;
        this.locations = locations;
        this.downloader = downloader;
    }

    /** A part that names published data and has no settings. */
    interface Published extends DataSourcePart {

        PublishedData data();

        @Override
        default DataSource create() {
            return new PublishedSource(data(), DataLocations.ofSystem(), new Downloader(PATIENCE));
        }

        @Override
        default OptionalLong trainingExamples() {
            return OptionalLong.of(PublishedData.TRAINING_EXAMPLES);
        }
    }

    /** The MNIST digits. */
    @Cites("lecun1998")
    @Part(
            value = "mnist",
            description = "handwritten digits, 60,000 + 10,000 grey images of 28x28, 10 classes",
            paper = "LeCun et al. (1998)")
    record Mnist() implements Published {
        @Override
        public PublishedData data() {
            return PublishedData.MNIST;
        }
    }

    /** The pictures of Fashion-MNIST. */
    @Cites("xiao2017")
    @Part(
            value = "fashion-mnist",
            description = "pieces of clothing, 60,000 + 10,000 grey images of 28x28, 10 classes",
            paper = "Xiao, Rasul and Vollgraf (2017)")
    record FashionMnist() implements Published {
        @Override
        public PublishedData data() {
            return PublishedData.FASHION_MNIST;
        }
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
                    ("%s was not found, and could not be downloaded.\n%s\n%s\nPut the four files,"
                                    + " plain or gzipped (.gz), into %s, or set VAELAB_DATA to the folder"
                                    + " that holds %s/.")
                            .formatted(data.name(), searched, e.getMessage(), target, data.name()),
                    e);
        }
        return folder;
    }
}
