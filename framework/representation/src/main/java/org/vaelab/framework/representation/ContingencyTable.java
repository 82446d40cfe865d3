// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;

/**
 * How often each pair of values of two labellings a and b of the same N examples occurs. Entropies
 * and mutual information are those of the empirical distribution, in nats; 0 log 0 = 0.
 */
record ContingencyTable(int size, long[][] joint, long[] ofA, long[] ofB) {

    /**
     * Counts.
     *
     * @param a from 0 on, [N], N at least 1
     * @param b from 0 on, [N]
     */
    static ContingencyTable of(int[] a, int[] b) {
        if (a.length != b.length || a.length == 0) {
            throw new IllegalArgumentException(a.length + " and " + b.length + " labels");
        }
        int widthA = Arrays.stream(a).max().getAsInt() + 1;
        int widthB = Arrays.stream(b).max().getAsInt() + 1;
        long[][] joint = new long[widthA][widthB];
        long[] ofA = new long[widthA];
        long[] ofB = new long[widthB];
        for (int i = 0; i < a.length; i++) {
            joint[a[i]][b[i]]++;
            ofA[a[i]]++;
            ofB[b[i]]++;
        }
        return new ContingencyTable(a.length, joint, ofA, ofB);
    }

    double entropyA() {
        return entropy(ofA, size);
    }

    double entropyB() {
        return entropy(ofB, size);
    }

    private static double entropy(long[] counts, int size) {
        double entropy = 0;
        for (long count : counts) {
            if (count > 0) {
                double p = (double) count / size;
                entropy -= p * Math.log(p);
            }
        }
        return entropy;
    }

    /** Returns I(a; b), at least 0. */
    double mutualInformation() {
        double information = 0;
        for (int i = 0; i < ofA.length; i++) {
            for (int j = 0; j < ofB.length; j++) {
                long count = joint[i][j];
                if (count > 0) {
                    double ratio = (double) count * size / ((double) ofA[i] * ofB[j]);
                    information += (double) count / size * Math.log(ratio);
                }
            }
        }
        return Math.max(0, information);
    }

    /**
     * Returns {@code I(a; b) / ((H(a) + H(b)) / 2)}, with the arithmetic mean of the entropies; 0
     * if a or b has one value.
     */
    double normalizedMutualInformation() {
        double a = entropyA();
        double b = entropyB();
        return a == 0 || b == 0 ? 0 : mutualInformation() / ((a + b) / 2);
    }

    /**
     * Returns the adjusted Rand index (Hubert and Arabie 1985, equation 5), from the number of
     * pairs of examples that agree. It is 0 in expectation for random labels and 1 for equal
     * partitions.
     *
     * <pre>
     *   (sum_ij C(n_ij, 2) - E) / ((sum_i C(a_i, 2) + sum_j C(b_j, 2)) / 2 - E),
     *   E = sum_i C(a_i, 2) sum_j C(b_j, 2) / C(N, 2)
     * </pre>
     *
     * <p>It is 1 if both put all examples into one cluster, or each into its own, since they are
     * equal then.
     */
    double adjustedRandIndex() {
        double index = pairs(Arrays.stream(joint).flatMapToLong(Arrays::stream).toArray());
        double pairsA = pairs(ofA);
        double pairsB = pairs(ofB);
        double all = pairs(new long[] {size});
        double expected = all == 0 ? 0 : pairsA * pairsB / all;
        double most = (pairsA + pairsB) / 2;
        return most == expected ? 1 : (index - expected) / (most - expected);
    }

    private static double pairs(long[] counts) {
        return Arrays.stream(counts).mapToDouble(n -> n * (n - 1) / 2.0).sum();
    }
}
