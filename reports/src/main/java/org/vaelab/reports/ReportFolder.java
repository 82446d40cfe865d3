// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.TemporaryPath;

/**
 * The folder that a report goes to.
 *
 * @param path the folder; it need not exist yet
 */
public record ReportFolder(Path path) {

    /** The top-level names of a report, except for its configs. */
    private static final Set<String> TOP =
            Set.of(
                    "index.html",
                    "report.md",
                    "paper.tex",
                    "setup.tex",
                    "macros.tex",
                    "methods.bib",
                    "tables",
                    "figures",
                    "data");

    private static final Pattern CONFIG = Pattern.compile("config(-.+)?\\.yaml");

    private static final List<String> ALWAYS = List.of("data/runs.csv", "data/means.csv");

    /**
     * Returns whether a report may replace the content: nothing, an empty folder, or only a report.
     *
     * @throws IOException if the folder cannot be read
     */
    public boolean mayBeReplaced() throws IOException {
        if (!Files.exists(path)) {
            return true;
        }
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> top = Files.list(path)) {
            List<String> names = top.map(file -> file.getFileName().toString()).toList();
            return names.isEmpty()
                    || (names.stream().allMatch(ReportFolder::isOfReport) && isReport());
        }
    }

    private static boolean isOfReport(String name) {
        return TOP.contains(name) || CONFIG.matcher(name).matches();
    }

    private boolean isReport() {
        return ALWAYS.stream().allMatch(file -> Files.isRegularFile(path.resolve(file)));
    }

    /**
     * Replaces the folder by these files. They are written next to it and moved when complete; an
     * older folder stays until then.
     *
     * @param files contents by name, folders divided by /
     * @throws IOException if they cannot be written
     */
    void replaceBy(NavigableMap<String, byte[]> files) throws IOException {
        Path beside = path.toAbsolutePath().getParent();
        Files.createDirectories(beside);
        Path folder = Files.createTempDirectory(beside, ".report-");
        Path old = folder.resolveSibling(folder.getFileName() + "-old");
        try (TemporaryPath built = TemporaryPath.of(folder)) {
            // Other users may read it, unlike a temporary folder.
            Path fresh = Files.createDirectory(built.path().resolve("report"));
            for (String name : files.keySet()) {
                Path file = fresh.resolve(name);
                Files.createDirectories(file.getParent());
                Files.write(file, files.get(name));
            }
            exchange(fresh, old);
        } finally {
            FolderTree.delete(old);
        }
    }

    private void exchange(Path fresh, Path old) throws IOException {
        if (Files.exists(path)) {
            Files.move(path, old);
        }
        try {
            Files.move(fresh, path);
        } catch (IOException e) {
            if (Files.exists(old)) {
                Files.move(old, path);
            }
            throw e;
        }
    }

    /**
     * Holds the folder against the files that should be in it.
     *
     * @throws IOException if a file cannot be read
     */
    ReportDifferences differences(NavigableMap<String, byte[]> wanted) throws IOException {
        NavigableMap<String, Path> present = present();
        return new ReportDifferences(
                wanted.keySet().stream()
                        .filter(present::containsKey)
                        .filter(name -> !isSame(present.get(name), wanted.get(name)))
                        .toList(),
                wanted.keySet().stream().filter(name -> !present.containsKey(name)).toList(),
                present.keySet().stream().filter(name -> !wanted.containsKey(name)).toList());
    }

    private static boolean isSame(Path file, byte[] content) {
        try {
            return Arrays.equals(Files.readAllBytes(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NavigableMap<String, Path> present() throws IOException {
        NavigableMap<String, Path> files = new TreeMap<>();
        if (Files.isDirectory(path)) {
            try (Stream<Path> walk = Files.walk(path)) {
                walk.filter(file -> !Files.isDirectory(file))
                        .forEach(
                                file ->
                                        files.put(
                                                path.relativize(file).toString().replace('\\', '/'),
                                                file));
            }
        }
        return files;
    }
}
