// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Arrays;
import java.util.List;

/**
 * The mean bound of some training examples before the first step and after training, by the same evaluation with the same
 * draws, in nats.
 *
 * @param examples how many
 * @param beforeError the standard error of {@code before} over the examples; NaN of one example
 * @param gainError the standard error of {@code after - before}, paired by example; NaN of one example
 */
public record BoundGain(
        int examples, double before, double beforeError, double after, double gainError) {

    /** Compares the bounds of the same examples. */
    public static BoundGain of(List<Double> before, double[] after) {
        double[] gains = new double[after.length];
        Arrays.setAll(gains, i -> after[i] - before.get(i));
        Estimate first = mean(before.stream().mapToDouble(Double::doubleValue).toArray());
        return new BoundGain(
                after.length,
                first.value(),
                first.standardError(),
                mean(after).value(),
                mean(gains).standardError());
    }

    private static Estimate mean(double[] bounds) {
        return Estimate.ofMean(bounds, "nats", EstimateKind.LOWER_BOUND, 0);
    }
}
