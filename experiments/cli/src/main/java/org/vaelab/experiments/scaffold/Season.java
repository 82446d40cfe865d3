// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hipparchus.distribution.continuous.FDistribution;

/**
 * A season that steps of a calendar may have. Whether numbers have it is an analysis of variance
 * with repeated measures, with the correction of Greenhouse and Geisser (1959). y_cb is the mean of
 * part b of cycle c, less the line of least squares and less the mean of its cycle:
 *
 * <pre>
 *   m_b = mean_c y_cb,   S = sum_c (y_c - m)(y_c - m)' / (C - 1),   e = tr(S)^2 / ((B - 1) tr(S S))
 *   F = C sum_b m_b^2 / tr(S)  with e (B - 1) and e (B - 1)(C - 1) degrees of freedom
 * </pre>
 *
 * <p>Steps of a cycle may depend on one another in any way. So neighbours that are alike are no
 * season, as in a random walk.
 *
 * @param period the steps of a cycle
 * @param parts B
 * @param calendar the key of {@code data.calendar} that gives models the place in a cycle
 */
record Season(double period, int parts, String calendar) {

    private static final int LEAST_CYCLES = 3;

    /** Returns the steps of a cycle, as a config states them. */
    int steps() {
        return (int) Math.round(period);
    }

    /**
     * What numbers say of a season.
     *
     * @param share of the variance about the line that the means of the parts explain
     * @param probability of so large an F without a season
     */
    record Evidence(double share, double probability) {}

    /**
     * Looks for this season.
     *
     * @param numbers of the steps, NaN where one is missing
     * @return empty if there are fewer than three whole cycles, or all numbers are on a line
     */
    Optional<Evidence> in(double[] numbers) {
        double[] rest = aboutLine(numbers);
        List<double[]> cycles = new ArrayList<>();
        for (int c = 0; (c + 1) * period <= rest.length; c++) {
            double[] cycle = cycle(rest, c);
            double mean = Arrays.stream(cycle).average().orElseThrow();
            if (!Double.isNaN(mean)) {
                cycles.add(Arrays.stream(cycle).map(y -> y - mean).toArray());
            }
        }
        double variance = meanSquare(rest);
        return cycles.size() < LEAST_CYCLES || !(variance > 0)
                ? Optional.empty()
                : Optional.of(evidence(cycles, variance));
    }

    private double[] cycle(double[] rest, int c) {
        double[] means = new double[parts];
        for (int b = 0; b < parts; b++) {
            int from = (int) Math.round((c + (double) b / parts) * period);
            int to = (int) Math.round((c + (b + 1.0) / parts) * period);
            means[b] =
                    Arrays.stream(rest, from, Math.min(to, rest.length))
                            .filter(y -> !Double.isNaN(y))
                            .average()
                            .orElse(Double.NaN);
        }
        return means;
    }

    private Evidence evidence(List<double[]> cycles, double variance) {
        int count = cycles.size();
        double[] mean = new double[parts];
        cycles.forEach(cycle -> Arrays.setAll(mean, b -> mean[b] + cycle[b] / count));
        double[][] covariance = new double[parts][parts];
        for (double[] cycle : cycles) {
            for (int a = 0; a < parts; a++) {
                for (int b = 0; b < parts; b++) {
                    covariance[a][b] += (cycle[a] - mean[a]) * (cycle[b] - mean[b]) / (count - 1);
                }
            }
        }
        double trace = 0;
        double squares = 0;
        for (int a = 0; a < parts; a++) {
            trace += covariance[a][a];
            squares += Arrays.stream(covariance[a]).map(s -> s * s).sum();
        }
        double explained = Arrays.stream(mean).map(m -> m * m).sum();
        double share = explained / parts / variance;
        if (!(squares > 0)) {
            return new Evidence(share, explained > 0 ? 0 : 1);
        }
        double degrees = trace * trace / squares;
        double ratio = count * explained / trace;
        return new Evidence(
                share,
                1 - new FDistribution(degrees, degrees * (count - 1)).cumulativeProbability(ratio));
    }

    private static double[] aboutLine(double[] numbers) {
        double count = 0;
        double middle = 0;
        double mean = 0;
        for (int t = 0; t < numbers.length; t++) {
            if (!Double.isNaN(numbers[t])) {
                count++;
                middle += (t - middle) / count;
                mean += (numbers[t] - mean) / count;
            }
        }
        double products = 0;
        double squares = 0;
        for (int t = 0; t < numbers.length; t++) {
            if (!Double.isNaN(numbers[t])) {
                products += (t - middle) * (numbers[t] - mean);
                squares += (t - middle) * (t - middle);
            }
        }
        double slope = squares > 0 ? products / squares : 0;
        double level = mean - slope * middle;
        double[] rest = new double[numbers.length];
        Arrays.setAll(rest, t -> numbers[t] - level - slope * t);
        return rest;
    }

    private static double meanSquare(double[] numbers) {
        return Arrays.stream(numbers)
                .filter(y -> !Double.isNaN(y))
                .map(y -> y * y)
                .average()
                .orElse(0);
    }
}
