// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.UnreadableFile;
import org.vaelab.framework.sources.published.Downloader.DownloadException;

/**
 * Finds the files of a published set, or downloads them into the user's cache folder, and reads them.
 * Downloaded files must have the published MD5. Files that are there are read unchecked.
 */
record SetSource(PublishedSet set, DataLocations locations, Downloader downloader)
        implements DataSource {

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        Path folder = folder(progress);
        try {
            return set.read(folder, precision, progress);
        } catch (IOException e) {
            throw UnreadableFile.because(folder, e);
        }
    }

    private Path folder(Progress progress) {
        SetFiles files = set.files();
        if (set.path() == null) {
            return files.folder(locations).orElseGet(() -> fetched(files, progress));
        }
        List<String> missing = files.missing(set.path());
        if (!missing.isEmpty()) {
            throw DataException.of(
                    "%s: without %s\nGet the files from %s",
                    set.path(), String.join(", ", missing), files.address());
        }
        return set.path();
    }

    private Path fetched(SetFiles files, Progress progress) {
        Path target = locations.cache().resolve(files.name());
        String searched = files.searched(locations);
        SetFiles.Download download =
                files.download()
                        .orElseThrow(
                                () ->
                                        DataException.of(
                                                "%s was not found. It is not downloaded, because no"
                                                        + " checksum is published.\n"
                                                        + "%s\n"
                                                        + "%s",
                                                files.name(), searched, set.remedy(target)));
        try {
            if (download.isArchive()) {
                unpack(files, download, target, progress);
            } else {
                String ending = files.mayBeZipped() ? SetFiles.ZIPPED : "";
                for (String name : files.missing(target)) {
                    String md5 = Objects.requireNonNull(download.md5().get(name));
                    downloader.fetch(download.mirrors(), name + ending, md5, target, progress);
                }
            }
        } catch (DownloadException e) {
            throw new DataException(
                    "%s was not found, and could not be downloaded.\n%s\n%s\n%s"
                            .formatted(files.name(), searched, e.getMessage(), set.remedy(target)),
                    e);
        } catch (IOException e) {
            throw UnreadableFile.because(target, e);
        }
        return target;
    }

    private void unpack(SetFiles files, SetFiles.Download download, Path target, Progress progress)
            throws DownloadException, IOException {
        for (Map.Entry<String, String> file : download.md5().entrySet()) {
            downloader.fetch(download.mirrors(), file.getKey(), file.getValue(), target, progress);
            Path archive = target.resolve(file.getKey());
            new TarArchive(archive).unpack(files.names(), target);
            Files.delete(archive);
        }
    }
}
