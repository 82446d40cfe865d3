// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;

/** The difference of the two largest of L scores of a factor. */
final class Gap {

    private Gap() {}

    /**
     * Returns the gap of each factor.
     *
     * @param scores of each code for each factor, [L, K]. The second largest score of a single code
     *     is 0
     * @return [K]
     */
    static double[] ofFactors(double[][] scores) {
        double[] gaps = new double[scores[0].length];
        Arrays.setAll(
                gaps,
                k -> {
                    double[] ofCodes =
                            Arrays.stream(scores).mapToDouble(row -> row[k]).sorted().toArray();
                    int last = ofCodes.length - 1;
                    return last == 0 ? ofCodes[0] : ofCodes[last] - ofCodes[last - 1];
                });
        return gaps;
    }

    static double mean(double[] perFactor) {
        return Arrays.stream(perFactor).average().orElseThrow();
    }
}
