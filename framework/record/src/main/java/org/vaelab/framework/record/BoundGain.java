// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Arrays;

/**
 * The mean bound of some training examples before the first step, and by how much training raised
 * it: by the same evaluation with the same draws, in nats. The standard error of the gain is paired
 * by example.
 */
public record BoundGain(Estimate before, Estimate gain) {

    /** Compares the bounds of the same examples. */
    public static BoundGain of(double[] before, double[] after) {
        double[] gains = new double[after.length];
        Arrays.setAll(gains, i -> after[i] - before[i]);
        return new BoundGain(mean(before), mean(gains));
    }

    private static Estimate mean(double[] nats) {
        return Estimate.ofMean(nats, "nats", EstimateKind.NOT_A_LIKELIHOOD, 0);
    }
}
