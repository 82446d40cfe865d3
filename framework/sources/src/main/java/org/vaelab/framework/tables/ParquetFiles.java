// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/**
 * The Parquet files that a path names: one file; those of a folder, or of {@code data} in it; those whose names fit a pattern, such as {@code
 * data/train-*.parquet}; or those whose names begin with a word, such as {@code data/train}. Hugging Face writes a data
 * set as several such files. Of a folder that has training and test files by their names, the path names those of
 * training.
 */
public final class ParquetFiles {

    private static final Pattern PART = Pattern.compile("(.*-)\\d{5}(-of-(\\d{5})[.].*)");

    private ParquetFiles() {}

    /**
     * Returns the files in the order of their names; none if the path names no Parquet file.
     *
     * @throws DataException if it names Arrow files alone
     */
    public static List<Path> of(Path path) {
        if (test(path) != null) {
            return of(place(path).resolve("train"));
        }
        List<Path> named = named(place(path));
        List<Path> files = named.stream().filter(TableFormat::isParquet).toList();
        for (Path file : files.isEmpty() ? named : List.<Path>of()) {
            if (file.toString().endsWith(".arrow")) {
                throw DataException.of(
                        "%s: Arrow files are not read\nin Python: datasets.Dataset.from_file(FILE).to_parquet(\"train.parquet\")",
                        file);
            }
        }
        if (!Files.isRegularFile(path) && !path.toString().contains("*")) {
            requireAll(files);
        }
        return files;
    }

    /** Checks that of files such as {@code train-00000-of-00002.parquet} none is missing; a pattern may choose some. */
    private static void requireAll(List<Path> files) {
        Set<String> names = new HashSet<>();
        files.forEach(file -> names.add(file.getFileName().toString()));
        for (Path file : files) {
            Matcher part = PART.matcher(file.getFileName().toString());
            int parts = part.matches() ? Integer.parseInt(part.group(3)) : 0;
            for (int i = 0; i < parts; i++) {
                String name = "%s%05d%s".formatted(part.group(1), i, part.group(2));
                if (!names.contains(name)) {
                    throw DataException.of(
                            "%s: is one of %s files, and %s is not there", file, parts, name);
                }
            }
        }
    }

    /** Returns the same; where there is none, the path itself. */
    static List<Path> orItself(Path path) {
        return of(path).isEmpty() ? List.of(path) : of(path);
    }

    /** Returns the folder of the files of a repository of Hugging Face, {@code data}, or the path itself. */
    private static Path place(Path path) {
        Path data = path.resolve("data");
        return !Files.isDirectory(data) || hasParquet(path) || !hasParquet(data) ? path : data;
    }

    private static boolean hasParquet(Path folder) {
        return named(folder).stream().anyMatch(TableFormat::isParquet);
    }

    private static List<Path> named(Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        boolean isFolder = Files.isDirectory(path);
        String word = Pattern.quote("" + path.getFileName()).replace("*", "\\E.*\\Q");
        String names = isFolder ? ".*" : word + "([^A-Za-z0-9].*)?";
        try (Stream<Path> all = Files.list(isFolder ? path : path.toAbsolutePath().getParent())) {
            return all.filter(file -> file.getFileName().toString().matches(names))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            // Whoever opens the path tells why it is not there.
            return List.of();
        }
    }

    /**
     * Returns the test files of a folder: those whose names begin with test, or else with validation, if those of others
     * begin with train. Null: it has none.
     */
    public static @Nullable Path test(Path path) {
        Path place = place(path);
        boolean isSplit = Files.isDirectory(path) && !of(place.resolve("train")).isEmpty();
        return Stream.of("test", "validation")
                .map(place::resolve)
                .filter(part -> isSplit && !of(part).isEmpty())
                .findFirst()
                .orElse(null);
    }
}
