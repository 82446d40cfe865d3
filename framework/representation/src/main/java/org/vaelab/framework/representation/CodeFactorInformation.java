// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.evaluation.MetricContext;

/**
 * The mutual information of each code with each factor, of the empirical distribution, in nats.
 *
 * @param information [L, K]
 * @param entropies of the factors, [K]
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record CodeFactorInformation(double[][] information, double[] entropies) {

    /** Into how many bins of equal width a code falls. */
    static final int BINS = 20;

    /** Returns that of the test examples, codes in bins. */
    static CodeFactorInformation of(MetricContext subject) {
        return subject.shared(
                "representation.information",
                CodeFactorInformation.class,
                context -> of(FactoredCodes.ofTest(context)));
    }

    /** Returns that of codes in bins. */
    static CodeFactorInformation of(FactoredCodes data) {
        int[][] binned = new int[data.codes().width()][];
        Arrays.setAll(binned, l -> EqualWidthBins.of(data.codes().coordinate(l), BINS));
        return of(binned, data.factors().stream().map(Factor::values).toList());
    }

    /**
     * Returns that of discrete codes.
     *
     * @param codes [L, N]
     * @param factors K of [N]
     */
    static CodeFactorInformation of(int[][] codes, List<int[]> factors) {
        double[][] information = new double[codes.length][factors.size()];
        double[] entropies = new double[factors.size()];
        for (int k = 0; k < factors.size(); k++) {
            for (int l = 0; l < codes.length; l++) {
                ContingencyTable table = ContingencyTable.of(codes[l], factors.get(k));
                information[l][k] = table.mutualInformation();
                entropies[k] = table.entropyB();
            }
        }
        return new CodeFactorInformation(information, entropies);
    }
}
