// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.framework.Internal;

/** Plain text made safe for a format. */
@Internal
public final class Escape {

    /**
     * Noncharacters in an order that nobody knows before the process starts. They enclose a term
     * that has LaTeX source of its own. So no name in a config or a record can be taken for a term.
     */
    private static final String MARK =
            UUID.randomUUID()
                    .toString()
                    .replace("-", "")
                    .chars()
                    .map(digit -> 0xFDD0 + Character.digit(digit, 16))
                    .collect(
                            StringBuilder::new,
                            StringBuilder::appendCodePoint,
                            StringBuilder::append)
                    .toString();

    private static final String START = MARK + '\uFDD0';
    private static final String SOURCE = MARK + '\uFDD1';
    private static final String END = MARK + '\uFDD2';

    private static final Pattern TERMS =
            Pattern.compile(START + "(.*?)" + SOURCE + "(.*?)" + END, Pattern.DOTALL);

    /** Characters that no page may have: noncharacters, halves of others, and controls. */
    private static final Pattern NO_TEXT =
            Pattern.compile("[\\p{Cs}\\p{Cc}\uFDD0-\uFDEF\uFFFE\uFFFF&&[^\\t\\n\\r]]");

    private static final Pattern OF_MARKDOWN = Pattern.compile("[\\\\`*_\\[\\]|#~$]");

    private Escape() {}

    /**
     * Returns a term for a longer text: LaTeX writes its source, every other format its plain text.
     */
    public static String term(String plain, String latex) {
        return latex.equals(latex(plain)) ? plain : START + plain + SOURCE + latex + END;
    }

    /** Returns a text whose terms are plain. */
    public static String plain(String text) {
        return TERMS.matcher(text).replaceAll("$1");
    }

    /** Returns a text whose terms are plain, as a page may have it. */
    private static String shown(String termed) {
        return NO_TEXT.matcher(plain(termed)).replaceAll("\uFFFD");
    }

    /** Returns a text for HTML, inside an element or a quoted attribute. */
    public static String html(String termed) {
        return shown(termed)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Returns a text for Markdown, a table cell included, on one line. */
    public static String markdown(String termed) {
        String line = shown(termed).replace('\n', ' ').replace('\r', ' ');
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
