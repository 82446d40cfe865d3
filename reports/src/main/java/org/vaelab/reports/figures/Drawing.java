// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Graphics2D;

/**
 * The drawing of a figure. Lengths are points, 1/72 of an inch.
 *
 * <p>A drawing paints on a transparent ground. It uses {@link Palette#INK} for text and axes and {@link
 * Palette#RULE} for a grid, so that an HTML page can replace them by its own colours.
 */
public interface Drawing {

    /** Returns the height at a width, in points. */
    double height(Width width);

    /** Paints the drawing with its upper left corner at (0, 0). */
    void paint(Graphics2D graphics, Width width);

    /**
     * Returns the drawing as LaTeX source. By default it includes the PDF file of the figure, from
     * the folder {@code \vaelabfigures}, which is {@code figures} unless the document defines it.
     *
     * @param id the name of the figure
     */
    default String latex(String id, Width width) {
        return "% needs \\usepackage{graphicx}\n"
                + "\\providecommand{\\vaelabfigures}{figures}%\n"
                + "\\includegraphics[width=\\linewidth]{\\vaelabfigures/"
                + width.file(id)
                + ".pdf}%\n";
    }
}
