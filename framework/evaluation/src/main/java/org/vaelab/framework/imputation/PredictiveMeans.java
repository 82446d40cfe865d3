// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import java.util.Arrays;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.LogDomain;
import org.vaelab.framework.tensor.Tensor;

/** Means over steps of a chain: of E[x given z], and of p(x_d given z) of the true values. */
final class PredictiveMeans {

    private final double[] sums;
    private final double[] logSums;
    private int steps;

    PredictiveMeans(int values) {
        sums = new double[values];
        logSums = new double[values];
        Arrays.fill(logSums, Double.NEGATIVE_INFINITY);
    }

    /**
     * Adds a step.
     *
     * @param p of one z for each datum
     * @param truth [B, D]
     * @param key for a draw of x, where it has no mean in closed form
     */
    void add(OutputDistribution p, Tensor truth, RandomKey key) {
        double[] mean = p.mean().orElseGet(() -> p.sample(key)).readDoubles();
        double[] logs = p.byValue(truth).orElseThrow().readDoubles();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += mean[i];
            logSums[i] = LogDomain.add(logSums[i], logs[i]);
        }
        steps++;
    }

    /** Returns the mean of E[x given z] of one value. */
    double mean(int value) {
        return sums[value] / steps;
    }

    /** Returns the logarithm of the mean of p(x_d given z) of one value, in nats. */
    double logPredictive(int value) {
        return logSums[value] - Math.log(steps);
    }
}
