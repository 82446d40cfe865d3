// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.DataPart;

/** A figure with its text and its data. */
public final class Figure {

    private final String id;
    private final String caption;
    private final String alternative;
    private final Drawing drawing;
    private final String csv;
    private final Map<Width, Picture> pictures = new EnumMap<>(Width.class);

    /**
     * Makes a figure.
     *
     * @param id a short name, for labels and file names
     * @param caption what it shows, in whole sentences
     * @param alternative what a reader who does not see it should know
     * @param csv the data behind it
     */
    public Figure(String id, String caption, String alternative, Drawing drawing, String csv) {
        this.id = id;
        this.caption = caption;
        this.alternative = alternative;
        this.drawing = drawing;
        this.csv = csv;
    }

    /** Returns the labels of models, for the alternative text. */
    static String names(Collection<ComparedModel> models) {
        return models.stream()
                .map(model -> model.label().plain())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** Returns this figure of the models on one of several data sets. */
    public Figure on(DataPart part) {
        return new Figure(part.id(id), part.caption(caption), alternative, drawing, csv);
    }

    public String id() {
        return id;
    }

    public String caption() {
        return caption;
    }

    public String alternative() {
        return alternative;
    }

    public Drawing drawing() {
        return drawing;
    }

    public String csv() {
        return csv;
    }

    /** Returns the drawing, which is made once for each width. */
    private synchronized Picture picture(Width width) {
        return pictures.computeIfAbsent(width, drawing::draw);
    }

    /** Returns the figure as an SVG document. */
    public String svg(Width width) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + SvgFile.of(picture(width), width.file(id), alternative, false);
    }

    /**
     * Returns the figure as an {@code svg} element for an HTML page with {@link
     * Glyphs#definitions(CharSequence)}. It has the colours of the page and identifiers that no other
     * figure and width has.
     */
    public String inlineSvg(Width width) {
        return SvgFile.of(picture(width), width.file(id), alternative, true);
    }

    /** Returns the figure as a PDF document of one page of its size. */
    public byte[] pdf(Width width) {
        return PdfFile.of(picture(width));
    }

    /** Returns the figure as a PNG image on white, with 300 pixels to the inch. */
    public byte[] png(Width width) {
        return PngFile.of(picture(width));
    }

    /** Returns the figure as LaTeX source. */
    public String latex(Width width) {
        return drawing.latex(id, width);
    }
}
