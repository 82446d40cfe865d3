// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;

/**
 * The legend of a plot, in columns of equal width.
 *
 * @param columns how many entries stand side by side
 * @param textWidth the most that a text takes
 */
record Legend(List<Entry> entries, int columns, double textWidth) {

    /** How wide the sample of a line or marker is. */
    static final double SAMPLE = 17;

    /** The distance of a sample to its text. */
    static final double GAP = 3;

    private static final double BETWEEN = 9;

    /** An entry: a text with the line, the marker or both that it names. */
    record Entry(Label text, Style style, boolean hasLine, boolean hasMark) {}

    Legend {
        entries = List.copyOf(entries);
    }

    static Legend of(List<Layer> layers, double width) {
        List<Entry> entries = entries(layers);
        double most = Math.min(width, 240) - SAMPLE - GAP;
        double text =
                entries.stream()
                        .mapToDouble(e -> TextBlock.of(e.text().plain(), Pen.TICK, most).width())
                        .max()
                        .orElse(0);
        int columns = (int) ((width + BETWEEN) / (SAMPLE + GAP + text + BETWEEN));
        int rows = (entries.size() + Math.max(1, columns) - 1) / Math.max(1, columns);
        // As few columns as give the same number of rows.
        int fewest = rows == 0 ? 1 : (entries.size() + rows - 1) / rows;
        return new Legend(entries, Math.max(1, fewest), text + 0.01);
    }

    private static List<Entry> entries(List<Layer> layers) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Layer layer : layers) {
            if (layer instanceof Layer.Line line) {
                boolean marked = line.marks() != Layer.Marks.NONE;
                add(entries, line.legend(), line.style(), true, marked);
            } else if (layer instanceof Layer.Points points) {
                add(entries, points.legend(), points.style(), false, true);
            }
        }
        return List.copyOf(entries.values());
    }

    private static void add(
            Map<String, Entry> entries,
            @Nullable Label text,
            Style style,
            boolean line,
            boolean mark) {
        if (text != null) {
            Entry entry = new Entry(text, style, line, mark);
            entries.merge(
                    style.place() + " " + text.plain(),
                    entry,
                    (a, b) ->
                            new Entry(
                                    text,
                                    a.style().isFaint() ? b.style() : a.style(),
                                    a.hasLine() || b.hasLine(),
                                    a.hasMark() || b.hasMark()));
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    TextBlock text(Entry entry) {
        return TextBlock.of(entry.text().plain(), Pen.TICK, textWidth);
    }

    boolean isBroken() {
        return entries.stream().anyMatch(entry -> text(entry).isBroken());
    }

    double columnWidth() {
        return SAMPLE + GAP + textWidth + BETWEEN;
    }

    double width() {
        return columns * columnWidth() - BETWEEN;
    }

    /** Returns the heights of the rows. */
    List<Double> rows() {
        List<Double> heights = new ArrayList<>();
        for (int i = 0; i < entries.size(); i += columns) {
            heights.add(
                    entries.subList(i, Math.min(i + columns, entries.size())).stream()
                            .mapToDouble(entry -> text(entry).height() + 1.5)
                            .max()
                            .orElse(0));
        }
        return heights;
    }

    double height() {
        return rows().stream().mapToDouble(Double::doubleValue).sum();
    }
}
