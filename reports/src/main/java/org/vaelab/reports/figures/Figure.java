// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

/**
 * A figure with its text and its data.
 *
 * @param id a short name, for labels and file names
 * @param caption what it shows, in whole sentences
 * @param alternative what a reader who does not see it should know
 * @param csv the data behind it
 */
public record Figure(String id, String caption, String alternative, Drawing drawing, String csv) {

    public String svg(Width width) {
        return FigureFiles.svg(this, width);
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
