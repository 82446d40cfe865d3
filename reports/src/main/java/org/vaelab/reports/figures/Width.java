// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

/** The width of a figure in a paper. */
public enum Width {
    /** One column of a two-column paper: 3.25 inches. */
    COLUMN(234, ""),
    /** The text of a page, which is two columns: 6.75 inches. */
    PAGE(486, "-wide");

    private final double points;
    private final String suffix;

    Width(double points, String suffix) {
        this.points = points;
        this.suffix = suffix;
    }

    /** Returns the width in points, 1/72 of an inch. */
    public double points() {
        return points;
    }

    /** Returns the name of the files of a figure at this width, without an extension. */
    public String file(String id) {
        return id + suffix;
    }
}
