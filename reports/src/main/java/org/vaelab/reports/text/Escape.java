// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

/** Plain text made safe for a format. */
public final class Escape {

    private Escape() {}

    /** Returns a text for HTML, inside an element or a quoted attribute. */
    public static String html(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** Returns a text for Markdown, a table cell included, on one line. */
    public static String markdown(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                out.append(' ');
            } else if (c == '<') {
                out.append("&lt;");
            } else if (c == '&') {
                out.append("&amp;");
            } else {
                if ("\\`*_[]|#~$".indexOf(c) >= 0) {
                    out.append('\\');
                }
                out.append(c);
            }
        }
        return out.toString();
    }

    public static String latex(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> out.append(latex(c)));
        return out.toString();
    }

    private static String latex(int c) {
        return switch (c) {
            case '\\' -> "\\textbackslash{}";
            case '~' -> "\\textasciitilde{}";
            case '^' -> "\\textasciicircum{}";
            case '&', '%', '$', '#', '_', '{', '}' -> "\\" + (char) c;
            case '<' -> "$<$";
            case '>' -> "$>$";
            case '|' -> "$|$";
            case '"' -> "\\textquotedbl{}";
            case '−' -> "$-$";
            case '±' -> "$\\pm$";
            case '–' -> "--";
            case '·' -> "$\\cdot$";
            case '↑' -> "$\\uparrow$";
            case '↓' -> "$\\downarrow$";
            case 'Δ' -> "$\\Delta$";
            case 'χ' -> "$\\chi$";
            case '²' -> "$^2$";
            case '’' -> "'";
            case '∞' -> "$\\infty$";
            case NumberText.FIGURE_SPACE -> "\\phantom{0}";
            case '\n', '\r', '\t' -> " ";
            default -> Character.toString(c);
        };
    }
}
