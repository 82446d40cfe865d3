// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.settings.PartType;

/** The available data: built-in sources, and the folders that were found. */
public final class DataCatalog {
    private DataCatalog() {}

    /**
     * A data source that a config may name.
     *
     * @param name the value of {@code source:}
     * @param summary a description with its settings
     * @param location the folder in which it was found, or how the data are obtained
     */
    public record Entry(String name, String summary, String location) {}

    /** Returns the built-in sources, then the folders found, by name. */
    public static List<Entry> entries(DataLocations locations) {
        List<Entry> entries = new ArrayList<>();
        for (Class<? extends DataSourcePart> source : SourcesModule.SOURCES) {
            PartType<DataSourcePart> type = new PartType<>(source);
            String keys = type.keys().isEmpty() ? "" : "; " + String.join(", ", type.keyNames());
            entries.add(
                    new Entry(
                            type.name(),
                            type.part().description() + keys,
                            location(type, locations)));
        }
        entries.addAll(folders(locations, entries.stream().map(Entry::name).toList()));
        return List.copyOf(entries);
    }

    private static String location(PartType<DataSourcePart> type, DataLocations locations) {
        if (PublishedData.NAMES.contains(type.name())) {
            return FolderSource.find(type.name(), locations)
                    .map(folder -> folder.path().toString())
                    .orElse(
                            "not here; downloaded on first use into "
                                    + locations.cache().resolve(type.name()));
        }
        boolean isRead =
                type.keys().stream().anyMatch(key -> key.component().getType() == Path.class);
        return isRead ? "given paths" : "generated";
    }

    private static List<Entry> folders(DataLocations locations, List<String> known) {
        TreeMap<String, Entry> found = new TreeMap<>();
        for (DataLocations.Root root : locations.roots()) {
            for (Path folder : subfolders(root.path())) {
                String name = folder.getFileName().toString();
                if (!known.contains(name) && new IdxFolder(folder).missing().isEmpty()) {
                    found.putIfAbsent(
                            name, new Entry(name, "IDX files in a folder", folder.toString()));
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static List<Path> subfolders(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(root)) {
            return children.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }
}
