// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.EnumMap;
import java.util.Map;
import org.vaelab.reports.comparison.DataPart;

/** A figure with its text and its data. */
public final class Figure {

    private final String id;
    private final String caption;
    private final String alternative;
    private final Drawing drawing;
    private final String csv;
    private final Map<Width, String> svgs = new EnumMap<>(Width.class);

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

    /** Returns the figure as an SVG document. It is drawn once for each width. */
    public synchronized String svg(Width width) {
        return svgs.computeIfAbsent(width, w -> FigureFiles.svg(this, w));
    }

    /**
     * Returns the figure as an {@code svg} element for an HTML page. It has the colours of the page
     * and identifiers that no other figure and width has.
     */
    public String inlineSvg(Width width) {
        return FigureFiles.inlineSvg(this, width);
    }

    /** Returns the figure as a PDF document of one page of its size. */
    public byte[] pdf(Width width) {
        return FigureFiles.pdf(this, width);
    }

    /** Returns the figure as a PNG image on white, with 300 pixels to the inch. */
    public byte[] png(Width width) {
        return FigureFiles.png(this, width);
    }

    /** Returns the figure as LaTeX source. */
    public String latex(Width width) {
        return drawing.latex(id, width);
    }
}
