// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * The copies of DuckDB's native library, 72 MB each. Its driver unpacks one for each process, in
 * the folder of temporary files, and offers no other place. It deletes the copy at the end of the
 * process, but not if that is killed.
 */
final class UnpackedDriver {

    private static final String COPIES = "libduckdb_java*.so";

    /** A process loads its copy within this time. */
    private static final Duration LOADING = Duration.ofHours(1);

    private static boolean isTidy;

    private UnpackedDriver() {}

    /**
     * Deletes the copy of this process, once it is loaded, where the system says which one that is.
     * Deletes the copies that killed processes left.
     */
    static synchronized void tidy() {
        if (isTidy) {
            return;
        }
        isTidy = true;
        tidy(Path.of(System.getProperty("java.io.tmpdir")), mapped());
    }

    /**
     * Deletes copies.
     *
     * @param mapped files that this process has mapped: they stay usable
     */
    static void tidy(Path folder, Set<String> mapped) {
        Instant oldest = Instant.now().minus(LOADING);
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, COPIES)) {
            for (Path copy : copies) {
                if (mapped.contains(copy.toString())
                        || Files.getLastModifiedTime(copy).toInstant().isBefore(oldest)) {
                    Files.delete(copy);
                }
            }
        } catch (IOException e) {
            // Another user's, or in use on Windows. The driver deletes its own at the end.
        }
    }

    private static Set<String> mapped() {
        Set<String> mapped = new HashSet<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                mapped.add(line.substring(Math.max(0, line.indexOf('/'))));
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return mapped;
    }
}
