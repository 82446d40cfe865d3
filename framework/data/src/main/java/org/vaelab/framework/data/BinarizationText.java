// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text form of a {@link Binarization}: a name, and for two of them an argument. */
final class BinarizationText {
    private static final Pattern FORM = Pattern.compile("([a-z]+)(?:\\(\\s*([^()]*?)\\s*\\))?");

    private BinarizationText() {}

    static Binarization parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw refused(text);
        }
        @Nullable String argument = matcher.group(2);
        try {
            return switch (matcher.group(1) + (argument == null ? "" : "()")) {
                case "none" -> new Binarization.None();
                case "dynamic" -> new Binarization.Dynamic();
                case "static" -> new Binarization.Static(0);
                case "static()" -> new Binarization.Static(Long.parseLong(argument));
                case "threshold" ->
                        new Binarization.Threshold(Binarization.Threshold.DEFAULT_LEVEL);
                case "threshold()" -> new Binarization.Threshold(Double.parseDouble(argument));
                default -> throw refused(text);
            };
        } catch (NumberFormatException e) {
            throw refused(text);
        }
    }

    private static DataException refused(String text) {
        return new DataException(
                "binarize: " + text + ": expected none, threshold(LEVEL), static(SEED) or dynamic");
    }
}
