// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.util.List;

/** Checks of numbers in settings. Messages begin with the key. */
public final class Counts {

    /**
     * Networks of more outputs would overflow before memory does, and nobody waits for more draws
     * or steps.
     */
    private static final int MOST = 1 << 20;

    /** The largest weight of a term. */
    public static final double MOST_WEIGHT = 1e6;

    /** A square of less is 0 in single precision with a few more factors. */
    private static final double LEAST_SCALE = 1e-30;

    private static final double MOST_SCALE = 1e15;

    private Counts() {}

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it is below 1 or above 1,048,576
     */
    public static int atLeastOne(String key, int value) {
        if (value < 1) {
            throw new SettingException(key, "must be at least 1, is " + value);
        }
        if (value > MOST) {
            throw new SettingException(key, "must be at most " + MOST + ", is " + value);
        }
        return value;
    }

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it is not above 0, or not from 1e-30 to 1e15
     */
    public static double positive(String key, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new SettingException(key, "must be finite and above 0, is " + value);
        }
        return inRange(key, value, LEAST_SCALE, MOST_SCALE);
    }

    /**
     * Returns the value, such as a weight.
     *
     * @throws IllegalArgumentException if it is not from 0 to 1e6
     */
    public static double notNegative(String key, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new SettingException(key, "must be finite and not negative, is " + value);
        }
        return inRange(key, value, 0, MOST_WEIGHT);
    }

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it is out of a range
     */
    public static double inRange(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new SettingException(
                    key,
                    "must be from %s to %s, is %s"
                            .formatted(ValueNames.of(least), ValueNames.of(most), value));
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
            if (width < 1 || width > MOST) {
                throw SettingException.about(
                        key,
                        width < 1
                                ? "a width must be at least 1, is " + width
                                : "a width must be at most " + MOST + ", is " + width);
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
