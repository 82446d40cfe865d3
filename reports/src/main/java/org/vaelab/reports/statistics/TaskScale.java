// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.Arrays;
import org.vaelab.framework.Internal;

/**
 * A common scale for the scores of several tasks: 0 is the worst mean of a task, 1 is the best.
 *
 * <pre>
 * scaled = (score - zero_t) / (one_t - zero_t)
 * </pre>
 *
 * <p>The two anchors of a task are the means of the measured methods. They are constants: an
 * interval on this scale does not cover their own variation.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
@Internal
public record TaskScale(double[] zero, double[] one) {

    /**
     * Returns the scale of the measured methods.
     *
     * @param scores [method][seed][task], larger is better
     */
    public static TaskScale worstToBest(double[][][] scores) {
        int tasks = scores[0][0].length;
        double[] zero = new double[tasks];
        double[] one = new double[tasks];
        Arrays.fill(zero, Double.POSITIVE_INFINITY);
        Arrays.fill(one, Double.NEGATIVE_INFINITY);
        for (double[][] method : scores) {
            double[] means = SeedsByData.means(method);
            Arrays.setAll(zero, t -> Math.min(zero[t], means[t]));
            Arrays.setAll(one, t -> Math.max(one[t], means[t]));
        }
        return new TaskScale(zero, one);
    }

    /** Returns whether a task has a scale: not all of its means are equal. */
    public boolean has(int task) {
        return one[task] > zero[task];
    }

    /** Returns scores [seed][task] on this scale. */
    public double[][] of(double[][] scores) {
        double[][] scaled = new double[scores.length][scores[0].length];
        for (int s = 0; s < scores.length; s++) {
            double[] run = scores[s];
            Arrays.setAll(scaled[s], t -> (run[t] - zero[t]) / (one[t] - zero[t]));
        }
        return scaled;
    }
}
