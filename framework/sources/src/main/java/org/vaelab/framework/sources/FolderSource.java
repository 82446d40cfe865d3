// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;

/**
 * A data set named by its folder under one of the {@link DataLocations}, with MNIST's four files,
 * gzipped or plain. {@code mnist10k} reads {@code mnist10k/}. A config names it like a part, but no
 * module binds it, and it has no keys.
 */
@JsonIncludeProperties({})
public record FolderSource(String name, DataLocations locations)
        implements DataSourcePart, DataSource {

    private static final String FOLDER_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    /**
     * @throws DataException if the name is not that of a folder, but a path
     */
    public FolderSource {
        if (!name.matches(FOLDER_NAME)) {
            throw DataException.of(
                    "data source \"%s\": expected the name of a folder under a data root; for"
                            + " files at other places use source: idx with train: and test:",
                    name);
        }
    }

    @Override
    public DataSource create() {
        return this;
    }

    /** Returns the number of labels, as their file is small. */
    @Override
    public OptionalLong trainingExamples() {
        return find(name, locations)
                .flatMap(folder -> folder.find(IdxFolder.TRAIN_LABELS))
                .map(labels -> OptionalLong.of(IdxFile.read(labels).count()))
                .orElse(OptionalLong.empty());
    }

    @Override
    public Dataset load(Progress progress) {
        return load(progress, ValuePrecision.SINGLE);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        IdxFolder folder = find(name, locations).orElseThrow(() -> notFound(name, locations));
        return IdxData.read(name, folder.files(), null, "IDX files in " + folder.path(), precision);
    }

    /** Returns whether one of the roots has a folder of that name, complete or not. */
    public static boolean isFolder(String name, DataLocations locations) {
        return name.matches(FOLDER_NAME)
                && locations.roots().stream()
                        .anyMatch(root -> Files.isDirectory(root.path().resolve(name)));
    }

    static Optional<IdxFolder> find(String name, DataLocations locations) {
        return locations.roots().stream()
                .map(root -> new IdxFolder(root.path().resolve(name)))
                .filter(folder -> folder.missing().isEmpty())
                .findFirst();
    }

    private static DataException notFound(String name, DataLocations locations) {
        return DataException.of(
                "data source \"%s\" was not found.\n%s\nPut the four files, plain or gzipped"
                        + " (.gz), into one of these folders, or set VAELAB_DATA to the folder"
                        + " that holds %s/.",
                name, searched(name, locations), name);
    }

    /** Returns the files and folders that were searched, line by line. */
    static String searched(String name, DataLocations locations) {
        List<String> lines = new ArrayList<>();
        lines.add("Looked for the files " + String.join(", ", IdxFolder.NAMES) + " in:");
        for (DataLocations.Root root : locations.roots()) {
            IdxFolder folder = new IdxFolder(root.path().resolve(name));
            String state =
                    Files.isDirectory(folder.path())
                            ? "without " + String.join(", ", folder.missing())
                            : "no such folder";
            lines.add("  " + folder.path() + " (" + root.origin() + "): " + state);
        }
        return String.join("\n", lines);
    }
}
