// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What metrics show beside their numbers: a file {@code <metric>.json} of {@link DiagnosticCurves}
 * for each.
 *
 * @param path the folder; it need not exist
 */
public record DiagnosticsFolder(Path path) {

    private static final String EXTENSION = ".json";

    /**
     * Writes the curves of all metrics, each file wholly or not at all, and deletes those of
     * others.
     *
     * @param byMetric by the name of the metric; if there are none, no folder is written
     * @throws IOException if a file cannot be written
     */
    public void write(Map<String, DiagnosticCurves> byMetric) throws IOException {
        for (Path old : files()) {
            if (!byMetric.containsKey(metric(old))) {
                Files.delete(old);
            }
        }
        for (Map.Entry<String, DiagnosticCurves> own : byMetric.entrySet()) {
            file(path.resolve(own.getKey() + EXTENSION)).write(own.getValue());
        }
    }

    /**
     * Reads the curves of all metrics.
     *
     * @return by the name of the metric, in alphabetical order; empty if there is no folder
     * @throws DamagedFileException if a file is cut short or overwritten
     * @throws IOException if a file cannot be read
     */
    public Map<String, DiagnosticCurves> read() throws IOException {
        Map<String, DiagnosticCurves> byMetric = new LinkedHashMap<>();
        for (Path file : files()) {
            byMetric.put(metric(file), read(file));
        }
        return byMetric;
    }

    /**
     * Reads one file.
     *
     * @throws DamagedFileException if it is cut short or overwritten
     * @throws IOException if it cannot be read
     */
    public static DiagnosticCurves read(Path file) throws IOException {
        return file(file).read();
    }

    private static JsonFile<DiagnosticCurves> file(Path file) {
        return new JsonFile<>(file, DiagnosticCurves.class);
    }

    /**
     * Returns the paths of all files, in the order of their names.
     *
     * @throws IOException if the folder cannot be read
     */
    public List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.getFileName().toString().endsWith(EXTENSION))
                    .sorted()
                    .toList();
        }
    }

    private static String metric(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - EXTENSION.length());
    }
}
