// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Column.Kind;
import org.vaelab.framework.data.ValueDomain;

/**
 * Infers the kind of a column from the cells of the training rows that are not missing. The first that
 * holds decides:
 *
 * <ol>
 *   <li>dates: a date;
 *   <li>texts: binary if there are two different ones, else categorical; an error for one, for more than
 *       {@value #MOST_CATEGORIES}, and where each text occurs once;
 *   <li>numbers with decimals: real;
 *   <li>0 and 1, or two whole numbers: binary;
 *   <li>whole numbers, at most {@value #FEW} different ones that occur {@value #OFTEN} times on average:
 *       ordinal;
 *   <li>whole numbers from 0 or 1 up to 2^24: a count;
 *   <li>other numbers: real.
 * </ol>
 */
final class KindRule {

    /** The largest number of categories of a column. */
    static final int MOST_CATEGORIES = 1000;

    /** How a message about a column of different texts ends. */
    static final String LIKE_A_KEY = "looks like a name or a key";

    /** How a message about a column of numbers with a text among them ends. */
    static final String SOME_TEXT = "the others are text";

    private static final int MOST_CHARACTERS = 1000;
    private static final int FEW = 10;
    private static final int OFTEN = 10;
    private static final int LEAST_ROWS_OF_KEY = 10;
    private static final double MOSTLY = 0.5;

    private KindRule() {}

    /** Returns the kind of a column. */
    private static Kind infer(ColumnProfile profile) {
        if (profile.isDate()) {
            return Kind.DATE;
        }
        if (profile.isNumeric() && !profile.isWhole()) {
            return Kind.REAL;
        }
        int different = profile.hasManyTexts() ? Integer.MAX_VALUE : profile.values().size();
        if (!profile.isNumeric()) {
            return different == 2 ? Kind.BINARY : Kind.CATEGORICAL;
        }
        if (isBits(profile) || different == 2) {
            return Kind.BINARY;
        }
        if (different > 1 && different <= FEW && profile.present() >= OFTEN * different) {
            return Kind.ORDINAL;
        }
        boolean count =
                (profile.least() == 0 || profile.least() == 1)
                        && different > 1
                        && ValueDomain.COUNTS.contains(profile.largest());
        return count ? Kind.COUNT : Kind.REAL;
    }

    private static boolean isBits(ColumnProfile profile) {
        return profile.least() >= 0 && profile.largest() <= 1;
    }

    /**
     * Returns the column of a profile without a {@link #problem}.
     *
     * @param setting what a config says of it; empty: nothing
     */
    static Column column(ColumnProfile profile, Optional<ColumnSetting> setting) {
        String name = profile.field().name();
        Kind kind = setting.flatMap(ColumnSetting::kind).orElseGet(() -> infer(profile));
        if (!kind.hasCategories()) {
            return new Column(
                    name,
                    kind,
                    List.of(),
                    kind == Kind.DATE ? profile.isOfDays() : profile.isWhole());
        }
        List<String> order = setting.map(ColumnSetting::order).orElse(List.of());
        if (!order.isEmpty()) {
            return new Column(name, kind, order);
        }
        List<String> all =
                kind == Kind.BINARY && profile.isWhole() && isBits(profile)
                        ? List.of("0", "1")
                        : profile.values();
        return new Column(name, kind, all);
    }

    /**
     * Returns what is wrong with a column that a config leaves to be inferred, or sets to a kind with
     * categories; empty if nothing is.
     */
    static Optional<String> problem(ColumnProfile profile, Optional<ColumnSetting> setting) {
        Optional<Kind> set = setting.flatMap(ColumnSetting::kind);
        if (profile.present() == 0) {
            return Optional.of("has no value in the training rows");
        }
        if (set.isPresent() && !set.get().hasCategories()) {
            return Optional.empty();
        }
        boolean texts = !profile.isNumeric() && !profile.isDate();
        if (set.isEmpty() && !texts) {
            return Optional.empty();
        }
        if (setting.map(s -> !s.order().isEmpty()).orElse(false)) {
            return Optional.empty();
        }
        if (set.isEmpty() && profile.numbers() > MOSTLY * profile.present()) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "%d of its %d values are numbers, and " + SOME_TEXT,
                            profile.numbers(),
                            profile.present()));
        }
        return ofCategories(profile, set.isEmpty());
    }

    private static Optional<String> ofCategories(ColumnProfile profile, boolean isInferred) {
        List<String> values = profile.hasManyTexts() ? List.of() : profile.values();
        boolean many = profile.hasManyTexts() || values.size() > MOST_CATEGORIES;
        if (many || (isInferred && isKey(profile, values))) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "has %s different texts in %d rows, and %s",
                            profile.hasManyTexts()
                                    ? "more than " + ColumnProfile.MOST_TEXTS
                                    : values.size(),
                            profile.present(),
                            many ? "at most " + MOST_CATEGORIES + " are categories" : LIKE_A_KEY));
        }
        int longest = values.stream().mapToInt(String::length).max().orElse(0);
        if (longest > MOST_CHARACTERS) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "has a text of %,d characters, and a category has at most %,d",
                            longest,
                            MOST_CHARACTERS));
        }
        return values.size() == 1 && !(profile.isNumeric() && isBits(profile))
                ? Optional.of("has the value \"" + values.get(0) + "\" in all training rows")
                : Optional.empty();
    }

    private static boolean isKey(ColumnProfile profile, List<String> values) {
        return values.size() == profile.present() && values.size() >= LEAST_ROWS_OF_KEY;
    }
}
