// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/**
 * True and latent distances of all pairs of N examples: (0, 1), (0, 2), ..., (1, 2), ...
 *
 * @param examples N, at least 2
 * @param known the true distances, [N (N - 1) / 2]
 * @param latent the distances of latent locations, [N (N - 1) / 2]
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record PairDistances(int examples, double[] known, double[] latent) {

    static int pairs(int examples) {
        return examples * (examples - 1) / 2;
    }

    /** Returns whether some examples are apart. */
    boolean hasApart() {
        return Arrays.stream(known).anyMatch(distance -> distance > 0);
    }

    /**
     * Returns c, the latent distance that stands for a true distance of 1: the value that minimises the
     * distortion. It is a median of latent/known, weighted by latent/known.
     */
    double scale() {
        double[] ratios =
                IntStream.range(0, known.length)
                        .filter(pair -> known[pair] > 0)
                        .mapToDouble(pair -> latent[pair] / known[pair])
                        .sorted()
                        .toArray();
        double rest = Arrays.stream(ratios).sum() / 2;
        int at = ratios.length - 1;
        while (at > 0 && rest > ratios[at]) {
            rest -= ratios[at--];
        }
        return ratios[at];
    }

    /**
     * Returns the mean of {@code |latent / c - known| / known} over pairs of different true places. Pairs
     * share examples, so the standard error is that of the infinitesimal jackknife over examples. The
     * best scale adds nothing to it in first order.
     */
    Estimate distortion() {
        double scale = scale();
        double[] sums = new double[examples];
        int[] counts = new int[examples];
        double sum = 0;
        int count = 0;
        int pair = 0;
        for (int i = 0; i < examples; i++) {
            for (int j = i + 1; j < examples; j++) {
                double expected = known[pair];
                double found = latent[pair++];
                if (expected > 0) {
                    double error = scale > 0 ? Math.abs(found / scale / expected - 1) : 1;
                    sum += error;
                    sums[i] += error;
                    sums[j] += error;
                    count++;
                    counts[i]++;
                    counts[j]++;
                }
            }
        }
        double mean = sum / count;
        int all = count;
        double variance =
                IntStream.range(0, examples)
                        .mapToDouble(i -> (sums[i] - mean * counts[i]) / all)
                        .map(influence -> influence * influence)
                        .sum();
        return new Estimate(mean, Math.sqrt(variance), "1", EstimateKind.NOT_A_LIKELIHOOD, 0);
    }

    /** Returns Spearman's rank correlation over all pairs; NaN if all distances of a kind are equal. */
    double rankCorrelation() {
        double[] a = ranks(known);
        double[] b = ranks(latent);
        double middle = (a.length - 1) / 2.0;
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            product += (a[i] - middle) * (b[i] - middle);
            first += (a[i] - middle) * (a[i] - middle);
            second += (b[i] - middle) * (b[i] - middle);
        }
        return product / Math.sqrt(first * second);
    }

    /** Returns the rank of each value from 0 on; equal values have their mean rank. */
    private static double[] ranks(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        Map<Double, Double> ranks = new HashMap<>();
        int from = 0;
        while (from < sorted.length) {
            int to = from + 1;
            while (to < sorted.length && Double.compare(sorted[to], sorted[from]) == 0) {
                to++;
            }
            ranks.put(sorted[from], (from + to - 1) / 2.0);
            from = to;
        }
        return Arrays.stream(values).map(ranks::get).toArray();
    }
}
