// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import org.knowm.xchart.XYChart;

/**
 * A figure with its text and its data.
 *
 * @param id a short name, for labels and file names
 * @param caption what it shows, in whole sentences
 * @param alternative what a reader who does not see it should know
 * @param chart the drawing
 * @param csv the data behind it
 * @param pgfplots the same figure as source for LaTeX's pgfplots
 */
public record Figure(
        String id, String caption, String alternative, XYChart chart, String csv, String pgfplots) {

    public String svg() {
        return Drawing.svg(this);
    }

    /**
     * Returns the figure as an {@code svg} element for an HTML page, in the page's text colour and
     * with identifiers of its own.
     */
    public String inlineSvg() {
        return Drawing.inlineSvg(this);
    }

    /** Returns the figure as a PDF document of one page of its size. */
    public byte[] pdf() {
        return Drawing.pdf(this);
    }

    /** Returns the figure as a PNG image on white, three pixels for each unit. */
    public byte[] png() {
        return Drawing.png(this);
    }
}
