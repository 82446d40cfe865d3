// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

final class Predictions {

    private Predictions() {}

    /** Returns of each example whether it is predicted right. */
    static boolean[] hits(int[] predicted, int[] labels) {
        boolean[] hits = new boolean[labels.length];
        for (int i = 0; i < labels.length; i++) {
            hits[i] = predicted[i] == labels[i];
        }
        return hits;
    }

    /** Returns 1 for each example that is predicted right and 0 for the others: their mean is the accuracy. */
    static double[] scores(int[] predicted, int[] labels) {
        boolean[] hits = hits(predicted, labels);
        double[] scores = new double[hits.length];
        for (int i = 0; i < hits.length; i++) {
            scores[i] = hits[i] ? 1 : 0;
        }
        return scores;
    }
}
