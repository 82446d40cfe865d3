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
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Column.Kind;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.FileTable.Field;

/**
 * The columns of a table of which nothing is known yet, for who has to say what they are.
 *
 * @param rows their number
 */
@Internal
public record TableScan(TableFile file, int rows, List<Found> columns) {

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

        /** Returns whether the cells are texts of several words rather than names. */
        public boolean isProse() {
            return kind.isEmpty() && hasSpaces && meanLength > 20;
        }
    }

    /**
     * Reads a file.
     *
     * @throws DataException if it is no table
     */
    public static TableScan of(Path path) {
        TableFile file = TableFile.of(path, TableFile.Layout.USUAL);
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
        return new TableScan(file, file.size(), columns);
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
