// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.SearchFolder;

/** The plugin jars that the records of a comparison name, and the libraries of jars. */
final class RecordedPlugins {

    private RecordedPlugins() {}

    /** Returns the checksums of the jars by their file names, as records have them. */
    static SortedMap<String, Set<String>> of(ComparisonFolder folder) throws IOException {
        SortedMap<String, Set<String>> jars = new TreeMap<>();
        add(folder, jars);
        for (SearchFolder search : folder.allSearches()) {
            for (ComparisonFolder rung : search.rungs()) {
                add(rung, jars);
            }
        }
        return jars;
    }

    private static void add(ComparisonFolder folder, Map<String, Set<String>> jars)
            throws IOException {
        ComparisonPlan plan = folder.readPlan();
        add(plan.sectionPlugins(), jars);
        for (PlannedRun run : plan.runs()) {
            RunFolder files = folder.run(run);
            if (files.hasResult()) {
                add(files.readResult().provenance().plugins(), jars);
            }
        }
    }

    private static void add(Map<String, String> used, Map<String, Set<String>> jars) {
        used.forEach(
                (name, sum) -> jars.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(sum));
    }

    /**
     * Returns the libraries that a jar and its libraries name in {@code Class-Path}, relative to
     * its folder.
     *
     * @throws IllegalArgumentException if one is not there, or is not below the folder of the jar
     */
    static List<Path> libraries(Path jar) throws IOException {
        Path folder = jar.toAbsolutePath().normalize().getParent();
        List<Path> found = new ArrayList<>();
        found.add(jar.toAbsolutePath().normalize());
        for (int i = 0; i < found.size(); i++) {
            for (String entry : classPath(found.get(i))) {
                Path library = found.get(i).resolveSibling(entry).normalize();
                if (!library.startsWith(folder) || !Files.isRegularFile(library)) {
                    throw new IllegalArgumentException(
                            "the library "
                                    + entry
                                    + (library.startsWith(folder)
                                            ? " of the plugin is not there"
                                            : " of the plugin is not below the folder of its jar"));
                }
                if (!found.contains(library)) {
                    found.add(library);
                }
            }
        }
        return found.subList(1, found.size()).stream().map(folder::relativize).toList();
    }

    private static List<String> classPath(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            @Nullable Manifest manifest = file.getManifest();
            @Nullable String names =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return names == null || names.isBlank()
                    ? List.of()
                    : List.of(names.strip().split(" +"));
        }
    }
}
