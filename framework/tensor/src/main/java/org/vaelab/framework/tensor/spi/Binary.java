// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/** Element-wise functions of two arguments, which broadcast against one another. */
public enum Binary {
    /** a + b. */
    ADD,
    /** a - b. */
    SUBTRACT,
    /** a b. */
    MULTIPLY,
    /** a / b. */
    DIVIDE,
    /** a^b for a >= 0, and for negative a with integer b. */
    POWER,
    /** The larger; NaN if either is NaN. */
    MAXIMUM,
    /** The smaller; NaN if either is NaN. */
    MINIMUM,
    /** 1 where a = b, else 0. */
    EQUAL,
    /** 1 where a < b, else 0. */
    LESS,
    /** 1 where a <= b, else 0. */
    LESS_OR_EQUAL,
    /** 1 where a > b, else 0. */
    GREATER,
    /** 1 where a >= b, else 0. */
    GREATER_OR_EQUAL;

    /** Returns whether the result is a mask of zeros and ones, which has no gradient. */
    public boolean isComparison() {
        return compareTo(EQUAL) >= 0;
    }
}
