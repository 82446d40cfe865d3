// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plain text made safe for a format. */
public final class Escape {

    /** Noncharacters, which no text has: they enclose a term that has LaTeX source of its own. */
    private static final String TERM = "\uFDD0%s\uFDD1%s\uFDD2";

    private static final Pattern TERMS =
            Pattern.compile("\uFDD0([^\uFDD1]*)\uFDD1([^\uFDD2]*)\uFDD2");

    private static final Pattern OF_MARKDOWN = Pattern.compile("[\\\\`*_\\[\\]|#~$]");

    private Escape() {}

    /**
     * Returns a term for a longer text: LaTeX writes its source, every other format its plain text.
     */
    public static String term(String plain, String latex) {
        return latex.equals(latex(plain)) ? plain : TERM.formatted(plain, latex);
    }

    /** Returns a text whose terms are plain. */
    public static String plain(String text) {
        return TERMS.matcher(text).replaceAll("$1");
    }

    /** Returns a text for HTML, inside an element or a quoted attribute. */
    public static String html(String termed) {
        return plain(termed)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Returns a text for Markdown, a table cell included, on one line. */
    public static String markdown(String termed) {
        String line = plain(termed).replace('\n', ' ').replace('\r', ' ');
        return OF_MARKDOWN
                .matcher(line)
                .replaceAll("\\\\$0")
                .replace("&", "&amp;")
                .replace("<", "&lt;");
    }

    /** Returns a text for LaTeX, in text mode. Any engine and font can set it. */
    public static String latex(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        Matcher term = TERMS.matcher(text);
        int from = 0;
        while (term.find()) {
            latex(text.substring(from, term.start()), out);
            out.append(term.group(2));
            from = term.end();
        }
        latex(text.substring(from), out);
        return out.toString();
    }

    private static void latex(String plain, StringBuilder out) {
        plain.codePoints()
                .forEach(
                        c -> {
                            // Two hyphens would become a dash.
                            boolean dash =
                                    c == '-'
                                            && !out.isEmpty()
                                            && out.charAt(out.length() - 1) == '-';
                            out.append(dash ? "{}" : "").append(LatexSymbols.of(c));
                        });
    }
}
