// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.util.List;

/** Checks of numbers in settings. Messages begin with the key. */
public final class Counts {

    /** Networks of more outputs would overflow before memory does. */
    private static final int MOST_DIMENSIONS = 1 << 20;

    private Counts() {}

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public static int atLeastOne(String key, int value) {
        if (value < 1) {
            throw new SettingException(key, "must be at least 1, is " + value);
        }
        return value;
    }

    /**
     * Returns the value, a number of dimensions.
     *
     * @throws IllegalArgumentException if it is below 1 or above {@value #MOST_DIMENSIONS}
     */
    public static int dimensions(String key, int value) {
        if (value > MOST_DIMENSIONS) {
            throw new SettingException(key, "must be at most " + MOST_DIMENSIONS + ", is " + value);
        }
        return atLeastOne(key, value);
    }

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it is not finite and above 0
     */
    public static double positive(String key, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new SettingException(key, "must be finite and above 0, is " + value);
        }
        return value;
    }

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it is not finite, or below 0
     */
    public static double notNegative(String key, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new SettingException(key, "must be finite and not negative, is " + value);
        }
        return value;
    }

    /**
     * Returns a copy of the widths of layers, possibly of none.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public static List<Integer> widths(String key, List<Integer> widths) {
        for (int width : widths) {
            if (width < 1) {
                throw SettingException.about(key, "a width must be at least 1, is " + width);
            }
        }
        return List.copyOf(widths);
    }

    /**
     * Returns a copy of the widths of layers, at least one.
     *
     * @throws IllegalArgumentException if there is none, or one is below 1
     */
    public static List<Integer> atLeastOneWidth(String key, List<Integer> widths) {
        if (widths.isEmpty()) {
            throw SettingException.about(key, "needs one width at least");
        }
        return widths(key, widths);
    }
}
