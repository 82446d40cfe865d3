// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that are made or deleted whole. */
final class Folders {

    private Folders() {}

    /** Returns whether there is nothing at a path, or an empty folder. */
    static boolean isFree(Path path) throws IOException {
        if (Files.notExists(path)) {
            return true;
        }
        return Files.isDirectory(path) && list(path).isEmpty();
    }

    static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    static void deleteAllBut(Path folder, String kept) throws IOException {
        for (Path path : list(folder)) {
            if (!path.endsWith(kept)) {
                delete(path);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }
}
