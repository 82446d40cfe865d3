// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.notebook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.record.SampleSheet;
import org.vaelab.reports.figures.Drawing;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.reports.tables.HtmlTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.Escape;

/**
 * Values as HTML that needs no other file: figures and drawings as SVG, images as PNG, tables,
 * models as a table of their parts, and results as the table of results of their report.
 */
public final class Html {

    /** The types of the values that {@link #of} shows. */
    public static final List<Class<?>> TYPES =
            List.of(
                    Drawing.class,
                    Figure.class,
                    Model.class,
                    Results.class,
                    SampleSheet.class,
                    Table.class);

    private static final String STYLE =
            """
            <style>
            .vaelab figure { margin: 0.5em 0; }
            .vaelab figcaption, .vaelab .notes { color: GrayText; font-size: 90%; max-width: 48em; }
            .vaelab table { margin: 0.5em 0; border-collapse: collapse; }
            .vaelab th, .vaelab td { padding: 0.3em 0.8em; text-align: left !important; white-space: nowrap; }
            .vaelab th.long { white-space: normal; }
            .vaelab th.n, .vaelab td.n { text-align: right !important; font-variant-numeric: tabular-nums; }
            .vaelab small { display: block; font-weight: normal; }
            .vaelab .ghost { visibility: hidden; }
            .vaelab .best { font-weight: bold; }
            .vaelab .faint { color: GrayText; }
            .vaelab .scroll { overflow-x: auto; }
            .vaelab ul.notes { list-style: none; margin: 0; padding: 0; }
            </style>
            """;

    /** The width of a column is then that of some 70 characters of a notebook's text. */
    private static final int PIXELS_OF_A_POINT = 2;

    private static final int WIDEST_SHEET = 640;
    private static final int LARGEST_PIXEL = 4;

    private Html() {}

    /**
     * Returns a value as an HTML element.
     *
     * @throws IllegalArgumentException if it has none of the {@link #TYPES}
     * @throws UncheckedIOException if the records of results cannot be read
     */
    public static String of(Object value) {
        try {
            return "<div class=\"vaelab\">\n" + body(value) + "</div>\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String body(Object value) throws IOException {
        if (value instanceof Table table) {
            return STYLE + HtmlTable.of(table);
        } else if (value instanceof Results results) {
            return body(results.table("results"));
        } else if (value instanceof Model model) {
            return body(parts(model));
        } else if (value instanceof Figure figure) {
            return STYLE
                    + "<figure>"
                    + svg(figure)
                    + "<figcaption>"
                    + Escape.html(figure.caption())
                    + "</figcaption></figure>\n";
        } else if (value instanceof Drawing drawing) {
            return svg(new Figure("drawing", "", "", DataFrame.of(List.of()), drawing));
        } else if (value instanceof SampleSheet sheet) {
            int wide = sheet.columns() * (sheet.width() + SampleSheet.GAP) - SampleSheet.GAP;
            int scale = Math.max(1, Math.min(LARGEST_PIXEL, WIDEST_SHEET / wide));
            String crisp = "image-rendering: pixelated";
            return image("png", sheet.png(), scale * wide, crisp, "images");
        }
        throw new IllegalArgumentException(
                "a %s cannot be shown as HTML; allowed are %s"
                        .formatted(
                                value.getClass().getName(),
                                TYPES.stream()
                                        .map(Class::getSimpleName)
                                        .collect(Collectors.joining(", "))));
    }

    private static String svg(Figure figure) {
        return image(
                "svg+xml",
                figure.svg(Width.COLUMN).getBytes(StandardCharsets.UTF_8),
                (int) (PIXELS_OF_A_POINT * Width.COLUMN.points()),
                "background: white",
                figure.alternative());
    }

    private static String image(
            String type, byte[] file, int width, String style, String alternative) {
        return "<img alt=\"%s\" width=\"%s\" style=\"max-width: 100%%; %s\" src=\"data:image/%s;base64,%s\"/>\n"
                .formatted(
                        Escape.html(alternative),
                        width,
                        style,
                        type,
                        Base64.getEncoder().encodeToString(file));
    }

    private static Table parts(Model model) {
        List<List<Cell>> rows = new ArrayList<>();
        model.parts().forEach((kind, name) -> rows.add(row(kind, name)));
        model.parameters()
                .forEach(
                        (part, count) ->
                                rows.add(
                                        row(
                                                "parameters of " + part,
                                                String.format(Locale.ROOT, "%,d", count))));
        return new Table(
                "model",
                "The model " + model.name() + ", trained with seed " + model.seed() + ".",
                List.of(Column.text("Part"), Column.text("Value")),
                rows,
                List.of());
    }

    private static List<Cell> row(String name, String value) {
        return List.of(Cell.plain(name), Cell.plain(value));
    }
}
