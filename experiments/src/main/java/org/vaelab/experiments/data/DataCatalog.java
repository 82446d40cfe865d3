// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What data there are: the sources that come with VaeLab, and the folders that were found. */
public final class DataCatalog {
    private DataCatalog() {}

    /**
     * A data source that a config may name.
     *
     * @param name what {@code source:} takes
     * @param summary what it is, and which settings it takes
     * @param location the folder in which it was found, or how it comes about
     */
    public record Entry(String name, String summary, String location) {}

    /** The sources, those that come with VaeLab first, then the folders found, by name. */
    public static List<Entry> entries(DataLocations locations) {
        List<Entry> entries = new ArrayList<>();
        entries.add(
                new Entry(
                        "sprites",
                        "generated shapes with known factors, binary; size, train, test,"
                                + " rotations, positions, seed",
                        "generated"));
        for (PublishedData data : List.of(PublishedData.MNIST, PublishedData.FASHION_MNIST)) {
            String location =
                    FolderSource.find(data.name(), locations)
                            .map(folder -> folder.path().toString())
                            .orElse(
                                    "not here; downloaded on first use into "
                                            + locations.cache().resolve(data.name()));
            entries.add(new Entry(data.name(), data.summary(), location));
        }
        entries.add(
                new Entry(
                        "idx",
                        "IDX files; train, test, trainLabels, testLabels, name",
                        "given paths"));
        entries.add(
                new Entry(
                        "csv",
                        "CSV files; path, test, testFraction, header, separator, columns, label,"
                                + " domain, shape, seed, name",
                        "given paths"));
        entries.addAll(folders(locations, entries.stream().map(Entry::name).toList()));
        return List.copyOf(entries);
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
