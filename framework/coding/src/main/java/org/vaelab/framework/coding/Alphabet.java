// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;

/**
 * The values of a place of a datum as letters 0, 1, ...
 *
 * @param kind what the letters are
 * @param size the number of letters that have a probability of their own
 * @param listed the values of {@link Kind#LISTED} letters, ascending; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record Alphabet(Alphabet.Kind kind, int size, double[] listed) {

    /** What letters are. */
    enum Kind {
        /** Letter k is the number k. */
        WHOLE,
        /**
         * Letter k is the number k. Larger ones than have a probability are coded after an escape.
         */
        COUNT,
        /** Letter k is the grey level k / 255. */
        GREY,
        /** The real numbers that occur. */
        LISTED
    }

    /** The most real numbers that are listed. */
    static final int MOST_LISTED = 4096;

    private static final int MOST_COUNTS = 256;
    private static final double[] NONE = {};

    static Alphabet whole(int size) {
        return new Alphabet(Kind.WHOLE, size, NONE);
    }

    /**
     * Returns the alphabet of some places of a data set, or of all that are alike.
     *
     * @param places of x
     * @param name of what is coded, for messages
     * @throws IllegalArgumentException if they have too many different real values
     */
    static Alphabet of(Examples examples, List<Integer> places, Column.Kind kind, String name) {
        return switch (kind) {
            case BINARY, CATEGORICAL, ORDINAL ->
                    throw new IllegalArgumentException("the categories of " + name + " are known");
            case COUNT -> counts(values(examples, places, Integer.MAX_VALUE, name));
            case REAL, DATE -> listed(values(examples, places, MOST_LISTED, name));
        };
    }

    private static TreeSet<Double> values(
            Examples examples, List<Integer> places, int most, String name) {
        TreeSet<Double> values = new TreeSet<>();
        double[] row = new double[examples.width()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int place : places) {
                if (!Double.isNaN(row[place])) {
                    values.add(row[place]);
                }
            }
            if (values.size() > most) {
                throw new IllegalArgumentException(
                        ("%s has a density and more than %s different values, so it has no finite code"
                                        + "\n    round the data, or model grey levels or counts by a likelihood with"
                                        + " probabilities")
                                .formatted(name, most));
            }
        }
        return values;
    }

    private static Alphabet counts(TreeSet<Double> values) {
        int largest = values.isEmpty() ? 0 : values.last().intValue();
        return largest < MOST_COUNTS
                ? whole(largest + 1)
                : new Alphabet(Kind.COUNT, MOST_COUNTS, NONE);
    }

    private static Alphabet listed(TreeSet<Double> values) {
        double[] listed = values.stream().mapToDouble(v -> v).toArray();
        return new Alphabet(Kind.LISTED, Math.max(1, listed.length), listed);
    }

    static Alphabet of(ValueDomain domain) {
        return domain == ValueDomain.GREY_LEVELS ? new Alphabet(Kind.GREY, 256, NONE) : whole(2);
    }

    boolean hasEscape() {
        return kind == Kind.COUNT;
    }

    /** Returns the letter of a value; of a count the count itself. */
    int letter(double value) {
        return switch (kind) {
            case WHOLE, COUNT -> (int) value;
            case GREY -> (int) Math.round(value * 255);
            case LISTED -> Arrays.binarySearch(listed, value);
        };
    }

    /** Returns whether a letter has this very value; a grey level in single precision. */
    boolean isOf(int letter, double value) {
        return letter >= 0 && value(letter) == (kind == Kind.GREY ? (float) value : value);
    }

    double value(int letter) {
        return switch (kind) {
            case WHOLE, COUNT -> letter;
            case GREY -> letter / 255f;
            case LISTED -> listed.length == 0 ? 0 : listed[letter];
        };
    }

    /**
     * Returns the logarithm of the width of what each listed letter stands for, the distance of its
     * neighbours; empty if letters have probabilities and not densities.
     */
    double[] logWidths() {
        double[] logs = new double[listed.length < 2 ? 0 : listed.length];
        for (int i = 0; i < logs.length; i++) {
            int low = Math.max(0, i - 1);
            int high = Math.min(listed.length - 1, i + 1);
            double width = Math.min(Double.MAX_VALUE, listed[high] - listed[low]);
            logs[i] = StrictMath.log(width / (high - low));
        }
        return logs;
    }
}
