// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Column.Kind;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.FileTable.Field;

/**
 * The columns of a table of which nothing is known yet, for who has to say what they are.
 *
 * @param rows their number
 * @param hasHeader whether the first row names the columns
 * @param missing texts that stand for no value here, beside the usual ones
 */
@Internal
public record TableScan(
        TableFile file, int rows, List<Found> columns, boolean hasHeader, List<String> missing) {

    /** Texts that stand for no value, beside those that a table always reads so. */
    private static final Set<String> MISSING = Set.of("?", "-", "--", ".", "n/a", "N/A", "#N/A");

    /** Texts that stand for no value among numbers, and may be a category among texts. */
    private static final Set<String> WORDS = Set.of("None", "none", "missing");

    private static final String NUMBER = "-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?";

    private static final String FOREIGN_DATE =
            "[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}"
                    + "|[A-Za-z]{3,9}[ .,-]+[0-9]{1,2}[ .,-]+[0-9]{4}"
                    + "|[0-9]{1,2}[ .-]+[A-Za-z]{3,9}[ .,-]+[0-9]{2,4}";

    /**
     * A column.
     *
     * @param kind as {@link TableSource} infers it; empty for names, keys, long texts and columns
     *     with one value
     * @param missing the number of cells without a value
     * @param values its different texts in order; empty if there are more than 2,000
     * @param isNumbering whether its numbers seem to number the rows
     * @param meanLength the mean number of characters of a cell
     * @param hasSpaces whether most cells have several words
     */
    public record Found(
            String name,
            Optional<Kind> kind,
            int missing,
            List<String> values,
            boolean isNumbering,
            double meanLength,
            boolean hasSpaces) {

        public Found {
            values = List.copyOf(values);
        }

        /** Returns whether all rows have one value, or none. */
        public boolean isConstant() {
            return values.size() == 1 || (values.isEmpty() && meanLength == 0);
        }

        /** Returns whether most cells are numbers with a decimal comma. */
        public boolean hasDecimalCommas() {
            return mostly("-?[0-9.]*[0-9],[0-9]+");
        }

        /** Returns whether most cells are dates of a form that is not read. */
        public boolean hasForeignDates() {
            return mostly(FOREIGN_DATE);
        }

        /** Returns whether there are zeros before numbers, as codes have them. */
        public boolean hasCodes() {
            return values.stream().anyMatch(value -> value.matches("0[0-9]+"));
        }

        private Stream<String> missingTexts() {
            return values.stream()
                    .filter(
                            text ->
                                    MISSING.contains(text)
                                            || (WORDS.contains(text) && mostly(NUMBER)));
        }

        private boolean mostly(String pattern) {
            return 2 * values.stream().filter(value -> value.matches(pattern)).count()
                    > values.size();
        }

        /** Returns whether the cells are texts of several words rather than names. */
        public boolean isProse() {
            return kind.isEmpty() && hasSpaces && meanLength > 20;
        }
    }

    /**
     * Reads a file. Its first row names the columns, unless most of its names are numbers that are
     * not in order, as years are.
     *
     * @throws DataException if it is no table
     */
    public static TableScan of(Path path) {
        TableScan scan = scan(path);
        List<String> missing =
                scan.columns().stream().flatMap(Found::missingTexts).distinct().sorted().toList();
        return missing.isEmpty() ? scan : of(path, scan.hasHeader(), missing);
    }

    private static TableScan scan(Path path) {
        try {
            TableFile file = TableFile.of(path, TableFile.Layout.USUAL);
            List<Double> numbers = numbers(file.names());
            boolean hasHeader = 2 * numbers.size() <= file.names().size() || areInOrder(numbers);
            return of(path, hasHeader, List.of());
        } catch (DataException e) {
            // The first row may be numbers of which some are equal.
            return Optional.of(of(path, false, List.of()))
                    .filter(scan -> scan.columns().stream().allMatch(TableScan::areNumbers))
                    .orElseThrow(() -> e);
        }
    }

    private static boolean areNumbers(Found column) {
        return column.isConstant()
                || column.kind().filter(k -> k != Kind.CATEGORICAL && k != Kind.DATE).isPresent();
    }

    private static List<Double> numbers(List<String> names) {
        return names.stream().filter(name -> name.matches(NUMBER)).map(Double::valueOf).toList();
    }

    private static boolean areInOrder(List<Double> numbers) {
        return numbers.size() > 2
                && IntStream.range(1, numbers.size())
                        .allMatch(i -> numbers.get(i) == numbers.get(i - 1) + 1);
    }

    /** Returns whether some names of columns are numbers, as if the first row were data. */
    public boolean hasDoubtfulHeader() {
        List<Double> numbers = numbers(file.names());
        return hasHeader && !numbers.isEmpty() && !areInOrder(numbers);
    }

    /** Returns whether the cells of each row seem to be separated by spaces. */
    public boolean isSeparatedBySpaces() {
        if (columns.size() > 1) {
            return false;
        }
        List<List<String>> cells =
                counts(columns.get(0).name()).keySet().stream()
                        .map(text -> List.of(text.strip().split("\\s+")))
                        .toList();
        long numbers = cells.stream().flatMap(List::stream).filter(c -> c.matches(NUMBER)).count();
        long all = cells.stream().mapToLong(List::size).sum();
        return all > cells.size()
                && 2 * numbers > all
                && cells.stream().allMatch(row -> row.size() == cells.get(0).size());
    }

    private static TableScan of(Path path, boolean hasHeader, List<String> missing) {
        TableFile file = TableFile.of(path, new TableFile.Layout(null, hasHeader, null, missing));
        BitSet all = new BitSet();
        all.set(0, file.size());
        List<ColumnProfile> profiles = ColumnProfile.of(file, file.fields(), all);
        int width = profiles.size();
        long[] characters = new long[width];
        int[] present = new int[width];
        int[] severalWords = new int[width];
        file.read(
                file.fields(),
                (row, cells) -> {
                    for (int j = 0; j < width; j++) {
                        if (!cells.get(j).isMissing()) {
                            String text = cells.get(j).text().strip();
                            present[j]++;
                            characters[j] += text.length();
                            severalWords[j] += text.indexOf(' ') > 0 ? 1 : 0;
                        }
                    }
                });
        List<Found> columns = new ArrayList<>();
        for (int j = 0; j < width; j++) {
            ColumnProfile profile = profiles.get(j);
            columns.add(
                    new Found(
                            profile.field().name(),
                            kind(file, profile),
                            file.size() - present[j],
                            profile.hasManyTexts() ? List.of() : profile.values(),
                            profile.isNumbering(20, 0.9),
                            present[j] == 0 ? 0 : characters[j] / (double) present[j],
                            severalWords[j] > present[j] / 2));
        }
        return new TableScan(file, file.size(), columns, hasHeader, missing);
    }

    private static Optional<Kind> kind(TableFile file, ColumnProfile profile) {
        if (profile.isConstant()) {
            return Optional.empty();
        }
        try {
            Column column = new KindRule(file, profile, Optional.empty(), List.of()).column();
            return Optional.of(column.kind());
        } catch (DataException e) {
            return Optional.empty();
        }
    }

    /** Returns the number of different combinations of the values of columns. */
    public int combinations(Collection<String> names) {
        List<Field> fields = names.stream().map(name -> file.field("columns", name)).toList();
        Set<List<String>> found = new HashSet<>();
        file.read(fields, (row, cells) -> found.add(cells.stream().map(Cell::text).toList()));
        return found.size();
    }

    /** Returns the number of rows of each value of a column. */
    public Map<String, Integer> counts(String name) {
        Map<String, Integer> counts = new HashMap<>();
        file.read(
                List.of(file.field("columns", name)),
                (row, cells) -> {
                    if (!cells.get(0).isMissing()) {
                        counts.merge(cells.get(0).text(), 1, Integer::sum);
                    }
                });
        return counts;
    }
}
