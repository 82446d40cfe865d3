// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A table of medians in milliseconds, with ratios of medians of the same run in brackets.
 *
 * @param labels the titles of the columns that name a row
 * @param columns the titles of the columns of times
 */
record RatioTable(String caption, List<String> labels, List<String> columns, List<Row> rows) {

    /**
     * One measurement: a benchmark with the values of its parameters.
     *
     * @param parameters by name, in a fixed order
     */
    record Cell(Class<?> benchmark, Map<String, String> parameters) {

        String label() {
            return benchmark.getSimpleName() + " " + String.join(" ", parameters.values());
        }
    }

    /**
     * A time of a row.
     *
     * @param reference what it is divided by; empty for no ratio
     */
    record Entry(Cell cell, Optional<Cell> reference) {}

    /** A row: its labels, and an entry for each column of times. */
    record Row(List<String> labels, List<Entry> entries) {}

    /** Returns the table as Markdown. A time that was not measured, or failed, is an empty cell. */
    String markdown(Map<Cell, Double> medians) {
        StringBuilder out = new StringBuilder("\n" + caption + "\n\n");
        List<String> titles = new ArrayList<>(labels);
        titles.addAll(columns);
        line(out, titles);
        out.append("| --- |").append(" ---: |".repeat(titles.size() - 1)).append('\n');
        for (Row row : rows) {
            List<String> texts = new ArrayList<>(row.labels());
            row.entries().forEach(entry -> texts.add(text(entry, medians)));
            line(out, texts);
        }
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String text(Entry entry, Map<Cell, Double> medians) {
        Double value = medians.get(entry.cell());
        if (value == null) {
            return "";
        }
        String text = String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
        Double reference = entry.reference().map(medians::get).orElse(null);
        return reference == null
                ? text
                : text + String.format(Locale.ROOT, " (%.2f)", value / reference);
    }
}
