// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;

/**
 * The mutual information of each code with each factor, of the empirical distribution, in nats.
 *
 * @param information [L, K]
 * @param entropies of the factors, [K]
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record CodeFactorInformation(double[][] information, double[] entropies) {

    /** The number of bins of equal width of a code. */
    static final int BINS = 20;

    static CodeFactorInformation of(MetricContext subject) {
        return subject.get(
                new Shared<>(
                        "representation.information",
                        context -> of(FactoredCodes.ofTest(context))));
    }

    /** Returns that of codes in bins and of factors, of which continuous ones are in bins too. */
    static CodeFactorInformation of(FactoredCodes data) {
        int[][] binned = new int[data.codes().width()][];
        Arrays.setAll(binned, l -> bins(data.codes().coordinate(l), BINS));
        return of(binned, data.binnedAs(data).factors().stream().map(Factor::values).toList());
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

    static double[] edges(double[] values, int bins) {
        double least = Arrays.stream(values).min().orElseThrow();
        double most = Arrays.stream(values).max().orElseThrow();
        double[] edges = new double[bins + 1];
        Arrays.setAll(edges, i -> least + (most - least) * i / bins);
        edges[bins] = most;
        return edges;
    }

    /**
     * Returns the bin of each number, of B bins of equal width between the smallest and the
     * largest:
     *
     * <pre>
     *   edge_i = min + (max - min) i / B,    bin of v = number of interior edges, i = 1 .. B - 1, that are &lt;= v
     * </pre>
     *
     * <p>The largest number falls into the last bin; equal numbers all fall into the last.
     */
    static int[] bins(double[] values, int bins) {
        double[] interior = Arrays.copyOfRange(edges(values, bins), 1, bins);
        return Arrays.stream(values).mapToInt(v -> countNotAbove(interior, v)).toArray();
    }

    static int countNotAbove(double[] edges, double value) {
        int count = 0;
        while (count < edges.length && edges[count] <= value) {
            count++;
        }
        return count;
    }
}
