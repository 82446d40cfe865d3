// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.record.FigureNotes;

/**
 * The label that colours a map of codes.
 *
 * @param name of the label; empty if there is none
 * @param values the names of the classes that occur: numbers ascending, others by the alphabet
 * @param byRow the name of the class of each row; empty if it is not known
 */
record CodeClasses(String name, List<String> values, List<String> byRow) {

    private static final CodeClasses NONE = new CodeClasses("", List.of(), List.of());

    CodeClasses {
        values = List.copyOf(values);
        byRow = List.copyOf(byRow);
    }

    /**
     * Returns the first label with 2 to 10 values, or else the first label with at least two; none
     * if there is no such label.
     *
     * @param columns the fields of the codes by column
     */
    static CodeClasses of(FigureNotes notes, Map<String, List<String>> columns) {
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

    private static CodeClasses of(String name, List<String> byRow) {
        return new CodeClasses(name, sorted(byRow), byRow);
    }

    /** Returns the different names, sorted. */
    static List<String> sorted(Collection<String> names) {
        List<String> known = names.stream().filter(value -> !value.isEmpty()).distinct().toList();
        boolean areNumbers = known.stream().allMatch(value -> value.matches("-?\\d{1,9}"));
        Comparator<String> order =
                areNumbers ? Comparator.comparingInt(Integer::parseInt) : Comparator.naturalOrder();
        return known.stream().sorted(order).toList();
    }

    /** Returns whether colours tell the classes apart. */
    boolean hasColours() {
        return values.size() > 1 && values.size() <= Palette.MOST_CLASSES;
    }

    /** Returns the name of the class of a row; empty if it is not known. */
    String of(int row) {
        return row < byRow.size() ? byRow.get(row) : "";
    }
}
