// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.util.List;

/** Checks of settings that count something. Messages begin with the key. */
public final class Counts {

    private Counts() {}

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public static int atLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " must be at least 1, is " + value);
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
                throw new IllegalArgumentException(
                        key + ": a width must be at least 1, is " + width);
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
            throw new IllegalArgumentException(key + ": needs one width at least");
        }
        return widths(key, widths);
    }
}
