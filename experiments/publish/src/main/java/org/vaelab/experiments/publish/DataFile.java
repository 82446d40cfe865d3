// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.config.ConfigPaths;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.published.PublishedSet;
import org.vaelab.framework.sources.published.SetFiles;

/**
 * A file or folder of a data set.
 *
 * @param name without its folder
 * @param local where it is on this machine; empty if it is not here
 * @param address where it can be downloaded; empty if that is not known
 * @param md5 as published; empty if it is not
 * @param archive the name of the archive that it is in; empty if it is in none
 */
record DataFile(
        String name,
        Optional<Path> local,
        Optional<URI> address,
        Optional<String> md5,
        Optional<String> archive) {

    private static final Map<String, String> FORMATS =
            Map.of(
                    "csv", "text/csv",
                    "tsv", "text/tab-separated-values",
                    "txt", "text/plain",
                    "parquet", "application/vnd.apache.parquet",
                    "gz", "application/gzip",
                    "npz", "application/zip");

    /** Returns the files that a config names, sorted by their paths. */
    static List<DataFile> named(Iterable<String> paths) {
        List<DataFile> files = new ArrayList<>();
        for (String path : paths) {
            Path file = ConfigPaths.file(path);
            boolean isNew = files.stream().noneMatch(other -> other.local().get().equals(file));
            if (isNew && file.getFileName() != null && Files.exists(file)) {
                files.add(
                        new DataFile(
                                file.getFileName().toString(),
                                Optional.of(file),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
            }
        }
        return files;
    }

    /**
     * Returns the files of a set.
     *
     * @param source the set, which may name its folder
     */
    static List<DataFile> ofSet(SetFiles set, Object source, DataLocations locations) {
        Optional<Path> folder =
                source instanceof PublishedSet published && published.path() != null
                        ? Optional.of(published.path())
                        : set.folder(locations);
        List<DataFile> files = new ArrayList<>();
        Optional<String> archive = Optional.empty();
        if (set.download().isPresent() && set.download().get().isArchive()) {
            archive = set.download().get().md5().keySet().stream().findFirst();
            files.add(downloaded(set, archive.get(), Optional.empty()));
        }
        for (String name : set.names()) {
            Optional<Path> local = folder.flatMap(in -> set.file(in, name));
            files.add(
                    archive.isPresent() || set.download().isEmpty()
                            ? new DataFile(
                                    local.map(f -> f.getFileName().toString()).orElse(name),
                                    local,
                                    Optional.empty(),
                                    Optional.empty(),
                                    archive)
                            : downloaded(set, name, local));
        }
        return files;
    }

    private static DataFile downloaded(SetFiles set, String name, Optional<Path> local) {
        SetFiles.Download download = set.download().orElseThrow();
        String file = name + (set.mayBeZipped() ? ".gz" : "");
        // An unpacked file does not have the checksum of the download.
        boolean isOther = local.isPresent() && !local.get().getFileName().toString().equals(file);
        return isOther
                ? new DataFile(name, local, Optional.empty(), Optional.empty(), Optional.empty())
                : new DataFile(
                        file,
                        local,
                        Optional.of(download.mirrors().get(0).resolve(file)),
                        Optional.ofNullable(download.md5().get(name)),
                        Optional.empty());
    }

    boolean isFolder() {
        return local.filter(Files::isDirectory).isPresent();
    }

    /** Returns the size of a file in bytes; empty if it is not here. */
    Optional<Long> size() throws IOException {
        return local.isPresent() && !isFolder()
                ? Optional.of(Files.size(local.get()))
                : Optional.empty();
    }

    /** Returns the media type, by the ending of the name. */
    String format() {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return FORMATS.getOrDefault(ending, "application/octet-stream");
    }
}
