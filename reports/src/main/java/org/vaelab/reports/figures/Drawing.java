// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

/** The drawing of a figure. */
public interface Drawing {

    Picture draw(Width width);

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
