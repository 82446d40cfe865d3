// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** A number that was predicted by draws with weights, and how good the prediction is of its true value. */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record WeightedSample(double[] draws, double[] weights) {

    /** The weighted mean of the draws. */
    double mean() {
        return IntStream.range(0, draws.length).mapToDouble(k -> weights[k] * draws[k]).sum();
    }

    /** The probability integral transform of the truth: the weight of draws below it, and half of equal ones. */
    double transform(double truth) {
        double below = 0;
        for (int k = 0; k < draws.length; k++) {
            below += weights[k] * (draws[k] < truth ? 1 : draws[k] == truth ? 0.5 : 0);
        }
        return below;
    }

    /**
     * The continuous ranked probability score (Gneiting and Raftery 2007, equation 21), in units of the number:
     * {@code sum_k w_k |s_k - x| - 1/2 sum_kl w_k w_l |s_k - s_l|}. It is the absolute error of a single draw.
     */
    double score(double truth) {
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
}
