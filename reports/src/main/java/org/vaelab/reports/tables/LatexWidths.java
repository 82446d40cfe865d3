// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.text.Normalizer;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/**
 * Widths of text in Computer Modern at 8 pt, in points, by which a table is split into panels.
 * Times and most other fonts are narrower.
 */
final class LatexWidths {

    /** Between two columns, both sides together. */
    static final double COLUMN_SEP = 8;

    /** The narrowest usual column, {@code article} on A4 with two columns, with a margin. */
    static final double LINE = 214;

    /** The factor of the bold extended series. */
    static final double BOLD = 1.16;

    /** The factor of superscripts and of details in headers. */
    static final double SMALL = 0.86;

    /** The widths of cmr8 from the space to the tilde, in hundredths of the size. */
    private static final int[] HUNDREDTHS = {
        35, 30, 53, 89, 53, 89, 83, 30, 41, 41, 53, 83, 30, 35, 30, 53, 53, 53, 53, 53, 53, 53, 53,
        53, 53, 53, 30, 30, 83, 83, 83, 50, 83, 80, 75, 77, 81, 72, 69, 83, 80, 38, 55, 83, 66, 97,
        80, 83, 72, 83, 78, 59, 77, 80, 80, 109, 80, 80, 65, 30, 83, 30, 83, 83, 30, 53, 59, 47, 59,
        47, 32, 53, 59, 30, 32, 56, 30, 89, 59, 53, 59, 56, 41, 42, 41, 59, 56, 77, 56, 56, 47, 83,
        83, 83, 83
    };

    private static final int OTHER = 90;
    private static final double SIZE = 0.08;

    private LatexWidths() {}

    /** Returns the width of a text; an unknown character counts as a wide one. */
    static double of(String termed) {
        String text = Escape.plain(termed).replace(NumberText.FIGURE_SPACE, '0');
        int hundredths = 0;
        for (int c : Normalizer.normalize(text, Normalizer.Form.NFD).codePoints().toArray()) {
            int type = Character.getType(c);
            if (c >= ' ' && c <= '~') {
                hundredths += HUNDREDTHS[c - ' '];
            } else if (c >= 0x4E00) {
                hundredths += 4 * OTHER;
            } else if (type != Character.NON_SPACING_MARK && type != Character.FORMAT) {
                hundredths += OTHER;
            }
        }
        return hundredths * SIZE;
    }
}
