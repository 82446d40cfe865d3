// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.geom.Point2D;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;

/**
 * The legend of plots, in columns of equal width.
 *
 * @param columns how many entries stand side by side
 * @param textWidth the most that a text takes
 */
record Legend(List<Entry> entries, int columns, double textWidth) {

    private static final double SAMPLE = 17;
    private static final double GAP = 3;
    private static final double BETWEEN = 9;

    /** An entry: a text with the line, the marker or both that it names. */
    record Entry(Label text, Style style, boolean hasLine, boolean hasMark) {}

    Legend {
        entries = List.copyOf(entries);
    }

    static Legend of(List<PlotLayer> layers, double width) {
        List<Entry> entries = entries(layers);
        double most = Math.min(width, 240) - SAMPLE - GAP;
        double text =
                entries.stream()
                        .mapToDouble(e -> TextBlock.of(e.text(), Picture.TICK, most).width())
                        .max()
                        .orElse(0);
        int columns = Math.max(1, (int) ((width + BETWEEN) / (SAMPLE + GAP + text + BETWEEN)));
        int rows = (entries.size() + columns - 1) / columns;
        // As few columns as give the same number of rows.
        int fewest = rows == 0 ? 1 : (entries.size() + rows - 1) / rows;
        return new Legend(entries, fewest, text + 0.01);
    }

    private static List<Entry> entries(List<PlotLayer> layers) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (PlotLayer layer : layers) {
            if (layer instanceof PlotLayer.Line line) {
                boolean isMarked = line.marks() != PlotLayer.Marks.NONE;
                add(entries, line.legend(), line.style(), true, isMarked);
            } else if (layer instanceof PlotLayer.Points points) {
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
            entries.merge(
                    style.place() + " " + text.plain(),
                    new Entry(text, style, line, mark),
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
        return TextBlock.of(entry.text(), Picture.TICK, textWidth);
    }

    boolean isBroken() {
        return entries.stream().anyMatch(entry -> text(entry).isBroken());
    }

    /** Draws the legend, as wide as its columns. */
    Picture picture() {
        double column = SAMPLE + GAP + textWidth + BETWEEN;
        Picture picture = new Picture(columns * column - BETWEEN);
        double top = 1;
        double row = 0;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            TextBlock text = text(entry);
            if (i % columns == 0) {
                top += row;
                row = 0;
            }
            row = Math.max(row, text.height() + 1.5);
            double x = i % columns * column;
            double middle = top + 0.5 * Picture.TICK + 0.6;
            Style style = entry.style();
            if (entry.hasLine()) {
                // The round ends of a line reach beyond it.
                double end = style.stroke().getLineWidth() / 2;
                picture.line(
                        x + end, middle, x + SAMPLE - end, middle, style.stroke(), style.colour());
            }
            if (entry.hasMark()) {
                PlotPainter.marks(
                        picture, style, 1, List.of(new Point2D.Double(x + SAMPLE / 2, middle)));
            }
            text.draw(picture, x + SAMPLE + GAP, top, 0);
        }
        return picture.height(isEmpty() ? 0 : top + row + 1);
    }
}
