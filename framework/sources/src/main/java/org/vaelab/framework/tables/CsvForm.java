// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/**
 * How a text file is written, and whether it can be read so.
 *
 * @param separator of the cells
 * @param quotes whether quotation marks enclose cells; else they are characters
 * @param records how many the file has, or can be read
 * @param first the cells of the first record
 * @param joinsLines whether a record has several lines, and a cell without quotation marks
 * @param problem why the records cannot be read, or have different numbers of cells; null if they
 *     are even
 */
record CsvForm(
        char separator,
        boolean quotes,
        long records,
        List<String> first,
        boolean joinsLines,
        @Nullable DataException problem) {

    /** So many records tell the separator. */
    private static final int FIRST = 100;

    private static final List<Character> USUAL = List.of(',', ';', '\t', '|');
    private static final Map<Character, String> NAMES = Map.of('\t', "\\t");

    /**
     * Goes through a file. Quotation marks enclose cells, as RFC 4180 has it. Between tabs they are
     * characters if otherwise lines are joined or cannot be read, and all lines have as many cells,
     * at least two. A row of several lines whose cells are all quoted is as RFC 4180 has it.
     */
    static CsvForm of(Path path, char separator) {
        CsvForm quoted = read(path, separator, true, Long.MAX_VALUE);
        if (separator == '\t' && (quoted.problem != null || quoted.joinsLines)) {
            CsvForm plain = read(path, separator, false, Long.MAX_VALUE);
            return plain.isTable() ? plain : quoted;
        }
        return quoted;
    }

    private static CsvForm read(Path path, char separator, boolean quotes, long most) {
        long records = 0;
        List<String> first = List.of();
        boolean joinsLines = false;
        DataException problem = null;
        try (CsvRecords found = CsvRecords.open(path, separator, quotes)) {
            while (records < most && found.next()) {
                joinsLines |= found.joinsLines();
                first = records == 0 ? found.cells() : first;
                if (found.cells().size() != first.size()) {
                    throw found.problem(
                            "%s cells, expected %s as in line 1"
                                    .formatted(found.cells().size(), first.size()));
                }
                records++;
            }
        } catch (DataException e) {
            problem = e;
        }
        return new CsvForm(separator, quotes, records, first, joinsLines, problem);
    }

    /**
     * Goes through a file and finds its separator, from its first {@value #FIRST} records:
     *
     * <ol>
     *   <li>the expected one, if all records have the same number of cells, at least two;
     *   <li>else the comma, semicolon, tabulator or bar that gives all records the same number of
     *       cells, the most of those;
     *   <li>else the expected one, or where it gives the first record one cell, the one that gives
     *     it most.
     * </ol>
     *
     * @throws DataException if the file is empty, a record has another number of cells than the
     *     first, or a quotation mark is not closed
     */
    static CsvForm found(Path path, char expected) {
        CsvForm usual = read(path, expected, true, FIRST);
        char separator = expected;
        if (!usual.isTable()) {
            List<CsvForm> others = others(path, expected);
            separator =
                    widest(others.stream().filter(CsvForm::isTable))
                            .or(() -> widest(others.stream().filter(o -> usual.first.size() <= 1)))
                            .orElse(usual)
                            .separator;
        }
        return of(path, separator).required(path);
    }

    /**
     * Goes through a file whose separator a config sets.
     *
     * @throws DataException as {@link #found}, and if the separator leaves each record in one
     *     piece, and another one does not
     */
    static CsvForm set(Path path, char separator) {
        if (read(path, separator, true, FIRST).first.size() <= 1) {
            widest(others(path, separator).stream().filter(CsvForm::isTable))
                    .ifPresent(
                            better -> {
                                throw DataException.of(
                                        "%s: separator \"%s\" finds one column, \"%s\" finds %s\n"
                                                + "set separator: \"%3$s\", or leave it out; if the file"
                                                + " has one column, quote its cells",
                                        path,
                                        name(separator),
                                        name(better.separator),
                                        better.first.size());
                            });
        }
        return of(path, separator).required(path);
    }

    private static List<CsvForm> others(Path path, char than) {
        return USUAL.stream()
                .filter(each -> each != than)
                .map(each -> read(path, each, true, FIRST))
                .toList();
    }

    /** Returns the first form with the most cells, at least two. */
    private static Optional<CsvForm> widest(Stream<CsvForm> forms) {
        return forms.filter(form -> form.first.size() > 1)
                .reduce((best, next) -> next.first.size() > best.first.size() ? next : best);
    }

    private CsvForm required(Path path) {
        if (problem != null) {
            throw problem;
        } else if (records == 0) {
            throw new DataException(path + ": the file is empty");
        }
        return this;
    }

    private boolean isTable() {
        return problem == null && first.size() > 1;
    }

    /** Returns how a separator is written in a config, between double quotes. */
    static String name(char separator) {
        return NAMES.getOrDefault(separator, String.valueOf(separator));
    }
}
