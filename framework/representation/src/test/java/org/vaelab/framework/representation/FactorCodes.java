// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;

/** Codes of 128 examples that are their labels: i mod 4, bit 2 and bit 3, each as often. */
final class FactorCodes {

    private static final int SIZE = 128;

    private FactorCodes() {}

    /** Returns codes whose coordinates are these labels, in units of 10. */
    static double[][] of(int... labels) {
        double[][] codes = new double[SIZE][labels.length];
        for (int i = 0; i < SIZE; i++) {
            int[] known = {i % 4, i >> 2 & 1, i >> 3 & 1, 0};
            codes[i] = Arrays.stream(labels).mapToDouble(label -> 10.0 * known[label]).toArray();
        }
        return codes;
    }
}
