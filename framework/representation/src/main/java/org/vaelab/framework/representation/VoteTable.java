// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;

/**
 * Counts the votes of each code for each factor, and builds a classifier from them. It assigns to
 * each code the factor with the most votes, the first of equals, and factor 0 to a code without
 * votes.
 */
final class VoteTable {

    private final long[][] counts;

    /** A vote: the code with the smallest relative variance while the factor was held. */
    record Vote(int code, int factor) {}

    VoteTable(int codes, int factors, List<Vote> votes) {
        counts = new long[codes][factors];
        votes.forEach(vote -> counts[vote.code()][vote.factor()]++);
    }

    /** Returns the votes of each code for each factor, [L, K]. */
    long[][] counts() {
        return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /** Returns the factor assigned to each code, [L]. */
    int[] classifier() {
        return Arrays.stream(counts).mapToInt(VoteTable::first).toArray();
    }

    private static int first(long[] ofFactors) {
        int best = 0;
        for (int k = 1; k < ofFactors.length; k++) {
            if (ofFactors[k] > ofFactors[best]) {
                best = k;
            }
        }
        return best;
    }

    /** Returns the share of votes whose factor the classifier predicts from the code. */
    double accuracy(List<Vote> votes) {
        int[] classifier = classifier();
        long right = votes.stream().filter(v -> classifier[v.code()] == v.factor()).count();
        return (double) right / votes.size();
    }
}
