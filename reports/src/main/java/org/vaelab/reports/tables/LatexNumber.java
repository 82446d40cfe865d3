// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vaelab.reports.text.NumberText;

/**
 * The text of a cell that siunitx can align: a decimal number, possibly with a comparator before it
 * and with a half-width or a percent sign after it.
 *
 * @param before {@code <}, {@code >} or empty
 * @param sign {@code +}, {@code -} or empty
 * @param spread the half-width with its padding; empty if there is none
 * @param percent whether a percent sign follows
 */
record LatexNumber(
        String before,
        String sign,
        String integer,
        String decimals,
        String spread,
        boolean percent) {

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
                                form.group(6) != null))
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
        String phantoms = spread.replace(String.valueOf(NumberText.FIGURE_SPACE), "\\phantom{0}");
        String half =
                spread.isEmpty() ? "" : (bold ? "\\vaelabboldpm{" : "\\vaelabpm{") + phantoms + "}";
        return half + (percent ? "\\,\\%" : "");
    }

    double widthBefore() {
        return before.isEmpty() ? 0 : LatexWidths.SIGN + 4;
    }

    double widthAfter() {
        return (spread.isEmpty() ? 0 : LatexWidths.PLUS_MINUS + digits(spread))
                + (percent ? LatexWidths.of(" %") : 0);
    }

    static double digits(String number) {
        long points = number.chars().filter(c -> c == '.').count();
        return LatexWidths.DIGIT * (number.length() - points) + LatexWidths.of(".") * points;
    }
}
