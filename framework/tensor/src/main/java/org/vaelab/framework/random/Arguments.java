// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import java.util.Locale;

/** The refusals of this package; each names the value and what is allowed. */
final class Arguments {
    private Arguments() {}

    static void requireRange(long position, int arrayLength, int offset, int length) {
        if (position < 0 || position > Long.MAX_VALUE - Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "position is " + position + "; it must lie in [0, 2^63 - 2^31]");
        }
        if (offset < 0 || length < 0 || length > arrayLength - offset) {
            throw new IndexOutOfBoundsException(
                    String.format(
                            Locale.ROOT,
                            "offset %d and length %d do not fit an array of length %d",
                            offset,
                            length,
                            arrayLength));
        }
    }

    static int requireCount(int n) {
        if (n < 0) {
            throw new IllegalArgumentException(
                    "the number of draws is " + n + "; it must not be negative");
        }
        return n;
    }

    static void requireSameLength(String left, int leftLength, String right, int rightLength) {
        if (leftLength != rightLength) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s has length %d and %s has length %d; they must be equal",
                            left,
                            leftLength,
                            right,
                            rightLength));
        }
    }

    static IllegalArgumentException notAProbability(double value, int index) {
        return new IllegalArgumentException(
                "probabilities[" + index + "] is " + value + "; it must lie in [0, 1]");
    }
}
