// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.reports.text.Escape;

/** Text that LaTeX may break inside long words, such as paths, keys and checksums. */
final class LatexBreaks {

    private static final int LONGEST = 16;
    private static final String AFTER = "./_,=:;-+&?";

    private LatexBreaks() {}

    static String latex(String text) {
        List<String> sources = pieces(text).stream().map(Escape::latex).toList();
        return String.join("\\allowbreak{}", sources);
    }

    /** Returns the width of the longest part between two breaks. */
    static double longestPiece(String text) {
        return pieces(text).stream()
                .map(Escape::plain)
                .flatMap(piece -> List.of(piece.split(" ", -1)).stream())
                .mapToDouble(LatexWidths::of)
                .max()
                .orElse(0);
    }

    /** Divides a text inside its long words; a term with LaTeX source is never divided. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        if (!Escape.plain(text).equals(text)) {
            return List.of(text);
        }
        StringBuilder piece = new StringBuilder();
        int letters = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            piece.append(c);
            letters = c == ' ' ? 0 : letters + 1;
            boolean last = i + 1 == text.length() || text.charAt(i + 1) == ' ';
            boolean sign = AFTER.indexOf(c) >= 0 && letters > 3;
            boolean hump =
                    !last
                            && Character.isLowerCase(c)
                            && Character.isUpperCase(text.charAt(i + 1))
                            && letters > 3;
            if (!last
                    && c != ' '
                    && (sign || hump || letters >= LONGEST)
                    && !Character.isHighSurrogate(c)) {
                pieces.add(piece.toString());
                piece.setLength(0);
                letters = 0;
            }
        }
        pieces.add(piece.toString());
        return pieces;
    }
}
