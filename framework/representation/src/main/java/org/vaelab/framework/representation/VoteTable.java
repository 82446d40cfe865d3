// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;

/**
 * How often each code was the steadiest while a factor was held, and the classifier that these votes make: to
 * each code the factor with the most votes, to the first of equals, and to a code without votes factor 0.
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

    /** Returns the factor that each code stands for, [L]. */
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

    /** Returns the share of votes of which the classifier tells the factor from the code. */
    double accuracy(List<Vote> votes) {
        int[] classifier = classifier();
        long right = votes.stream().filter(v -> classifier[v.code()] == v.factor()).count();
        return (double) right / votes.size();
    }
}
