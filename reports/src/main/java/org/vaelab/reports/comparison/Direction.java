// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

/** Which values of a metric are better. */
public enum Direction {
    /** Larger values are better. */
    HIGHER,
    /** Smaller values are better. */
    LOWER,
    /** Neither: a term of a bound, a count, a description. */
    NEITHER;

    /** Returns whether {@code a} is better than {@code b}; never if neither direction is. */
    public boolean better(double a, double b) {
        return switch (this) {
            case HIGHER -> a > b;
            case LOWER -> a < b;
            case NEITHER -> false;
        };
    }
}
