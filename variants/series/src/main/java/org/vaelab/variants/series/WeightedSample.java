// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.vaelab.framework.special.LogDomain;

/**
 * A number that was predicted by draws with weights.
 *
 * @param weights which sum to 1
 * @param logDensities of the truth given what each draw was drawn from
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record WeightedSample(double[] draws, double[] weights, double[] logDensities)
        implements Prediction {

    @Override
    public double mean() {
        return IntStream.range(0, draws.length).mapToDouble(k -> weights[k] * draws[k]).sum();
    }

    /** {@inheritDoc} The weight of draws below it, and half of equal ones. */
    @Override
    public double transform(double truth) {
        double below = 0;
        for (int k = 0; k < draws.length; k++) {
            below += weights[k] * (draws[k] < truth ? 1 : draws[k] == truth ? 0.5 : 0);
        }
        return below;
    }

    /**
     * {@inheritDoc} Of draws it is {@code sum_k w_k |s_k - x| - 1/2 sum_kl w_k w_l |s_k - s_l|}, the absolute error
     * of a single draw.
     */
    @Override
    public double score(double truth) {
        Integer[] order = IntStream.range(0, draws.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(k -> draws[k]));
        double error = 0;
        double spread = 0;
        double weight = 0;
        double sum = 0;
        for (int k : order) {
            error += weights[k] * Math.abs(draws[k] - truth);
            spread += weights[k] * (draws[k] * weight - sum);
            weight += weights[k];
            sum += weights[k] * draws[k];
        }
        return error - spread;
    }

    /** {@inheritDoc} Of draws it is the weighted mean of their densities. */
    @Override
    public double logDensity(double truth) {
        double density = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < weights.length; k++) {
            density = LogDomain.add(density, Math.log(weights[k]) + logDensities[k]);
        }
        return density;
    }
}
