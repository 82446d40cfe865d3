// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders with all that is in them. */
public final class FolderTree {

    private FolderTree() {}

    /** Returns whether a name is a plain path below a folder on every system. */
    public static boolean isInside(String name) {
        return !name.matches("(?s).*[\\\\:\\p{Cntrl}].*")
                && Stream.of(name.split("/", -1)).noneMatch(p -> p.isEmpty() || p.matches("[.]+"));
    }

    /** Returns whether a name is that of a file in a folder on every system, without a path. */
    public static boolean isFileName(String name) {
        return isInside(name) && !name.contains("/");
    }

    /**
     * Returns the files below a folder by their paths in it, which are divided by {@code /}; none
     * if there is no such folder.
     */
    public static NavigableMap<String, Path> files(Path folder) throws IOException {
        NavigableMap<String, Path> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path file : walk.filter(Files::isRegularFile).toList()) {
                    files.put(folder.relativize(file).toString().replace('\\', '/'), file);
                }
            }
        }
        return files;
    }

    /** Deletes a folder, if there is one. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
