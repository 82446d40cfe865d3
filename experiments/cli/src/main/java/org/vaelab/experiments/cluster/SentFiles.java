// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.vaelab.framework.sources.DataLocations;

/** The files and folders that workers need: where they are here, and where workers have them. */
final class SentFiles {

    /** The name of the unpacked archive on a worker. */
    static final String UNPACKED = "vaelab";

    /** Stands for the path of the unpacked archive. */
    private static final String ROOT = "{files}/";

    private static final String DATA = "data";

    private final boolean shared;
    private final Map<Path, String> entries = new LinkedHashMap<>();

    /** Creates an empty collection; if shared, workers have all where it is here. */
    SentFiles(boolean shared) {
        this.shared = shared;
    }

    /** Adds a file or a folder; returns where workers have it. */
    String place(String kind, Path path) {
        Path here = path.toAbsolutePath();
        if (shared) {
            return here.toString();
        }
        String entry = kind + "/" + entries.size() + "/" + here.getFileName();
        return ROOT + entries.computeIfAbsent(here, added -> entry);
    }

    /** Adds a named data set, if there is one. */
    void placeData(String name, DataLocations locations) {
        if (name.matches("[A-Za-z0-9_.-]+")) {
            locations.roots().stream()
                    .map(root -> root.path().resolve(name))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .ifPresent(folder -> entries.put(folder, DATA + "/" + name));
        }
    }

    /** Returns the cache folder of workers, which is where they find named data sets. */
    String cache(DataLocations locations) {
        return shared ? locations.cache().toString() : ROOT + DATA;
    }

    /** Returns where workers have the files that are elsewhere, by their paths here. */
    Map<String, String> places() {
        Map<String, String> places = new LinkedHashMap<>();
        if (!shared) {
            entries.forEach((path, entry) -> places.put(path.toString(), ROOT + entry));
        }
        return places;
    }

    /** Writes the archive. Most files are compressed already. */
    Path zip(Path archive) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Map.Entry<Path, String> entry : entries.entrySet()) {
                add(entry.getValue(), entry.getKey(), zip);
            }
        }
        return archive;
    }

    private static void add(String name, Path source, ZipOutputStream zip) throws IOException {
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String inside = source.relativize(file).toString().replace('\\', '/');
                zip.putNextEntry(new ZipEntry(inside.isEmpty() ? name : name + "/" + inside));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }
}
