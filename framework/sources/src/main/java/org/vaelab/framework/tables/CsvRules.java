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

    /**
     * Returns whether quotation marks enclose cells, as RFC 4180 has it. Between tabs they are characters if
     * otherwise lines are joined or cannot be read, and all lines have as many cells, at least two. A row of
     * several lines whose cells are all quoted is as RFC 4180 has it.
     */
    public static boolean hasQuotes(Path file, char separator) {
        if (separator != '\t') {
            return true;
        }
        CsvScan quoted = CsvScan.start(file, separator, true, Long.MAX_VALUE);
        if (quoted.isEven() && !quoted.joinsLines()) {
            return true;
        }
        CsvScan plain = CsvScan.start(file, separator, false, Long.MAX_VALUE);
        return !plain.isEven() || plain.cells() < 2;
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
