// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.data.DataException;

/** What all readers of tables share. */
public final class CsvRules {

    /** What a user is told where quotation marks are characters. */
    public static final String PLAIN_QUOTES =
            "quotation marks are read as characters, because as enclosing marks they join lines";

    private CsvRules() {}

    /** Returns whether quotation marks enclose the cells of a file: they may be characters between tabs. */
    public static boolean hasQuotes(Path file, char separator) {
        return separator != '\t' || CsvScan.of(file, separator).quotes();
    }

    /**
     * Checks that each name of a column is there once. Names that differ in case are different.
     *
     * @param place of the names, for messages
     * @throws DataException if two are equal; the message has all that are there twice
     */
    public static void requireDifferent(String place, List<String> names) {
        Set<String> seen = new HashSet<>();
        List<String> twice = names.stream().filter(name -> !seen.add(name)).distinct().toList();
        if (!twice.isEmpty()) {
            throw DataException.of(
                    "%s: two columns are named %s; rename one",
                    place,
                    twice.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ")));
        }
    }
}
