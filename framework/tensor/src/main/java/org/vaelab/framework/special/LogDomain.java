// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

/** Arithmetic of numbers that are given by their logarithms. */
public final class LogDomain {

    private LogDomain() {}

    /** Returns {@code log(e^a + e^b)}; of two zeros, minus infinity. */
    public static double add(double a, double b) {
        double most = Math.max(a, b);
        return Double.isInfinite(most) ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
    }
}
