// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.Downloader;
import org.vaelab.framework.sources.Downloader.DownloadException;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Finds the files of a published set, or downloads them into the user's cache folder, and reads them.
 * Downloaded files must have the published MD5. Files that are there are read unchecked.
 */
final class SetSource implements DataSource {

    private final PublishedSet set;
    private final DataLocations locations;
    private final Downloader downloader;

    SetSource(PublishedSet set, DataLocations locations, Downloader downloader) {
        this.set = set;
        this.locations = locations;
        this.downloader = downloader;
    }

    @Override
    public Dataset load(Progress progress) {
        return load(progress, ValuePrecision.SINGLE);
    }

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
        if (set.path() != null) {
            List<String> missing = missing(set, set.path());
            if (!missing.isEmpty()) {
                throw DataException.of(
                        "%s: without %s\nGet the files from %s",
                        set.path(), String.join(", ", missing), set.files().address());
            }
            return set.path();
        }
        return folder(set, locations).orElseGet(() -> fetched(progress));
    }

    /** Returns the first folder under the data roots that has all files. */
    static Optional<Path> folder(PublishedSet set, DataLocations locations) {
        return locations.roots().stream()
                .map(root -> root.path().resolve(set.files().name()))
                .filter(folder -> missing(set, folder).isEmpty())
                .findFirst();
    }

    private static List<String> missing(PublishedSet set, Path folder) {
        return set.files().names().stream()
                .filter(name -> !Files.isRegularFile(folder.resolve(name)))
                .toList();
    }

    private Path fetched(Progress progress) {
        Path target = locations.cache().resolve(set.files().name());
        Optional<SetFiles.Download> download = set.files().download();
        if (download.isEmpty()) {
            throw new DataException(
                    notFound(target, "It is not downloaded, because no checksum is published."));
        }
        try {
            for (Map.Entry<String, String> file : download.get().md5().entrySet()) {
                downloader.fetch(
                        download.get().mirrors(), file.getKey(), file.getValue(), target, progress);
                if (download.get().isArchive()) {
                    Path archive = target.resolve(file.getKey());
                    new TarArchive(archive).unpack(set.files().names(), target);
                    Files.delete(archive);
                }
            }
        } catch (DownloadException e) {
            throw new DataException(
                    notFound(target, "It could not be downloaded.\n" + e.getMessage()), e);
        } catch (IOException e) {
            throw UnreadableFile.because(target, e);
        }
        return target;
    }

    private String notFound(Path target, String why) {
        List<String> lines = new ArrayList<>();
        String name = set.files().name();
        lines.add(name + " was not found. " + why);
        lines.add("Looked for " + String.join(", ", set.files().names()) + " in:");
        for (DataLocations.Root root : locations.roots()) {
            lines.add("  " + root.path().resolve(name) + " (" + root.origin() + ")");
        }
        lines.add("Get the files from " + set.files().address());
        lines.add("and put them into " + target + ", or set path to their folder.");
        return String.join("\n", lines);
    }
}
