// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Codes of 128 examples that are their labels: i mod 4, bit 2 and bit 3, each as often. */
final class FactorCodes {

    private static final int SIZE = 128;

    private FactorCodes() {}

    /**
     * Returns codes whose coordinates are these labels, in units of 10. After the three are what is
     * the same for all, 3, whether bits 2 and 3 are both 1, 4, and their number, 5.
     */
    static double[][] of(int... labels) {
        double[][] codes = new double[SIZE][labels.length];
        for (int i = 0; i < SIZE; i++) {
            int second = i >> 2 & 1;
            int third = i >> 3 & 1;
            int[] known = {i % 4, second, third, 0, second * third, second + 2 * third};
            codes[i] = Arrays.stream(labels).mapToDouble(label -> 10.0 * known[label]).toArray();
        }
        return codes;
    }

    /** Returns numbers of which the labels 0 are more frequent, and the labels independent. */
    static int[] skewed() {
        return IntStream.range(0, SIZE)
                .flatMap(i -> IntStream.range(0, copies(i % 4) * copies(i >> 2 & 1)).map(k -> i))
                .toArray();
    }

    private static int copies(int label) {
        return label == 0 ? 3 : 1;
    }
}
