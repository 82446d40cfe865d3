// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Color;
import java.util.List;

/**
 * The colours of figures. Those of models are the ones of Okabe and Ito, with grey in place of yellow:
 * readers with any of the common colour deficiencies can tell them apart.
 */
public final class Palette {

    /** Text and axes; an HTML page replaces it by its text colour. */
    public static final Color INK = new Color(34, 34, 34);

    /** Grid lines; an HTML page replaces it by its own. */
    public static final Color RULE = new Color(221, 221, 221);

    /** Lines and texts that guide the eye; readable on light and on dark ground. */
    public static final Color GUIDE = new Color(128, 128, 128);

    private static final List<Color> COLOURS =
            List.of(
                    new Color(0x0072B2),
                    new Color(0xD55E00),
                    new Color(0x009E73),
                    new Color(0xCC79A7),
                    new Color(0xE69F00),
                    new Color(0x56B4E9),
                    INK,
                    new Color(0x7F7F7F));

    /** After how many models the colours repeat. */
    static final int SIZE = COLOURS.size();

    private Palette() {}

    /** Returns the colour of the model at a place of the comparison. */
    public static Color colour(int place) {
        return COLOURS.get(place % COLOURS.size());
    }
}
