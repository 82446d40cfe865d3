// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Column.Kind;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.settings.YamlScalar;

/**
 * Infers the kind of a column from the cells of the training rows that are not missing. The first
 * that holds decides:
 *
 * <ol>
 *   <li>dates: a date;
 *   <li>texts: binary if there are two different ones, else categorical; an error for one, for more
 *       than {@value #MOST_CATEGORIES}, and where each text occurs once;
 *   <li>numbers with decimals: real;
 *   <li>0 and 1, or two whole numbers: binary;
 *   <li>whole numbers, at most {@value #FEW} different ones that occur {@value #OFTEN} times on
 *       average: ordinal;
 *   <li>whole numbers from 0 or 1 up to 2^24: a count;
 *   <li>other numbers: real.
 * </ol>
 *
 * @param set the kind that a config says
 * @param order the categories that a config says, in order; empty if it says none
 */
record KindRule(TableFile file, ColumnProfile profile, Optional<Kind> set, List<String> order) {
    /** The largest number of categories of a column. */
    static final int MOST_CATEGORIES = 1000;

    private static final List<String> BITS = List.of("0", "1");
    private static final int MOST_CHARACTERS = 1000;
    private static final int FEW = 10;
    private static final int OFTEN = 10;
    private static final int LEAST_ROWS_OF_KEY = 10;
    private static final double MOSTLY = 0.5;
    private static final int LEAST_ROWS_OF_NUMBERING = 20;
    private static final double ALMOST_ALL = 0.9;

    /** Returns the rule for a column with what a config says of it. */
    static KindRule of(TableSource settings, TableFile file, ColumnProfile profile) {
        Optional<ColumnSetting> setting =
                Optional.ofNullable(settings.columns())
                        .map(ColumnChoice::settings)
                        .map(
                                all ->
                                        all.getOrDefault(
                                                profile.field().name(),
                                                all.get(file.listOf(profile.field()))));
        return new KindRule(
                file,
                profile,
                setting.flatMap(ColumnSetting::kind),
                setting.map(ColumnSetting::order).orElse(List.of()));
    }

    private String name() {
        return profile.field().name();
    }

    /**
     * Returns whether numbers have a decimal comma, unless a config says that they are categories.
     */
    boolean hasDecimalCommas() {
        return profile.hasDecimalCommas() && !set.map(Kind::hasCategories).orElse(false);
    }

    /** Returns whether numbers such as 007, which may be codes, are read as numbers. */
    boolean readsCodesAsNumbers() {
        return set.isEmpty() && profile.hasCodes() && !column().kind().hasCategories();
    }

    /** Returns whether a column of numbers seems to number the rows. */
    boolean isNumbering() {
        return !column().kind().hasCategories()
                && profile.isNumbering(LEAST_ROWS_OF_NUMBERING, ALMOST_ALL);
    }

    /**
     * Returns the column.
     *
     * @throws DataException if its texts are no categories; lines after the first are hints
     */
    Column column() {
        if (profile.present() == 0) {
            throw constant("has no value in the training rows");
        }
        Kind kind = set.orElseGet(this::inferred);
        if (!kind.hasCategories()) {
            boolean isWhole = kind == Kind.DATE ? profile.isOfDays() : profile.isWhole();
            return new Column(name(), kind, List.of(), isWhole);
        }
        if (!order.isEmpty()) {
            return new Column(name(), kind, order);
        }
        if (set.isPresent() || !profile.isNumeric()) {
            requireCategories();
        }
        boolean areBits = kind == Kind.BINARY && BITS.containsAll(profile.values());
        return new Column(name(), kind, areBits ? BITS : profile.values());
    }

    private Kind inferred() {
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
        if (isBits() || different == 2) {
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

    private boolean isBits() {
        return profile.isNumeric() && profile.least() >= 0 && profile.largest() <= 1;
    }

    private void requireCategories() {
        requireNot("number", profile.numbers(), profile.firstText());
        requireNot("date", profile.dates(), profile.firstUndated());
        List<String> values = profile.hasManyTexts() ? List.of() : profile.values();
        if (profile.hasManyTexts() || values.size() > MOST_CATEGORIES) {
            throw problem(
                    "has %s different texts in %s rows, and at most %s are categories"
                            .formatted(
                                    profile.hasManyTexts()
                                            ? "more than " + ColumnProfile.MOST_TEXTS
                                            : values.size(),
                                    profile.present(),
                                    MOST_CATEGORIES));
        }
        if (set.isEmpty()
                && values.size() > MOSTLY * profile.present()
                && values.size() >= LEAST_ROWS_OF_KEY) {
            String what = "has %s different texts in %s rows, and looks like a name or a key";
            throw new DataException(
                    problem(what.formatted(values.size(), profile.present())).getMessage()
                            + ", or as a category: columns: {%s: categorical}"
                                    .formatted(YamlScalar.written(name())));
        }
        int longest = values.stream().mapToInt(String::length).max().orElse(0);
        if (longest > MOST_CHARACTERS) {
            throw problem(
                    String.format(
                            Locale.ROOT,
                            "has a text of %,d characters, and a category has at most %,d",
                            longest,
                            MOST_CHARACTERS));
        }
        if (values.size() == 1 && !isBits()) {
            throw constant("has the value \"" + values.get(0) + "\" in all training rows");
        }
    }

    /**
     * Rejects texts most of which are of another kind, unless a config says that they are
     * categories.
     */
    private void requireNot(String kind, int found, ColumnProfile.Place other) {
        if (set.isEmpty() && found > MOSTLY * profile.present()) {
            throw DataException.of(
                    "%s, column \"%s\": \"%s\", expected a %s: %s of its %s values are %4$ss,"
                            + " and the others are %s\n"
                            + "correct it, say that it is missing (missing: [\"%3$s\"]), or choose:"
                            + " columns: {%8$s: categorical}",
                    file.place(other.row()),
                    name(),
                    other.cell(),
                    kind,
                    found,
                    profile.present(),
                    kind.equals("date") ? "no dates, or no days of the calendar" : "text",
                    YamlScalar.written(name()));
        }
    }

    private DataException constant(String what) {
        return new DataException(
                problem(what).getMessage() + "; or all such columns: constant: drop");
    }

    private DataException problem(String what) {
        return DataException.of(
                "%s: column \"%s\" %s\nleave it out: columns: {%4$s: ignore}",
                file.path(), name(), what, YamlScalar.written(name()));
    }
}
