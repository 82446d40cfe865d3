// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.tables.TableScan;
import org.vaelab.framework.tables.TableScan.Found;

/** Finds the column of a table that names the images of a folder. */
final class PairRecognition {

    private PairRecognition() {}

    static Recognized of(Path folder, Path file) {
        Recognized images = ImageRecognition.of(folder);
        TableScan table = TableScan.of(file);
        Set<String> names =
                ImageRecognition.images(folder).stream()
                        .map(image -> stem(image.getFileName().toString()))
                        .collect(Collectors.toSet());
        Found key =
                table.columns().stream()
                        .filter(column -> names(table, column).containsAll(names))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        Recognition.unknown(
                                                folder
                                                        + " and "
                                                        + file
                                                        + ", of which no column names the images"));
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("picture", withSource(images));
        List<Found> others =
                table.columns().stream().filter(column -> !column.equals(key)).toList();
        Optional<Found> text =
                others.stream()
                        .filter(
                                column ->
                                        (column.kind().isEmpty() && !column.isConstant())
                                                || column.hasSpaces())
                        .max(Comparator.comparingDouble(Found::meanLength));
        Map<String, Object> second = new LinkedHashMap<>();
        Recognized found =
                new Recognized("joined")
                        .with("pair", "name", "pictures and rows of one name are one example");
        if (text.isPresent()) {
            second.put("source", "text");
            second.put("path", file);
            second.put("text", text.get().name());
            second.put("key", key.name());
            second.put("tokens", "word");
            parts.put("caption", second);
        } else {
            second.put("source", "table");
            second.put("path", file);
            second.put("key", key.name());
            parts.put("values", second);
        }
        return found.with("parts", parts);
    }

    private static Map<String, Object> withSource(Recognized images) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("source", images.source());
        part.putAll(images.settings());
        return part;
    }

    private static Set<String> names(TableScan table, Found column) {
        return table.counts(column.name()).keySet().stream()
                .map(PairRecognition::stem)
                .collect(Collectors.toSet());
    }

    private static String stem(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return last.contains(".") ? last.substring(0, last.lastIndexOf('.')) : last;
    }
}
