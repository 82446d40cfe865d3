// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.text.Escape;

/** A label broken into lines of a largest width. */
record TextBlock(Label label, List<String> lines, double size) {

    private static final int MOST_LINES = 3;
    private static final String BREAKS = " ,;:_=/-+.";

    TextBlock {
        lines = List.copyOf(lines);
    }

    static TextBlock of(String text, double size, double most) {
        return of(Axis.plain(text), size, most);
    }

    /** Breaks a label at spaces and punctuation, or anywhere if a word is too long. */
    static TextBlock of(Label label, double size, double most) {
        List<String> lines = new ArrayList<>();
        String rest = label.plain().strip();
        while (!rest.isEmpty()) {
            int end = end(rest, size, most);
            if (lines.size() == MOST_LINES - 1 && end < rest.length()) {
                int room = end(rest, size, most - Glyphs.width("…", size));
                lines.add(rest.substring(0, room).strip() + "…");
                break;
            }
            lines.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        return new TextBlock(label, lines, size);
    }

    /** The end of the longest first line, at least one character. */
    private static int end(String text, double size, double most) {
        if (Glyphs.width(text, size) <= most) {
            return text.length();
        }
        int fits = 1;
        while (fits < text.length()
                && Glyphs.width(text.substring(0, fits + 1).stripTrailing(), size) <= most) {
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
     * Returns the label, broken into these lines, as LaTeX source. A label with source of its own
     * is left to LaTeX.
     */
    String latex() {
        return isBroken() && label.latex().equals(Escape.latex(label.plain()))
                ? lines.stream().map(Escape::latex).collect(Collectors.joining("\\\\"))
                : label.latex();
    }

    /** Draws the lines below each other. */
    void draw(Picture picture, double x, double top, double align) {
        for (int i = 0; i < lines.size(); i++) {
            double base = top + 0.9 * size + i * leading();
            picture.text(lines.get(i), size, x, base, align, Palette.INK);
        }
    }

    double width() {
        return lines.stream().mapToDouble(line -> Glyphs.width(line, size)).max().orElse(0);
    }

    double height() {
        return lines.size() * leading();
    }

    private double leading() {
        return 1.15 * size;
    }

    boolean isBroken() {
        return lines.size() > 1;
    }
}
