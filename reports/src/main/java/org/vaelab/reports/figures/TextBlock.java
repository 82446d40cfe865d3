// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.text.Escape;

/** A text broken into lines of a largest width. */
record TextBlock(List<String> lines, Font font) {

    private static final int MOST_LINES = 3;
    private static final String BREAKS = " ,;:_=/-+.";

    TextBlock {
        lines = List.copyOf(lines);
    }

    /** Breaks a text at spaces and punctuation, or anywhere if a word is too long. */
    static TextBlock of(String text, Font font, double most) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (!rest.isEmpty()) {
            int end = end(rest, font, most);
            if (lines.size() == MOST_LINES - 1 && end < rest.length()) {
                int room = end(rest, font, most - Pen.width("…", font));
                lines.add(rest.substring(0, room).strip() + "…");
                break;
            }
            lines.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        return new TextBlock(lines, font);
    }

    /** The end of the longest first line, at least one character. */
    private static int end(String text, Font font, double most) {
        if (Pen.width(text, font) <= most) {
            return text.length();
        }
        int fits = 1;
        while (fits < text.length()
                && Pen.width(text.substring(0, fits + 1).stripTrailing(), font) <= most) {
            fits++;
        }
        for (int i = fits; i > 1; i--) {
            if (BREAKS.indexOf(text.charAt(i - 1)) >= 0) {
                return i;
            }
        }
        return Character.isHighSurrogate(text.charAt(fits - 1)) ? fits + 1 : fits;
    }

    /**
     * Returns a label, broken into these lines, as LaTeX source. A label with source of its own is
     * left to LaTeX.
     */
    String latex(Label label) {
        return isBroken() && label.latex().equals(Escape.latex(label.plain()))
                ? lines.stream().map(Escape::latex).collect(Collectors.joining("\\\\"))
                : label.latex();
    }

    double width() {
        return lines.stream().mapToDouble(line -> Pen.width(line, font)).max().orElse(0);
    }

    double height() {
        return lines.size() * leading();
    }

    double leading() {
        return 1.15 * font.getSize2D();
    }

    boolean isBroken() {
        return lines.size() > 1;
    }
}
