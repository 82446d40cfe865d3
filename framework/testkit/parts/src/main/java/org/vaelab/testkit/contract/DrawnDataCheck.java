// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.Moments;

/**
 * Draws of x given z have the density that is stated, whatever depends on what: the distribution
 * function of one value given the others, at the value that was drawn, is uniform. Of bits, how
 * often one is 1 is the sum of its probabilities given the others.
 */
final class DrawnDataCheck {

    private static final int DRAWS = 1000;
    private static final int NODES = 201;

    /** Beyond as many deviations of the draws, p is left out. */
    private static final double END = 12;

    /** Errors of a normal number that are reached with probability 1e-7. */
    private static final double ERRORS = 5.4;

    private final GenerativeModel model;
    private final ValueDomain domain;
    private final int width;
    private final Latents z;

    DrawnDataCheck(GenerativeModel model, ValueDomain domain, RandomKey key) {
        this.model = model;
        this.domain = domain;
        this.width = model.shape().size();
        this.z = model.sample(key.split("z"), 1, Map.of());
    }

    private OutputDistribution output(int rows) {
        return model.output(MissingCheck.repeated(z, rows), Map.of());
    }

    void check(RandomKey key) {
        double[] draws = output(DRAWS).sample(key.split("x")).readDoubles();
        for (int place : new int[] {0, width / 2, width - 1}) {
            if (domain == ValueDomain.BINARY) {
                checkBits(draws, place);
            } else {
                checkNumbers(draws, place);
            }
        }
    }

    private void checkBits(double[] draws, int place) {
        double[][] logs = logs(draws, place, new double[] {0, 1});
        double ones = 0;
        double variance = 0;
        for (int i = 0; i < DRAWS; i++) {
            double p = 1 / (1 + Math.exp(logs[i][0] - logs[i][1]));
            ones += draws[i * width + place] - p;
            variance += p * (1 - p);
        }
        requireSmall(place, "1 is too frequent or too rare,", ones, Math.sqrt(variance));
    }

    private void checkNumbers(double[] draws, int place) {
        double[] drawn = new double[DRAWS];
        Arrays.setAll(drawn, i -> draws[i * width + place]);
        Moments moments = Moments.of(drawn, 1);
        double[] nodes = new double[NODES];
        Arrays.setAll(
                nodes,
                j -> moments.mean(0) + END * moments.deviation(0) * (2.0 * j / (NODES - 1) - 1));
        double[][] logs = logs(draws, place, nodes);
        double mean = 0;
        double square = 0;
        for (int i = 0; i < DRAWS; i++) {
            double u = distribution(nodes, logs[i], drawn[i]) - 0.5;
            mean += u / DRAWS;
            square += u * u / DRAWS;
        }
        requireSmall(place, "the location is", mean, Math.sqrt(1 / 12.0 / DRAWS));
        requireSmall(place, "the spread is", square - 1 / 12.0, Math.sqrt(1 / 180.0 / DRAWS));
    }

    /** Returns log p of each draw with the nodes in a place, [draws, nodes]. */
    private double[][] logs(double[] draws, int place, double[] nodes) {
        double[][] logs = new double[DRAWS][];
        for (int i = 0; i < DRAWS; i++) {
            double[] rows = new double[nodes.length * width];
            for (int j = 0; j < nodes.length; j++) {
                System.arraycopy(draws, i * width, rows, j * width, width);
                rows[j * width + place] = nodes[j];
            }
            Tensor x = model.runtime().tensor(rows, Shape.of(nodes.length, width));
            logs[i] = output(nodes.length).logProbability(x).readDoubles();
        }
        return logs;
    }

    /** Returns the distribution function at x, by the trapezoidal rule. */
    private static double distribution(double[] nodes, double[] logs, double x) {
        double most = Arrays.stream(logs).max().orElseThrow();
        double below = 0;
        double all = 0;
        for (int j = 1; j < nodes.length; j++) {
            double left = Math.exp(logs[j - 1] - most);
            double right = Math.exp(logs[j] - most);
            double part = Math.min(1, Math.max(0, (x - nodes[j - 1]) / (nodes[j] - nodes[j - 1])));
            below += part * (left + part * (right - left) / 2);
            all += (left + right) / 2;
        }
        return below / all;
    }

    private static void requireSmall(int place, String what, double found, double error) {
        if (!(Math.abs(found) <= ERRORS * error)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "draws of x given z do not have its density: of value %d given the others,"
                                    + " %s off by %.2g, standard error %.2g",
                            place,
                            what,
                            found,
                            error));
        }
    }
}
