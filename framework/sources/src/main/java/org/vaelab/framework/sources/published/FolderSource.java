// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.array.IdxSource;

/**
 * A data set named by its folder under one of the {@link DataLocations}, with MNIST's four files,
 * gzipped or plain. {@code mnist10k} reads {@code mnist10k/}. A config names it like a part, but no
 * module binds it, and it has no keys.
 */
@JsonIncludeProperties({})
@Internal
public record FolderSource(String name, DataLocations locations) implements DataSource {

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

    /** Returns its files, of which neither an address nor a citation is known. */
    public SetFiles files() {
        return IdxSet.files(name, "");
    }

    /** Returns the number of labels, as their file is small. */
    @Override
    public OptionalLong trainingExamples() {
        return files().folder(locations)
                .flatMap(folder -> files().file(folder, IdxSet.TRAIN_LABELS))
                .map(labels -> OptionalLong.of(IdxSource.count(labels)))
                .orElse(OptionalLong.empty());
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        Path folder = files().folder(locations).orElseThrow(this::notFound);
        return IdxSet.read(files(), folder, List.of(), "IDX files in " + folder, precision);
    }

    @Override
    public List<Path> readFiles() {
        return files().folder(locations).map(files()::in).orElse(List.of());
    }

    private DataException notFound() {
        return DataException.of(
                "data source \"%s\" was not found.\n%s\nPut the four files, plain or gzipped"
                        + " (.gz), into one of these folders, or set VAELAB_DATA to the folder"
                        + " that holds %s/.",
                name, files().searched(locations), name);
    }

    /** Returns whether a folder has the four files. */
    public static boolean isComplete(Path folder) {
        return IdxSet.files("", "").missing(folder).isEmpty();
    }

    /** Returns whether one of the roots has a folder of that name, complete or not. */
    public static boolean isFolder(String name, DataLocations locations) {
        return name.matches(FOLDER_NAME)
                && locations.roots().stream()
                        .anyMatch(root -> Files.isDirectory(root.path().resolve(name)));
    }
}
