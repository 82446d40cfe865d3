// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.record.FigureNotes;

/**
 * The label that colours a map of codes.
 *
 * @param name of the label; empty if there is none
 * @param values of the label that occur, ascending
 * @param byRow the value of each row; NaN if it is not known
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record CodeClasses(String name, List<Integer> values, double[] byRow) {

    private static final CodeClasses NONE = new CodeClasses("", List.of(), new double[0]);

    CodeClasses {
        values = List.copyOf(values);
    }

    /**
     * Returns the first label with 2 to 10 values, or else the first label with at least two; none
     * if there is no such label.
     */
    static CodeClasses of(FigureNotes notes, Map<String, double[]> columns) {
        List<CodeClasses> all =
                notes.labels().stream()
                        .filter(columns::containsKey)
                        .map(name -> of(name, columns.get(name)))
                        .filter(label -> label.values().size() > 1)
                        .toList();
        return all.stream()
                .filter(CodeClasses::hasColours)
                .findFirst()
                .orElse(all.isEmpty() ? NONE : all.get(0));
    }

    private static CodeClasses of(String name, double[] byRow) {
        List<Integer> values =
                Arrays.stream(byRow)
                        .filter(Double::isFinite)
                        .mapToInt(x -> (int) x)
                        .distinct()
                        .sorted()
                        .boxed()
                        .toList();
        return new CodeClasses(name, values, byRow);
    }

    /** Returns whether colours tell the classes apart. */
    boolean hasColours() {
        return values.size() > 1 && values.size() <= ClassStyle.MOST;
    }

    /** Returns the place of the class of a row among the values; -1 if it is not known. */
    int place(int row) {
        return row < byRow.length && Double.isFinite(byRow[row])
                ? values.indexOf((int) byRow[row])
                : -1;
    }
}
