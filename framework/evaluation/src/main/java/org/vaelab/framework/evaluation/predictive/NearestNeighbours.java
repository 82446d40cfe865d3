// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import java.util.Arrays;

/**
 * Classification by the k nearest of N labelled codes, in Euclidean distance. The most frequent
 * label is predicted. Ties go to the first code and to the smallest label.
 *
 * <p>Euclidean distance, angle and cosine order unit vectors in the same way, so a sphere needs no
 * other metric.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record NearestNeighbours(double[][] codes, int[] labels, int k) {

    /**
     * Checks k.
     *
     * @throws IllegalArgumentException if there are not k codes
     */
    public NearestNeighbours {
        if (!(k >= 1 && k <= codes.length)) {
            throw new IllegalArgumentException("k is " + k + ", expected 1.." + codes.length);
        }
    }

    /** Returns the k nearest codes, the nearest first. */
    public int[] neighbours(double[] code) {
        int[] nearest = new int[k];
        double[] distances = new double[k];
        int found = 0;
        for (int i = 0; i < codes.length; i++) {
            double distance = squaredDistance(code, codes[i]);
            if (found == k && !(distance < distances[k - 1])) {
                continue;
            }
            int place = found < k ? found++ : k - 1;
            while (place > 0 && distance < distances[place - 1]) {
                distances[place] = distances[place - 1];
                nearest[place] = nearest[place - 1];
                place--;
            }
            distances[place] = distance;
            nearest[place] = i;
        }
        return nearest;
    }

    /** Returns the predicted label of a code. */
    public int predict(double[] code) {
        int[] votes = new int[Arrays.stream(labels).max().getAsInt() + 1];
        for (int neighbour : neighbours(code)) {
            votes[labels[neighbour]]++;
        }
        return mostFrequent(votes);
    }

    /** Returns the label with the most votes; of equally many the smallest. */
    public static int mostFrequent(int[] votes) {
        int best = 0;
        for (int label = 1; label < votes.length; label++) {
            if (votes[label] > votes[best]) {
                best = label;
            }
        }
        return best;
    }

    /** Returns the predicted label of each code [M, L], [M]. */
    public int[] predict(double[][] of) {
        return Arrays.stream(of).mapToInt(this::predict).toArray();
    }

    /** Returns the squared Euclidean distance of two codes. */
    public static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int l = 0; l < a.length; l++) {
            sum += (a[l] - b[l]) * (a[l] - b[l]);
        }
        return sum;
    }
}
