// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;

/**
 * The Parquet files that a path names: one file; those of a folder, or of {@code data} in it; those
 * whose names fit a pattern, such as {@code data/train-*.parquet}; or those of a word, such as
 * {@code data/train}: {@code train.parquet}, or {@code train-00000-of-00002.parquet} and the others
 * of them. Hugging Face writes a data set as several such files. Of a folder that has training and
 * test files by their names, the path names those of training. A file whose name begins with a dot
 * or an underscore is hidden: neither a folder has it nor a pattern that begins with {@code *}.
 */
@Internal
public final class ParquetFiles {

    private static final Pattern PART = Pattern.compile("(.*-)\\d{5}(-of-(\\d{5})[.].*)");

    /** What follows a word in the name of a file. */
    private static final String NUMBERED =
            "(-\\d{5}-of-\\d{5}(-[0-9a-f]+)?)?[.](?i:parquet|pq|arrow)";

    private static final String NOT_HIDDEN = "(?![._])";

    private ParquetFiles() {}

    /**
     * Returns the files in the order of their names; none if the path names no Parquet file.
     *
     * @throws DataException if it names Arrow files alone, files of a word that are no parts of one
     *     set, or not all parts
     */
    public static List<Path> of(Path path) {
        if (test(path) != null) {
            return of(part(place(path), "train").orElseThrow());
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

    /**
     * Checks that of files such as {@code train-00000-of-00002.parquet} none is missing; a pattern
     * may choose some.
     */
    private static void requireAll(List<Path> files) {
        Set<String> names = new HashSet<>();
        files.forEach(file -> names.add(file.getFileName().toString()));
        for (Path file : files) {
            Matcher part = PART.matcher(file.getFileName().toString());
            int parts = part.matches() ? Integer.parseInt(part.group(3)) : 0;
            for (int i = 0; i < parts; i++) {
                String name =
                        String.format(Locale.ROOT, "%s%05d%s", part.group(1), i, part.group(2));
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

    /**
     * Returns the files of some paths, also others than of Parquet, without folders of others; null
     * names none.
     */
    public static List<Path> ofAll(@Nullable Path... paths) {
        return Stream.of(paths)
                .filter(Objects::nonNull)
                .flatMap(path -> orItself(path).stream())
                .filter(Files::isRegularFile)
                .toList();
    }

    /**
     * Returns the folder of the files of a repository of Hugging Face, {@code data}, or the path
     * itself.
     */
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
        String name = "" + path.getFileName();
        if (Files.isDirectory(path)) {
            return matching(path, NOT_HIDDEN + ".*");
        }
        Path folder = path.toAbsolutePath().getParent();
        if (name.contains("*")) {
            String names = Pattern.quote(name).replace("*", "\\E.*\\Q");
            return matching(folder, name.startsWith("*") ? NOT_HIDDEN + names : names);
        }
        return TableFormat.isParquet(path)
                ? List.of()
                : requireAlike(name, matching(folder, Pattern.quote(name) + NUMBERED));
    }

    private static List<Path> matching(@Nullable Path folder, String names) {
        if (folder == null) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches(names))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            // Whoever opens the path tells why it is not there.
            return List.of();
        }
    }

    /** Checks that files whose names begin with a word are one, or the parts of one data set. */
    private static List<Path> requireAlike(String word, List<Path> files) {
        Set<String> forms = new HashSet<>();
        for (Path file : files) {
            String rest = file.getFileName().toString().substring(word.length());
            forms.add(rest.matches(NUMBERED) ? rest.replaceFirst("-\\d+(-of-\\d+).*", "$1") : rest);
        }
        if (forms.size() > 1) {
            throw DataException.of(
                    "%s: begin with \"%s\", and may be copies of each other\nmove what is no data elsewhere,"
                            + " or name the files: one, or a pattern such as %2$s-*.parquet",
                    files.stream().map(Path::toString).collect(Collectors.joining(", ")), word);
        }
        return files;
    }

    /**
     * Returns what names the files of a folder whose names begin with a word; empty if there are
     * none.
     */
    private static Optional<Path> part(Path folder, String word) {
        Path whole = folder.resolve(word);
        if (Files.isDirectory(whole)) {
            return Optional.of(whole).filter(ParquetFiles::hasParquet);
        }
        List<Path> begun =
                matching(folder, word + "([^A-Za-z0-9].*)?").stream()
                        .filter(TableFormat::isParquet)
                        .toList();
        boolean areParts = requireAlike(word, begun).size() == named(whole).size();
        return begun.stream().findFirst().map(one -> areParts ? whole : one);
    }

    /**
     * Returns the test files of a folder: those whose names begin with test, or else with
     * validation, if those of others begin with train. Null: it has none.
     */
    public static @Nullable Path test(Path path) {
        Path place = place(path);
        boolean isSplit = Files.isDirectory(path) && part(place, "train").isPresent();
        return Stream.of("test", "validation")
                .filter(word -> isSplit)
                .flatMap(word -> part(place, word).stream())
                .findFirst()
                .orElse(null);
    }
}
