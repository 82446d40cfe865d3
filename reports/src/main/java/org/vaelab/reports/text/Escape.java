// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

/** Plain text made safe for a format. */
public final class Escape {

    /** Noncharacters, which no text has: they enclose a term that has LaTeX source of its own. */
    private static final char PLAIN = '\uFDD0';

    private static final char SOURCE = '\uFDD1';
    private static final char END = '\uFDD2';

    private Escape() {}

    /**
     * Returns a term for a longer text: LaTeX writes its source, every other format its plain text.
     */
    public static String term(String plain, String latex) {
        return latex.equals(latex(plain)) ? plain : PLAIN + plain + SOURCE + latex + END;
    }

    /** Returns a text whose terms are plain. */
    public static String plain(String text) {
        if (text.indexOf(PLAIN) < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        boolean source = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            source = c == SOURCE || (source && c != END);
            if (!source && c != PLAIN && c != END) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Returns a text for HTML, inside an element or a quoted attribute. */
    public static String html(String termed) {
        String text = plain(termed);
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
    public static String markdown(String termed) {
        String text = plain(termed);
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

    /** Returns a text for LaTeX, in text mode. Any engine and font can set it. */
    public static String latex(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        boolean plain = false;
        boolean source = false;
        for (int c : text.codePoints().toArray()) {
            switch (c) {
                case PLAIN -> plain = true;
                case SOURCE -> source = true;
                case END -> {
                    plain = false;
                    source = false;
                }
                default -> {
                    if (source) {
                        out.appendCodePoint(c);
                    } else if (!plain) {
                        String symbol = LatexSymbols.of(c);
                        // Two hyphens would become a dash.
                        boolean dash =
                                c == '-' && !out.isEmpty() && out.charAt(out.length() - 1) == '-';
                        out.append(dash ? "{}" : "").append(symbol);
                    }
                }
            }
        }
        return out.toString();
    }
}
