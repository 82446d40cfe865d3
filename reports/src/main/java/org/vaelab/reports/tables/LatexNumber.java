// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/**
 * The text of a cell that siunitx can align: a decimal number, possibly with a comparator before it
 * and with a half-width or a percent sign after it.
 *
 * @param before {@code <}, {@code >} or empty
 * @param sign {@code +}, {@code -} or empty
 * @param spread the half-width with its padding; empty if there is none
 * @param percent a percent sign after a space, or empty
 */
record LatexNumber(
        String before,
        String sign,
        String integer,
        String decimals,
        String spread,
        String percent) {

    private static final Pattern FORM =
            Pattern.compile(
                    "(?:([<>]) )?([+−]?)(\\d[\\d,]*)(?:\\.(\\d+))?(?: ± ("
                            + NumberText.FIGURE_SPACE
                            + "*\\d[\\d.]*))?( %)?");

    static Optional<LatexNumber> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(
                        new LatexNumber(
                                orEmpty(form.group(1)),
                                orEmpty(form.group(2)).replace('−', '-'),
                                form.group(3).replace(",", ""),
                                orEmpty(form.group(4)),
                                orEmpty(form.group(5)),
                                orEmpty(form.group(6))))
                : Optional.empty();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Returns the number as siunitx reads it. */
    String source() {
        return sign + integer + (decimals.isEmpty() ? "" : "." + decimals);
    }

    String comparator() {
        return before.isEmpty() ? "" : "{$" + before + "$\\,}";
    }

    /** Returns what follows the number. */
    String after(boolean bold) {
        String command = bold ? "\\vaelabboldpm{" : "\\vaelabpm{";
        return (spread.isEmpty() ? "" : command + Escape.latex(spread) + "}")
                + (percent.isEmpty() ? "" : "\\,\\%");
    }

    /** Returns what follows the number as text of about the same width. */
    String textAfter() {
        return (spread.isEmpty() ? "" : "±," + spread) + percent;
    }
}
