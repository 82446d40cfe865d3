// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.sources.DataLocations;

/**
 * The files of a published data set.
 *
 * @param name of the set and of its folder
 * @param names of the files
 * @param mayBeZipped whether each may be a .gz file
 * @param address of a page or folder where a user finds them
 * @param download how they are fetched; empty: a user does it
 * @param citation the set and who published it
 * @param license as its publisher states it; empty: none is known
 */
public record SetFiles(
        String name,
        List<String> names,
        boolean mayBeZipped,
        String address,
        Optional<Download> download,
        String citation,
        Optional<License> license) {

    static final String ZIPPED = ".gz";

    /**
     * A download.
     *
     * @param mirrors folders from which the files come, each ending in a slash
     * @param md5 of each file, or of the archive that holds all
     * @param isArchive whether the file is a .tar.gz archive that holds the files of the set
     */
    public record Download(List<URI> mirrors, Map<String, String> md5, boolean isArchive) {
        public Download {
            mirrors = List.copyOf(mirrors);
            md5 = Map.copyOf(md5);
        }
    }

    /**
     * The license of a set.
     *
     * @param address of its text among those of SPDX
     * @param stated where the publisher states it
     * @param of what it covers, if that is not all of the set; else empty
     */
    public record License(String address, String stated, String of) {}

    public SetFiles {
        names = List.copyOf(names);
    }

    /** Files that a user puts into the folder. */
    SetFiles(String name, List<String> names, String address, String citation) {
        this(name, names, false, address, Optional.empty(), citation, Optional.empty());
    }

    /** These files, which are downloaded if they are not there. */
    SetFiles from(Download fetched) {
        return new SetFiles(
                name, names, mayBeZipped, address, Optional.of(fetched), citation, license);
    }

    /** These files, whose publisher states a license. */
    SetFiles licensed(License stated) {
        return new SetFiles(
                name, names, mayBeZipped, address, download, citation, Optional.of(stated));
    }

    /** Returns the data set of examples that were read from a folder. */
    Dataset dataset(Path folder, DataShape shape, Examples train, Examples test) {
        return Dataset.of(name, shape, train, test, provenance(folder));
    }

    /** Returns where the data are from. */
    String provenance(Path folder) {
        return citation + (names.size() == 1 ? ", file in " : ", files in ") + folder;
    }

    /** Returns examples with their classes. */
    static Examples labelled(Examples examples, List<String> classes, int[] labels) {
        return examples.withLabels(Labels.of(List.of(Labels.Column.of("class", classes, labels))));
    }

    /** Returns a file of a folder; empty if it is not there. */
    public Optional<Path> file(Path folder, String file) {
        Path zipped = folder.resolve(file + ZIPPED);
        if (mayBeZipped && Files.isRegularFile(zipped)) {
            return Optional.of(zipped);
        }
        return Optional.of(folder.resolve(file)).filter(Files::isRegularFile);
    }

    /** Returns those files of a folder that are there. */
    List<Path> in(Path folder) {
        return names.stream().flatMap(file -> file(folder, file).stream()).toList();
    }

    List<String> missing(Path folder) {
        return names.stream().filter(file -> file(folder, file).isEmpty()).toList();
    }

    /** Returns the first folder under the data roots that has all files. */
    public Optional<Path> folder(DataLocations locations) {
        return locations.roots().stream()
                .map(root -> root.path().resolve(name))
                .filter(folder -> missing(folder).isEmpty())
                .findFirst();
    }

    /** Returns the files and folders that were searched, line by line. */
    String searched(DataLocations locations) {
        List<String> lines = new ArrayList<>();
        lines.add("Looked for the files " + String.join(", ", names) + " in:");
        for (DataLocations.Root root : locations.roots()) {
            Path folder = root.path().resolve(name);
            String state =
                    Files.isDirectory(folder)
                            ? "without " + String.join(", ", missing(folder))
                            : "no such folder";
            lines.add("  " + folder + " (" + root.origin() + "): " + state);
        }
        return String.join("\n", lines);
    }
}
