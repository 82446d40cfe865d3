// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;

/**
 * How the values of training data lie.
 *
 * @param mean of each value
 * @param variances of each value about its mean
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
record TrainingValues(double[] mean, double[] variances) {

    /** How many examples tell the variances. */
    private static final int EXAMPLES = 1000;

    /**
     * Looks at some examples.
     *
     * @param key the same key looks at the same examples
     */
    static TrainingValues of(DataSummary data, RandomKey key) {
        double[] mean = data.trainingMean();
        Examples examples = data.trainingSample(Math.min(EXAMPLES, data.trainingSize()), key);
        double[] variances = new double[mean.length];
        double[] row = new double[mean.length];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int d = 0; d < row.length; d++) {
                double deviation = row[d] - mean[d];
                variances[d] += deviation * deviation / examples.size();
            }
        }
        return new TrainingValues(mean, variances);
    }
}
