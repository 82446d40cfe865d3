// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import org.vaelab.framework.random.RandomKey;

/** The counts up to 80, which one of rate 20 exceeds with a probability of 1e-23. */
record CountRule() implements IntegrationRule {

    private static final int MOST = 80;

    @Override
    public int width() {
        return 1;
    }

    @Override
    public int dimension() {
        return 0;
    }

    @Override
    public double values() {
        return MOST + 1;
    }

    @Override
    public Nodes quadrature(double[] draws, boolean fewer) {
        double[] counts = new double[MOST + 1];
        Arrays.setAll(counts, i -> i);
        return Nodes.all(1, counts);
    }

    /** A third of the points each have the frequencies of the draws, fall slowly or are uniform. */
    @Override
    public Nodes reference(double[] draws, RandomKey key) {
        int[] counts =
                Arrays.stream(draws).mapToInt(z -> (int) Math.max(0, Math.min(MOST, z))).toArray();
        double mean = 1 + Arrays.stream(counts).average().orElse(0);
        double[] probabilities = new double[MOST + 1];
        Arrays.setAll(
                probabilities, i -> 1.0 / (MOST + 1) + Math.pow(mean / (1 + mean), i) / (1 + mean));
        for (int count : counts) {
            probabilities[count] += 1.0 / counts.length;
        }
        double total = Arrays.stream(probabilities).sum();
        Arrays.setAll(probabilities, i -> probabilities[i] / total);
        double[] cumulative = probabilities.clone();
        Arrays.parallelPrefix(cumulative, Double::sum);
        double[] uniform = key.uniform(DRAWN);
        double[] points = new double[DRAWN];
        double[] log = new double[DRAWN];
        for (int i = 0; i < DRAWN; i++) {
            int at = Arrays.binarySearch(cumulative, uniform[i]);
            int count = Math.min(MOST, at < 0 ? -at - 1 : at + 1);
            points[i] = count;
            log[i] = Math.log(probabilities[count]);
        }
        return Nodes.drawn(1, points, log);
    }
}
