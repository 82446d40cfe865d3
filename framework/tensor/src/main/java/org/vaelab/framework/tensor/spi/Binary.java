// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/** Element-wise functions of two arguments, which broadcast against one another. */
public enum Binary {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    /** a^b for a >= 0, and for negative a with integer b. */
    POWER,
    /** The angle of the point (x, y) = (b, a), in [-pi, pi]; 0 at the origin, as in C. */
    ATAN2,
    /** The larger; NaN if either is NaN. */
    MAXIMUM,
    /** The smaller; NaN if either is NaN. */
    MINIMUM,
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** Returns whether the result is a mask of zeros and ones, which has no gradient. */
    public boolean isComparison() {
        return compareTo(EQUAL) >= 0;
    }
}
