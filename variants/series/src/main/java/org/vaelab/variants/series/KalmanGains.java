// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.jspecify.annotations.Nullable;

/**
 * What a Kalman filter computes before it sees y, in arrays: P, f and k of each number, and the
 * transposed derivative of all three. They depend on which numbers are observed, so there is one row
 * of them for all series that miss the same.
 *
 * <p>With G = dL/dP after a number, and g_k and g_f = dL/dk and dL/df, the derivative of {@code s =
 * P c, f = c' s + r, k = s / f, P <- P - s s' / f} is
 *
 * <pre>
 *   h_f = g_f - g_k' s / f^2 + s' G s / f^2,   h_s = (g_k - 2 G s) / f + h_f c
 *   dL/dr += h_f,   dL/dc += h_f s + P h_s,   G <- G + (h_s c' + c h_s') / 2
 * </pre>
 *
 * <p>and that of a step {@code P <- A P A' + diag q}
 *
 * <pre>
 *   dL/dA += 2 G A P,   dL/dq += diag G,   G <- A' G A
 * </pre>
 */
final class KalmanGains {

    private final StateNumbers p;
    private final int steps;

    /** How many rows differ in what they miss. */
    private final int rows;

    /** [b, T, D]; null: all are observed. */
    private final double @Nullable [] observed;

    /** P before each number, [b, T, D, d, d]. */
    private final double[] before;

    /** P after the last number of each step, [b, T, d, d]. */
    private final double[] after;

    /** s = P c and k = s / f, [b, T, D, d], and f, [b, T, D]. k is 0 where a number is missing. */
    private final double[] spreads;

    private final double[] gains;
    private final double[] variances;

    KalmanGains(StateNumbers p, int steps, int rows, double @Nullable [] observed) {
        this.p = p;
        this.steps = steps;
        this.rows = rows;
        this.observed = observed;
        int d = p.states();
        int numbers = rows * steps * p.width();
        before = new double[numbers * d * d];
        after = new double[rows * steps * d * d];
        spreads = new double[numbers * d];
        gains = new double[numbers * d];
        variances = new double[numbers];
        for (int row = 0; row < rows; row++) {
            compute(row);
        }
    }

    private void compute(int row) {
        int d = p.states();
        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++) {
            covariance[i * (d + 1)] = p.startVariance()[i];
        }
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < p.width(); i++) {
                int n = number(row, t, i);
                System.arraycopy(covariance, 0, before, n * d * d, d * d);
                double f = p.noise()[i];
                for (int j = 0; j < d; j++) {
                    double s = 0;
                    for (int l = 0; l < d; l++) {
                        s += covariance[j * d + l] * p.emission(i, l);
                    }
                    spreads[n * d + j] = s;
                    f += p.emission(i, j) * s;
                }
                variances[n] = f;
                if (isObserved(n)) {
                    for (int j = 0; j < d; j++) {
                        gains[n * d + j] = spreads[n * d + j] / f;
                    }
                    update(covariance, n, i);
                }
            }
            System.arraycopy(covariance, 0, after, step(row, t) * d * d, d * d);
            covariance = p.moved(p.before(covariance));
            for (int i = 0; i < d; i++) {
                covariance[i * (d + 1)] += p.drive()[i];
            }
        }
    }

    /** Joseph's form, {@code M = P - k s', P <- M - (M c) k' + r k k'}. */
    private void update(double[] covariance, int n, int i) {
        int d = p.states();
        for (int j = 0; j < d; j++) {
            for (int l = 0; l < d; l++) {
                covariance[j * d + l] -= gains[n * d + j] * spreads[n * d + l];
            }
        }
        for (int j = 0; j < d; j++) {
            double kept = 0;
            for (int l = 0; l < d; l++) {
                kept += covariance[j * d + l] * p.emission(i, l);
            }
            double weight = p.noise()[i] * gains[n * d + j] - kept;
            for (int l = 0; l < d; l++) {
                covariance[j * d + l] += weight * gains[n * d + l];
            }
        }
        SquareMatrices.symmetrize(covariance, d);
    }

    /**
     * Adds the gradients in the parameters.
     *
     * @param ofGains dL/dk, [b, T, D, d]
     * @param ofVariances dL/df, [b, T, D]
     * @param ofPredicted dL/dP before the first number of each step, [b, T, d, d]; null: 0
     */
    void pullBack(
            double[] ofGains,
            double[] ofVariances,
            double @Nullable [] ofPredicted,
            StateNumbers gradients) {
        int d = p.states();
        double[] h = new double[d];
        for (int row = 0; row < rows; row++) {
            double[] g = new double[d * d];
            for (int t = steps - 1; t >= 0; t--) {
                if (t + 1 < steps) {
                    double[] product = p.after(g);
                    gradients.addTwice(product, after, step(row, t) * d * d);
                    for (int i = 0; i < d; i++) {
                        gradients.drive()[i] += g[i * (d + 1)];
                    }
                    g = p.movedBack(product);
                }
                for (int i = p.width() - 1; i >= 0; i--) {
                    int n = number(row, t, i);
                    if (isObserved(n)) {
                        pullBack(n, i, g, ofGains, ofVariances[n], h, gradients);
                    }
                }
                if (ofPredicted != null) {
                    int first = step(row, t) * d * d;
                    for (int j = 0; j < d; j++) {
                        for (int l = 0; l < d; l++) {
                            g[j * d + l] +=
                                    (ofPredicted[first + j * d + l]
                                                    + ofPredicted[first + l * d + j])
                                            / 2;
                        }
                    }
                }
            }
            for (int i = 0; i < d; i++) {
                gradients.startVariance()[i] += g[i * (d + 1)];
            }
        }
    }

    /**
     * Goes back over a number.
     *
     * @param g G, which it changes
     * @param h space for h_s
     */
    private void pullBack(
            int n,
            int i,
            double[] g,
            double[] ofGains,
            double ofVariance,
            double[] h,
            StateNumbers gradients) {
        int d = p.states();
        double f = variances[n];
        double ofF = ofVariance;
        for (int j = 0; j < d; j++) {
            double gs = 0;
            for (int l = 0; l < d; l++) {
                gs += g[j * d + l] * spreads[n * d + l];
            }
            double ofK = ofGains[n * d + j];
            h[j] = (ofK - 2 * gs) / f;
            ofF += spreads[n * d + j] * (gs - ofK) / (f * f);
        }
        gradients.noise()[i] += ofF;
        for (int j = 0; j < d; j++) {
            h[j] += ofF * p.emission(i, j);
        }
        for (int j = 0; j < d; j++) {
            double ofC = ofF * spreads[n * d + j];
            for (int l = 0; l < d; l++) {
                ofC += before[(n * d + j) * d + l] * h[l];
                g[j * d + l] += (h[j] * p.emission(i, l) + p.emission(i, j) * h[l]) / 2;
            }
            gradients.emission()[i * d + j] += ofC;
        }
    }

    int rows() {
        return rows;
    }

    int steps() {
        return steps;
    }

    /** Returns the place of number i of a step among those of all rows. */
    int number(int row, int t, int i) {
        return step(row, t) * p.width() + i;
    }

    private int step(int row, int t) {
        return row * steps + t;
    }

    /** Returns whether nothing is missing. */
    boolean isComplete() {
        return observed == null;
    }

    boolean isObserved(int n) {
        return observed == null || observed[n] != 0;
    }

    /** Returns element j of k of a number. */
    double gain(int n, int j) {
        return gains[n * p.states() + j];
    }

    /** Returns f of a number. */
    double variance(int n) {
        return variances[n];
    }

    /** Returns an element of P before the first number of a step. */
    double predicted(int row, int t, int j, int l) {
        int d = p.states();
        return before[(number(row, t, 0) * d + j) * d + l];
    }
}
