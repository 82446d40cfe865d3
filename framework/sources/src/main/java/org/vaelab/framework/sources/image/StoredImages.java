// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.record.FileProblem;
import org.vaelab.framework.tables.ParquetFiles;
import org.vaelab.framework.tables.ParquetTable;

/**
 * Images as they are stored, in an order.
 *
 * @param path that a config names
 * @param files on which they depend
 * @param classes the class of each image; an empty text if it has none
 * @param remarks what a user should know of how they were found
 * @param encoded gives the images; the stream is closed
 */
record StoredImages(
        Path path,
        List<Path> files,
        List<String> classes,
        Origin origin,
        List<String> remarks,
        Supplier<Stream<Encoded>> encoded) {

    private static final String USUAL = "label";

    /** The bytes of an image file. Any thread may read them. */
    @FunctionalInterface
    interface Encoded {
        byte[] bytes() throws IOException;
    }

    /**
     * Opens Parquet files, whose images are in a column of bytes, or of structures that have {@code
     * bytes}.
     *
     * @param column of the images; null: the only one that may be
     * @param label column of the classes; null: the first one for which the files name them, if
     *     there is one
     * @param mayLack whether the files may lack that column; then no image has a class
     * @throws DataException if there is no such column, or it has a number that is no class
     */
    static StoredImages ofParquet(
            Path path, @Nullable String column, @Nullable String label, boolean mayLack) {
        ParquetTable table = ParquetTable.of(path);
        List<Field> found =
                table.fields().stream()
                        .filter(f -> f.type().matches("BLOB|STRUCT\\(bytes BLOB.*"))
                        .filter(f -> column == null || f.name().equals(column))
                        .toList();
        if (found.size() != 1) {
            throw DataException.of(
                    "%s: column is %s, expected one of bytes, or of structures with bytes; there are: %s",
                    path,
                    column == null ? "not set" : column,
                    ParquetTable.described(table.fields()));
        }
        Stream<String> named = table.classes().keySet().stream();
        @Nullable String of = label == null ? named.findFirst().orElse(null) : label;
        List<String> classes =
                of == null || (mayLack && !table.names().contains(of))
                        ? Collections.nCopies(table.size(), "")
                        : table.texts(table.field("label", of));
        return new StoredImages(
                path,
                ParquetFiles.of(path),
                classes,
                new Origin(
                        "row",
                        i -> Integer.toString(i + 1),
                        false,
                        table::place,
                        Optional.empty(),
                        Optional.empty()),
                of == null && table.names().contains(USUAL)
                        ? List.of("column label has no names of classes; to use it: label: label")
                        : List.of(),
                () -> table.bytes(found.get(0)).map(StoredImages::encoded));
    }

    private static Encoded encoded(Optional<byte[]> cell) {
        return () -> cell.orElseThrow(() -> new IOException("has no bytes"));
    }

    /** Returns all classes, sorted. */
    List<String> names() {
        return classes.stream().filter(name -> !name.isEmpty()).distinct().sorted().toList();
    }

    /** Returns what an image is called in messages. */
    String place(int index) {
        return origin.place().apply(index);
    }

    /**
     * Returns the first image that can be read.
     *
     * @throws DataException if none can
     */
    DecodedImage first() {
        Map<Integer, String> failures = new TreeMap<>();
        try (Stream<Encoded> all = encoded.get()) {
            for (Encoded image : (Iterable<Encoded>) all::iterator) {
                try {
                    return ImageFile.decode(image.bytes());
                } catch (IOException e) {
                    failures.put(failures.size(), FileProblem.reason(e));
                }
            }
        }
        throw DataException.of("%s: no image can be read: %s", path, listed(failures));
    }

    /** Names images, those with one reason together. */
    String listed(Map<Integer, String> reasons) {
        Map<String, String> names = new LinkedHashMap<>();
        reasons.forEach(
                (i, why) -> names.merge(why, place(i), (first, next) -> first + ", " + next));
        return names.entrySet().stream()
                .map(entry -> entry.getValue() + " (" + entry.getKey() + ")")
                .collect(Collectors.joining(", "));
    }
}
