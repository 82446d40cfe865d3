// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.reports.tables.Table.Cell;

/** Collects footnotes in the order of their first use; equal ones share a mark. */
final class Notes {

    private final Map<String, String> marks = new LinkedHashMap<>();

    /** Returns the mark of a footnote: a, b, ..., z, aa, ... */
    String mark(String text) {
        return marks.computeIfAbsent(text, t -> letters(marks.size()));
    }

    /** Returns cells with the marks of their notes. */
    List<Cell> mark(List<Cell> row) {
        return row.stream()
                .map(cell -> cell.marked(cell.marks().stream().map(this::mark).toList()))
                .toList();
    }

    List<Table.Note> all() {
        return marks.entrySet().stream()
                .map(e -> new Table.Note(e.getValue(), e.getKey()))
                .toList();
    }

    static String sentence(String clause) {
        return capital(clause) + (clause.endsWith(".") ? "" : ".");
    }

    static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Returns a number with a word, such as {@code 1 pair} and {@code 2 pairs}. */
    static String counted(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }

    private static String letters(int index) {
        String last = String.valueOf((char) ('a' + index % 26));
        return index < 26 ? last : letters(index / 26 - 1) + last;
    }
}
