// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;

/**
 * N of a Kalman smoother, in arrays, which goes back from 0 at the end: the precisions of the
 * numbers of y, covariances of states given y, and the transposed derivative of the former.
 *
 * <p>With H = dL/dN after a number and g_p = dL/dp, the derivative of {@code u = N k, p = k' u +
 * 1/f, N <- N - c u' - u c' + p c c'} is
 *
 * <pre>
 *   h_p = g_p + c' H c,   h_u = h_p k - 2 H c,   dL/dc += 2 p H c - 2 H u
 *   dL/dk += h_p u + N h_u,   dL/df -= h_p / f^2,   H <- H + (h_u k' + k h_u') / 2
 * </pre>
 *
 * <p>and that of a step {@code N <- A' N A} is {@code dL/dA += 2 N A H, H <- A H A'}.
 */
final class KalmanPrecisions {

    private final StateNumbers p;
    private final KalmanGains gains;
    private final int steps;

    /** N before each number, going back, [b, T, D, d, d], and after the first of a step. */
    private final double[] before;

    private final double[] after;

    /** [b, T, D]. */
    private final double[] precisions;

    KalmanPrecisions(StateNumbers p, KalmanGains gains) {
        this.p = p;
        this.gains = gains;
        this.steps = gains.steps();
        int d = p.states();
        int all = gains.rows() * steps;
        this.before = new double[all * p.width() * d * d];
        this.after = new double[all * d * d];
        this.precisions = new double[all * p.width()];
        for (int row = 0; row < gains.rows(); row++) {
            double[] n = new double[d * d];
            for (int t = steps - 1; t >= 0; t--) {
                for (int i = p.width() - 1; i >= 0; i--) {
                    int number = gains.number(row, t, i);
                    System.arraycopy(n, 0, before, number * d * d, d * d);
                    if (gains.isObserved(number)) {
                        precisions[number] = update(n, number, i);
                    }
                }
                System.arraycopy(n, 0, after, (row * steps + t) * d * d, d * d);
                n = p.movedBack(p.after(n));
            }
        }
    }

    /** {@code M = N - (N k) c', N <- M - c (k' M) + c c' / f}; returns {@code k' N k + 1/f}. */
    private double update(double[] n, int number, int i) {
        int d = p.states();
        double weight = 1 / gains.variance(number);
        double[] u = product(n, 0, number);
        double precision = weight;
        for (int j = 0; j < d; j++) {
            precision += gains.gain(number, j) * u[j];
            for (int l = 0; l < d; l++) {
                n[j * d + l] -= u[j] * p.emission(i, l);
            }
        }
        double[] kept = new double[d];
        for (int j = 0; j < d; j++) {
            for (int l = 0; l < d; l++) {
                kept[l] += gains.gain(number, j) * n[j * d + l];
            }
        }
        for (int j = 0; j < d; j++) {
            for (int l = 0; l < d; l++) {
                n[j * d + l] += p.emission(i, j) * (weight * p.emission(i, l) - kept[l]);
            }
        }
        SquareMatrices.symmetrize(n, d);
        return precision;
    }

    /** Returns N k. */
    private double[] product(double[] matrices, int first, int number) {
        int d = p.states();
        double[] u = new double[d];
        for (int j = 0; j < d; j++) {
            for (int l = 0; l < d; l++) {
                u[j] += matrices[first + j * d + l] * gains.gain(number, l);
            }
        }
        return u;
    }

    /** Returns {@code k' N k + 1/f} of each number, 0 where it is missing, [b, T, D]. */
    double[] precisions() {
        return precisions;
    }

    /** Goes back from a gradient of the precisions, [b, T, D]. */
    StateNumbers pullBack(double[] upstream) {
        int d = p.states();
        StateNumbers found = p.zeros();
        double[] ofGains = new double[precisions.length * d];
        double[] ofVariances = new double[precisions.length];
        for (int row = 0; row < gains.rows(); row++) {
            double[] h = new double[d * d];
            for (int t = 0; t < steps; t++) {
                int step = (row * steps + t) * d * d;
                double[] product = p.before(h);
                found.addTwice(Arrays.copyOfRange(after, step, step + d * d), product, 0);
                h = p.moved(product);
                for (int i = 0; i < p.width(); i++) {
                    int number = gains.number(row, t, i);
                    if (gains.isObserved(number)) {
                        pullBack(number, i, h, upstream[number], found, ofGains, ofVariances);
                    }
                }
            }
        }
        gains.pullBack(ofGains, ofVariances, null, found);
        return found;
    }

    private void pullBack(
            int number,
            int i,
            double[] h,
            double upstream,
            StateNumbers found,
            double[] ofGains,
            double[] ofVariances) {
        int d = p.states();
        int first = number * d * d;
        double[] u = product(before, first, number);
        double[] hc = new double[d];
        double[] hu = new double[d];
        double ofPrecision = upstream;
        for (int j = 0; j < d; j++) {
            for (int l = 0; l < d; l++) {
                hc[j] += h[j * d + l] * p.emission(i, l);
                hu[j] += h[j * d + l] * u[l];
            }
            ofPrecision += p.emission(i, j) * hc[j];
        }
        double[] ofU = new double[d];
        for (int j = 0; j < d; j++) {
            ofU[j] = ofPrecision * gains.gain(number, j) - 2 * hc[j];
            found.emission()[i * d + j] += 2 * (precisions[number] * hc[j] - hu[j]);
        }
        for (int j = 0; j < d; j++) {
            ofGains[number * d + j] += ofPrecision * u[j];
            for (int l = 0; l < d; l++) {
                ofGains[number * d + j] += before[first + j * d + l] * ofU[l];
                h[j * d + l] +=
                        (ofU[j] * gains.gain(number, l) + gains.gain(number, j) * ofU[l]) / 2;
            }
        }
        double f = gains.variance(number);
        ofVariances[number] -= ofPrecision / (f * f);
    }

    /** Returns Cov[z_t given y], [b, T, d, d]: {@code P - P N P}. */
    double[] covariances() {
        int d = p.states();
        double[] all = new double[after.length];
        double[] predicted = new double[d * d];
        for (int row = 0; row < gains.rows(); row++) {
            for (int t = 0; t < steps; t++) {
                int first = (row * steps + t) * d * d;
                for (int j = 0; j < d; j++) {
                    for (int l = 0; l < d; l++) {
                        predicted[j * d + l] = gains.predicted(row, t, j, l);
                    }
                }
                double[] half = SquareMatrices.product(predicted, after, first, d);
                double[] reduced = SquareMatrices.product(half, predicted, 0, d);
                for (int j = 0; j < d * d; j++) {
                    all[first + j] = predicted[j] - reduced[j];
                }
            }
        }
        return all;
    }
}
