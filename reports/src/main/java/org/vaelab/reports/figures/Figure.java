// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.Collection;
import java.util.stream.Collectors;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.DataPart;
import org.vaelab.reports.tables.DataFrame;

/**
 * A figure: its text, its data and a drawing of them.
 *
 * @param id a short name, for labels and file names
 * @param caption what it shows, in whole sentences
 * @param alternative what a reader who does not see it should know
 * @param rows the data that it shows
 */
public record Figure(
        String id, String caption, String alternative, DataFrame<?> rows, Drawing drawing) {

    /** Returns the labels of models, for the alternative text. */
    static String names(Collection<ComparedModel> models) {
        return models.stream()
                .map(model -> model.label().plain())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** Returns this figure of the models on one of several data sets. */
    public Figure on(DataPart part) {
        return new Figure(part.id(id), part.caption(caption), alternative, rows, drawing);
    }

    /** Returns the content of the file with its data. */
    public String csv() {
        return rows.csv();
    }

    /** Returns the figure as an SVG document. */
    public String svg(Width width) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + SvgFile.of(drawing.draw(width), width.file(id), alternative, false);
    }

    /**
     * Returns the figure as an {@code svg} element for an HTML page with {@link
     * Glyphs#definitions(CharSequence)}. It has the colours of the page and identifiers that no
     * other figure and width has.
     */
    public String inlineSvg(Width width) {
        return SvgFile.of(drawing.draw(width), width.file(id), alternative, true);
    }

    /** Returns the figure as a PDF document of one page of its size. */
    public byte[] pdf(Width width) {
        return PdfFile.of(drawing.draw(width));
    }

    /** Returns the figure as a PNG image on white, with 300 pixels to the inch. */
    public byte[] png(Width width) {
        return PngFile.of(drawing.draw(width));
    }

    /** Returns the figure as LaTeX source. */
    public String latex(Width width) {
        return drawing.latex(id, width);
    }
}
