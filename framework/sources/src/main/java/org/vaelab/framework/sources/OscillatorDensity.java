// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.Arrays;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.random.RandomKey;

/**
 * The distribution of an {@link OscillatorSource}, of the observed numbers given which are
 * observed.
 *
 * @param turns the angle of each oscillator
 * @param emission C, D rows
 * @param entropy the mean over the examples that it is {@link #of}, in nats
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record OscillatorDensity(
        int steps, double[] turns, double[][] emission, double noise, double bend, double entropy)
        implements KnownDistribution {

    private static final int NODES = 4000;

    /** Beyond so many deviations a Normal has less than 1e-32 of its mass. */
    private static final double FARTHEST = 12;

    private static final double RHO = OscillatorSource.DAMPING;

    /**
     * Returns this distribution with the entropy in the mean over the patterns of some examples.
     */
    OscillatorDensity of(Examples examples) {
        double bending = bending();
        double[] row = new double[examples.width()];
        double sum = 0;
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            Filtered found = filtered(row);
            sum +=
                    found.halfLogs()
                            + found.observed() * (0.5 * (1 + Math.log(2 * Math.PI)) + bending);
        }
        return new OscillatorDensity(steps, turns, emission, noise, bend, sum / examples.size());
    }

    /** E[log dx/dy] of one number, y ~ N(0, 1 + noise^2), by the rule of trapezoids. */
    private double bending() {
        double deviation = Math.sqrt(1 + noise * noise);
        double width = 2 * FARTHEST / NODES;
        double sum = 0;
        for (int i = 0; i <= NODES; i++) {
            double u = -FARTHEST + i * width;
            sum += width * Math.exp(-0.5 * u * u) * logSlope(deviation * u);
        }
        return sum / Math.sqrt(2 * Math.PI);
    }

    /** log dx/dy = log cosh(bend y), which is as exact for large values. */
    private double logSlope(double y) {
        double scaled = Math.abs(bend * y);
        return scaled + Math.log1p(Math.exp(-2 * scaled)) - Math.log(2);
    }

    /** Draws a series, all of it. */
    double[] draw(RandomKey key) {
        int states = 2 * turns.length;
        double[] drive = key.split("states").normal(steps * states);
        double[] noises = key.split("noise").normal(steps * emission.length);
        double[] x = new double[noises.length];
        double[] state = Arrays.copyOf(drive, states);
        for (int t = 0; t < steps; t++) {
            if (t > 0) {
                state = turned(state);
                for (int k = 0; k < states; k++) {
                    state[k] += Math.sqrt(1 - RHO * RHO) * drive[t * states + k];
                }
            }
            for (int i = 0; i < emission.length; i++) {
                int place = t * emission.length + i;
                double y = product(emission[i], state) + noise * noises[place];
                x[place] = bend == 0 ? y : StrictMath.sinh(bend * y) / bend;
            }
        }
        return x;
    }

    /** rho R s. */
    private double[] turned(double[] state) {
        double[] next = new double[state.length];
        for (int j = 0; j < turns.length; j++) {
            double cos = RHO * StrictMath.cos(turns[j]);
            double sin = RHO * StrictMath.sin(turns[j]);
            next[2 * j] = cos * state[2 * j] - sin * state[2 * j + 1];
            next[2 * j + 1] = sin * state[2 * j] + cos * state[2 * j + 1];
        }
        return next;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /**
     * What a filter finds.
     *
     * @param squares the sum of e^2 / f over the observed numbers
     * @param halfLogs the sum of 1/2 log f
     * @param slopes the sum of log dx/dy
     */
    private record Filtered(double squares, double halfLogs, double slopes, int observed) {}

    private Filtered filtered(double[] x) {
        int states = 2 * turns.length;
        double[] mean = new double[states];
        double[][] covariance = new double[states][states];
        for (int k = 0; k < states; k++) {
            covariance[k][k] = 1;
        }
        double squares = 0;
        double halfLogs = 0;
        double slopes = 0;
        int observed = 0;
        for (int place = 0; place < x.length; place++) {
            int i = place % emission.length;
            if (i == 0 && place > 0) {
                mean = turned(mean);
                covariance = predicted(covariance);
            }
            if (Double.isNaN(x[place])) {
                continue;
            }
            double y = unbent(x[place]);
            double[] spread = new double[states];
            for (int k = 0; k < states; k++) {
                spread[k] = product(covariance[k], emission[i]);
            }
            double f = product(emission[i], spread) + noise * noise;
            double error = y - product(emission[i], mean);
            for (int k = 0; k < states; k++) {
                mean[k] += spread[k] * error / f;
                for (int l = 0; l < states; l++) {
                    covariance[k][l] -= spread[k] * spread[l] / f;
                }
            }
            squares += error * error / f;
            halfLogs += 0.5 * Math.log(f);
            slopes += logSlope(y);
            observed++;
        }
        return new Filtered(squares, halfLogs, slopes, observed);
    }

    /** rho^2 R P R' + (1 - rho^2) I, by rows and then by columns. */
    private double[][] predicted(double[][] covariance) {
        int states = covariance.length;
        double[][] half = new double[states][];
        Arrays.setAll(half, k -> turned(covariance[k]));
        double[][] next = new double[states][states];
        for (int l = 0; l < states; l++) {
            double[] column = new double[states];
            for (int k = 0; k < states; k++) {
                column[k] = half[k][l];
            }
            double[] turned = turned(column);
            for (int k = 0; k < states; k++) {
                next[k][l] = turned[k] + (k == l ? 1 - RHO * RHO : 0);
            }
        }
        return next;
    }

    /** y = asinh(bend x) / bend. */
    private double unbent(double x) {
        if (bend == 0) {
            return x;
        }
        double scaled = Math.abs(bend * x);
        double root = Math.sqrt(scaled * scaled + 1);
        return Math.copySign(Math.log1p(scaled + scaled * scaled / (1 + root)), x) / bend;
    }

    /** {@inheritDoc} NaN is a number that is not observed. */
    @Override
    public double logProbability(double[] example) {
        Filtered found = filtered(example);
        return -0.5 * (found.squares() + found.observed() * Math.log(2 * Math.PI))
                - found.halfLogs()
                - found.slopes();
    }
}
