// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a conditional model is given beside x or z: labels, values of x, an exposure or a text, by
 * the names of their columns. A model that is conditioned on a column requires it, in {@code
 * decode}, {@code sample}, {@code encode}, {@code score}, {@code reconstruct} and {@code impute}
 * alike. Else the call throws an IllegalArgumentException with the names that the column has. Rows
 * have the columns that {@code data.given} names; a condition replaces their values.
 *
 * <pre>{@code
 * double[][] codes = model.encode(values, Condition.of("label", "green")).location();
 * double[][] rows = model.decode(codes, Condition.of("label", "green").and("town", "Rome")).rows();
 * double[][] any = model.sample(RandomKey.of(1), 50, Condition.drawn()).rows();
 * }</pre>
 *
 * <p>Conditions do not change; each method returns others.
 */
public final class Condition {

    /** Nothing, for a model without a condition. */
    public static final Condition NONE = new Condition(List.of(), false);

    /**
     * A part of a condition.
     *
     * @param column empty of what an option says: a bare label, {@code test}, {@code each}, or a
     *     file
     * @param values one for all rows, or one for each
     */
    record Given(String column, List<String> values) {

        Given {
            Objects.requireNonNull(column, "column must not be null");
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException(
                        "condition '%s': values are empty, expected one, or one for each row"
                                .formatted(column));
            }
        }

        @Override
        public String toString() {
            String first = values.get(0) + (values.size() > 1 ? ",..." : "");
            return column.isEmpty() ? first : column + "=" + first;
        }
    }

    private final List<Given> given;
    private final boolean drawsOthers;

    private Condition(List<Given> given, boolean drawsOthers) {
        this.given = List.copyOf(given);
        this.drawsOthers = drawsOthers;
    }

    /**
     * Returns the condition that a column has a value.
     *
     * @param values a label or category by its name, a date such as {@code 2026-11-22}, or the words
     *     of a text; one for all rows, or one for each
     */
    public static Condition of(String column, String... values) {
        return NONE.and(column, values);
    }

    /** Returns the condition that a column has a whole number, or a label that is one. */
    public static Condition of(String column, long... values) {
        return of(column, Arrays.stream(values).mapToObj(Long::toString).toArray(String[]::new));
    }

    /** Returns the condition that a column has a number, in the units of the data. */
    public static Condition of(String column, double... values) {
        return of(column, Arrays.stream(values).mapToObj(Double::toString).toArray(String[]::new));
    }

    /**
     * Returns the condition that draws what is not given: each label with its share among the
     * training examples, and of several columns each by itself. Values of x, and exposures, are
     * those of test examples in turn. It is for {@code sample} and {@code decode}.
     */
    public static Condition drawn() {
        return new Condition(List.of(), true);
    }

    /**
     * Returns the condition that {@code vaelab sample --condition} describes.
     *
     * @param texts a label, {@code column=value}, {@code test}, {@code each} or a .csv file; what
     *     none of them gives is drawn
     */
    public static Condition read(List<String> texts) {
        List<Given> all = new ArrayList<>();
        for (String text : texts) {
            int sign = ConditionOption.isFile(text) ? -1 : text.indexOf('=');
            String column = sign < 0 ? "" : text.substring(0, sign);
            all.add(new Given(column, List.of(text.substring(sign + 1))));
        }
        return new Condition(all, true);
    }

    /** Returns this condition and values of a further column, one for all rows or one for each. */
    public Condition and(String column, String... values) {
        return and(new Condition(List.of(new Given(column, List.of(values))), false));
    }

    /** Returns both conditions together. */
    public Condition and(Condition other) {
        List<Given> all = new ArrayList<>(given);
        all.addAll(other.given);
        return new Condition(all, drawsOthers || other.drawsOthers);
    }

    List<Given> given() {
        return given;
    }

    boolean drawsOthers() {
        return drawsOthers;
    }

    @Override
    public String toString() {
        return given + (drawsOthers ? ", others drawn" : "");
    }
}
