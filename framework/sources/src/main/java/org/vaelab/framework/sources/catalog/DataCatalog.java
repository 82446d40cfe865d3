// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.published.FolderSource;
import org.vaelab.framework.sources.published.PublishedSet;

/** The available data: the sources of all modules, and the folders that were found. */
@Internal
public final class DataCatalog {
    private DataCatalog() {}

    /**
     * A data source that a config may name.
     *
     * @param name the value of {@code source:}
     * @param summary a description
     * @param location the folder in which it was found, or how the data are obtained
     */
    public record Entry(String name, String summary, String location) {}

    /** Returns all sources, then the folders found; both by name. */
    public static List<Entry> entries(Registry<DataSource> sources, DataLocations locations) {
        List<Entry> entries = new ArrayList<>();
        sources.types()
                .forEach(
                        (name, type) ->
                                entries.add(
                                        new Entry(
                                                name,
                                                type.part().description(),
                                                location(sources, type, locations))));
        entries.addAll(folders(locations, sources.names()));
        return List.copyOf(entries);
    }

    private static String location(
            Registry<DataSource> sources, PartType<DataSource> type, DataLocations locations) {
        if (PublishedSet.class.isAssignableFrom(type.type())) {
            return ((PublishedSet) sources.create(type.name())).location(locations);
        }
        boolean isRead =
                type.keys().stream().anyMatch(key -> key.component().getType() == Path.class);
        return isRead ? "given paths" : "generated";
    }

    private static Collection<Entry> folders(DataLocations locations, Set<String> known) {
        TreeMap<String, Entry> found = new TreeMap<>();
        locations.roots().stream()
                .flatMap(root -> subfolders(root.path()).stream())
                .filter(FolderSource::isComplete)
                .map(
                        path ->
                                new Entry(
                                        path.getFileName().toString(),
                                        "IDX files in a folder",
                                        path.toString()))
                .filter(entry -> !known.contains(entry.name()))
                .forEach(entry -> found.putIfAbsent(entry.name(), entry));
        return found.values();
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
