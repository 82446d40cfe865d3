// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The colours of figures. Readers with any of the common colour deficiencies can tell them apart.
 * Models have the colours of Okabe and Ito, with grey in place of yellow. Classes of data have the
 * muted scheme of Tol and a grey.
 */
final class Palette {

    /** Text and axes; an HTML page replaces it by its text colour. */
    public static final Color INK = new Color(34, 34, 34);

    /** Grid lines; an HTML page replaces it by its own. */
    public static final Color RULE = new Color(221, 221, 221);

    /** Lines and texts that guide the eye; readable on light and on dark ground. */
    public static final Color GUIDE = new Color(128, 128, 128);

    private static final List<Color> COLOURS =
            colours(0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x222222, 0x7F7F7F);

    private static final List<Color> CLASSES =
            colours(
                    0x332288, 0xCC6677, 0x117733, 0x88CCEE, 0x882255, 0xDDCC77, 0x44AA99, 0xAA4499,
                    0x999933, 0x7F7F7F);

    /** After how many models the colours repeat. */
    static final int SIZE = COLOURS.size();

    /** The most classes that colours tell apart. */
    static final int MOST_CLASSES = CLASSES.size();

    private Palette() {}

    private static List<Color> colours(int... rgb) {
        return IntStream.of(rgb).mapToObj(Color::new).toList();
    }

    /** Returns the colour of the model at a place of the comparison. */
    public static Color colour(int place) {
        return COLOURS.get(place % COLOURS.size());
    }

    static Color ofClass(int place) {
        return CLASSES.get(place % CLASSES.size());
    }
}
