// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.record.FolderTree;

/** Folders that are new, or keep one child. */
final class Folders {

    private Folders() {}

    /** Returns whether there is nothing at a path, or an empty folder. */
    static boolean isFree(Path path) throws IOException {
        if (Files.notExists(path)) {
            return true;
        }
        return Files.isDirectory(path) && list(path).isEmpty();
    }

    static void deleteAllBut(Path folder, String kept) throws IOException {
        for (Path path : list(folder)) {
            if (!path.endsWith(kept)) {
                FolderTree.delete(path);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }
}
