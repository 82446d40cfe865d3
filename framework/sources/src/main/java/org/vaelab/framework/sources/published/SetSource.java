// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Finds the files of a published set, or downloads them into the user's cache folder, and reads
 * them. Downloaded files must have the published MD5. Files that are there are read unchecked.
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
            String ending = files.mayBeZipped() ? SetFiles.ZIPPED : "";
            List<String> wanted =
                    download.isArchive()
                            ? List.copyOf(download.md5().keySet())
                            : files.missing(target);
            for (String name : wanted) {
                String md5 = Objects.requireNonNull(download.md5().get(name));
                downloader.fetch(download.mirrors(), name + ending, md5, target, progress);
                if (download.isArchive()) {
                    unpack(target.resolve(name), files.names(), target);
                    Files.delete(target.resolve(name));
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

    /**
     * Writes some files of a .tar.gz archive into a folder, each under another name until it is
     * whole. Folders in it are ignored: a file is known by the last part of its name.
     */
    static void unpack(Path archive, List<String> wanted, Path folder) throws IOException {
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(
                        new GZIPInputStream(
                                new BufferedInputStream(Files.newInputStream(archive))))) {
            for (TarArchiveEntry entry = in.getNextEntry();
                    entry != null;
                    entry = in.getNextEntry()) {
                String name = entry.getName();
                String file = name.substring(name.lastIndexOf('/') + 1);
                if (wanted.contains(file)) {
                    Path partial = folder.resolve(file + ".part");
                    Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(partial, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
