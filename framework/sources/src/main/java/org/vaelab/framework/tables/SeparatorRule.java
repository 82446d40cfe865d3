// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.DataException;

/** Finds the character between two cells of a text file, from its first {@value #RECORDS} records. */
final class SeparatorRule {

    private static final int RECORDS = 100;
    private static final List<Character> USUAL = List.of(',', ';', '\t', '|');
    private static final Map<Character, String> NAMES = Map.of('\t', "\\t");

    private SeparatorRule() {}

    /**
     * Returns the separator of a file.
     *
     * <ol>
     *   <li>the expected one, if all records have the same number of cells, at least two;
     *   <li>else the comma, semicolon, tabulator or bar that gives all records the same number of
     *       cells, the most of those;
     *   <li>else the expected one, or where it gives the first record one cell, the one that gives it most.
     * </ol>
     */
    static char of(Path file, char expected) {
        CsvScan usual = CsvScan.start(file, expected, RECORDS);
        if (usual.isEven() && usual.cells() > 1) {
            return expected;
        }
        return other(file, expected, true)
                .or(() -> usual.cells() > 1 ? Optional.empty() : other(file, expected, false))
                .orElse(expected);
    }

    /**
     * Checks a separator that a config sets.
     *
     * @throws DataException if it leaves each record in one piece, and another one does not
     */
    static char checked(Path file, char set) {
        CsvScan start = CsvScan.start(file, set, RECORDS);
        if (start.cells() <= 1) {
            other(file, set, true)
                    .ifPresent(
                            better -> {
                                throw DataException.of(
                                        "%s: separator \"%s\" finds one column, \"%s\" finds %s\n"
                                                + "set separator: \"%3$s\", or leave it out; if the file"
                                                + " has one column, quote its cells",
                                        file,
                                        name(set),
                                        name(better),
                                        CsvScan.start(file, better, RECORDS).cells());
                            });
        }
        return set;
    }

    /** Returns how a separator is written in a config, between double quotes. */
    static String name(char separator) {
        return NAMES.getOrDefault(separator, String.valueOf(separator));
    }

    /** Returns the usual separator with the most cells, at least two, in the first record. */
    private static Optional<Character> other(Path file, char than, boolean inAllRecords) {
        Optional<Character> best = Optional.empty();
        int most = 1;
        for (char each : USUAL) {
            CsvScan start = CsvScan.start(file, each, RECORDS);
            if (each != than && start.cells() > most && (start.isEven() || !inAllRecords)) {
                most = start.cells();
                best = Optional.of(each);
            }
        }
        return best;
    }
}
