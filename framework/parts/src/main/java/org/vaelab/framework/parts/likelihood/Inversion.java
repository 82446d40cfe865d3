// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.function.DoubleUnaryOperator;

/** Inverts a mean numerically: on the host, once per model. */
final class Inversion {

    private static final int HALVINGS = 52;

    private Inversion() {}

    /**
     * Returns the argument in [low, high] at which an increasing function has a value, to 2^-52 of
     * the interval; the nearer end where the value is not reached.
     */
    static double ofIncreasing(
            DoubleUnaryOperator function, double value, double low, double high) {
        double from = low;
        double to = high;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (from + to) / 2;
            if (function.applyAsDouble(middle) < value) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return (from + to) / 2;
    }
}
