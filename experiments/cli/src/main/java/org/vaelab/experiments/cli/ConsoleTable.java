// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * A table for the console: aligned columns under a heading, two spaces between them.
 *
 * @param <T> what a row is about
 */
final class ConsoleTable<T> {

    private final List<String> headings = new ArrayList<>();
    private final List<Function<? super T, String>> columns = new ArrayList<>();

    /** Adds a column. */
    ConsoleTable<T> column(String heading, Function<? super T, String> cell) {
        headings.add(heading);
        columns.add(cell);
        return this;
    }

    void print(PrintWriter out, Collection<? extends T> rows) {
        lines(rows).forEach(out::println);
    }

    List<String> lines(Collection<? extends T> rows) {
        List<List<String>> cells = new ArrayList<>(List.of(headings));
        rows.forEach(row -> cells.add(columns.stream().map(cell -> cell.apply(row)).toList()));
        int[] widths = new int[headings.size()];
        Arrays.setAll(
                widths, i -> cells.stream().mapToInt(row -> row.get(i).length()).max().orElse(0));
        return cells.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
