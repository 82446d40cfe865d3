// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pass of a Kalman filter over series, in arrays: m_t and e of each number, log p(y) and the
 * smoothed states, with transposed derivatives. Series r has the gains of row r mod b.
 */
final class KalmanMeans {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final StateNumbers p;
    private final KalmanGains gains;
    private final int series;
    private final int steps;

    /** m_t before y_t, [R, T, d]. */
    private final double[] means;

    /** e, [R, T, D]; 0 where a number is missing. */
    private final double[] errors;

    /**
     * Passes over series.
     *
     * @param y [R, T, D]
     */
    KalmanMeans(StateNumbers p, KalmanGains gains, double[] y) {
        this.p = p;
        this.gains = gains;
        this.steps = gains.steps();
        this.series = y.length / (steps * p.width());
        this.means = new double[series * steps * p.states()];
        this.errors = new double[y.length];
        int d = p.states();
        for (int r = 0; r < series; r++) {
            double[] mean = p.start().clone();
            for (int t = 0; t < steps; t++) {
                System.arraycopy(mean, 0, means, (r * steps + t) * d, d);
                for (int i = 0; i < p.width(); i++) {
                    int n = number(r, t, i);
                    int place = place(r, t, i);
                    if (gains.isObserved(n)) {
                        errors[place] = y[place] - p.offset()[i] - emitted(mean, i);
                        add(mean, n, errors[place]);
                    }
                }
                mean = moved(mean);
            }
        }
    }

    private double emitted(double[] mean, int i) {
        double sum = 0;
        for (int j = 0; j < p.states(); j++) {
            sum += p.emission(i, j) * mean[j];
        }
        return sum;
    }

    private void add(double[] mean, int n, double error) {
        for (int j = 0; j < p.states(); j++) {
            mean[j] += gains.gain(n, j) * error;
        }
    }

    /** Returns A m. */
    private double[] moved(double[] mean) {
        int d = p.states();
        double[] next = new double[d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                next[i] += p.transition()[i * d + j] * mean[j];
            }
        }
        return next;
    }

    /** Returns A' s. */
    private double[] back(double[] s) {
        int d = p.states();
        double[] before = new double[d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                before[j] += p.transition()[i * d + j] * s[i];
            }
        }
        return before;
    }

    private int number(int r, int t, int i) {
        return gains.number(r % gains.rows(), t, i);
    }

    private int place(int r, int t, int i) {
        return (r * steps + t) * p.width() + i;
    }

    /** Returns log p(y) of the observed numbers in nats, [R]. */
    double[] logProbability() {
        double[] all = new double[series];
        for (int r = 0; r < series; r++) {
            for (int t = 0; t < steps; t++) {
                for (int i = 0; i < p.width(); i++) {
                    int n = number(r, t, i);
                    if (gains.isObserved(n)) {
                        double f = gains.variance(n);
                        double e = errors[place(r, t, i)];
                        all[r] -= (e * e / f + Math.log(f) + LOG_TWO_PI) / 2;
                    }
                }
            }
        }
        return all;
    }

    /** Goes back from a gradient of log p(y), [R]. */
    Gradients pullBackLogProbability(double[] upstream) {
        Gradients found = new Gradients();
        for (int r = 0; r < series; r++) {
            for (int t = 0; t < steps; t++) {
                for (int i = 0; i < p.width(); i++) {
                    int n = number(r, t, i);
                    if (gains.isObserved(n)) {
                        double f = gains.variance(n);
                        double e = errors[place(r, t, i)];
                        found.ofErrors[place(r, t, i)] = -upstream[r] * e / f;
                        found.ofVariances[n] += upstream[r] * (e * e / f - 1) / (2 * f);
                    }
                }
            }
        }
        return found.ofMeans(null).ofGains(null);
    }

    /** Returns E[z given y], [R, T, d]. */
    double[] smoothed() {
        int d = p.states();
        double[] all = new double[means.length];
        for (int r = 0; r < series; r++) {
            double[] s = new double[d];
            for (int t = steps - 1; t >= 0; t--) {
                for (int i = p.width() - 1; i >= 0; i--) {
                    smooth(s, r, t, i);
                }
                for (int j = 0; j < d; j++) {
                    double z = means[(r * steps + t) * d + j];
                    for (int l = 0; l < d; l++) {
                        z += gains.predicted(r % gains.rows(), t, j, l) * s[l];
                    }
                    all[(r * steps + t) * d + j] = z;
                }
                s = back(s);
            }
        }
        return all;
    }

    /** Takes {@code s + c (e / f - k' s)} in the place of s, and returns the factor of c. */
    private double smooth(double[] s, int r, int t, int i) {
        int n = number(r, t, i);
        if (!gains.isObserved(n)) {
            return 0;
        }
        double step = errors[place(r, t, i)] / gains.variance(n);
        for (int j = 0; j < p.states(); j++) {
            step -= gains.gain(n, j) * s[j];
        }
        for (int j = 0; j < p.states(); j++) {
            s[j] += step * p.emission(i, j);
        }
        return step;
    }

    /** Goes back from a gradient of the smoothed states, [R, T, d]. */
    Gradients pullBackSmoothed(double[] upstream) {
        Gradients found = new Gradients();
        double[] ofPredicted = new double[gains.rows() * steps * p.states() * p.states()];
        for (int r = 0; r < series; r++) {
            found.ofSmoother(r, upstream, ofPredicted);
        }
        return found.ofMeans(upstream).ofGains(ofPredicted);
    }

    /** Gradients in what the pass has seen and computed. */
    final class Gradients {

        private final StateNumbers parameters = p.zeros();

        private final double[] y = new double[errors.length];

        private final double[] ofErrors = new double[y.length];
        private final double[] ofGains = new double[gains.rows() * steps * p.width() * p.states()];
        private final double[] ofVariances = new double[gains.rows() * steps * p.width()];

        /** Returns those in the parameters, and then that in y, [R, T, D]. */
        List<double[]> all() {
            List<double[]> all = new ArrayList<>(parameters.all());
            all.add(y);
            return all;
        }

        /** Goes over the steps of a series in the order opposite to the smoother's. */
        private void ofSmoother(int r, double[] upstream, double[] ofPredicted) {
            int d = p.states();
            double[][] after = new double[steps][];
            double[][][] before = new double[steps][p.width()][];
            double[][] factors = new double[steps][p.width()];
            double[] s = new double[d];
            for (int t = steps - 1; t >= 0; t--) {
                for (int i = p.width() - 1; i >= 0; i--) {
                    before[t][i] = s.clone();
                    factors[t][i] = smooth(s, r, t, i);
                }
                after[t] = s;
                s = back(s);
            }
            int row = r % gains.rows();
            double[] g = new double[d];
            for (int t = 0; t < steps; t++) {
                double[] next = new double[d];
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j < d; j++) {
                        double of = upstream[(r * steps + t) * d + j];
                        parameters.transition()[i * d + j] += after[t][i] * g[j];
                        next[i] += p.transition()[i * d + j] * g[j];
                        next[i] += gains.predicted(row, t, i, j) * of;
                        ofPredicted[((row * steps + t) * d + j) * d + i] += of * after[t][i];
                    }
                }
                g = next;
                for (int i = 0; i < p.width(); i++) {
                    int n = number(r, t, i);
                    if (gains.isObserved(n)) {
                        ofStep(n, place(r, t, i), i, g, before[t][i], factors[t][i]);
                    }
                }
            }
        }

        private void ofStep(int n, int place, int i, double[] g, double[] s, double factor) {
            int d = p.states();
            double ofFactor = 0;
            for (int j = 0; j < d; j++) {
                ofFactor += g[j] * p.emission(i, j);
                parameters.emission()[i * d + j] += factor * g[j];
            }
            double f = gains.variance(n);
            ofErrors[place] += ofFactor / f;
            ofVariances[n] -= ofFactor * errors[place] / (f * f);
            for (int j = 0; j < d; j++) {
                ofGains[n * d + j] -= ofFactor * s[j];
                g[j] -= ofFactor * gains.gain(n, j);
            }
        }

        /**
         * Goes back over the means of all series.
         *
         * @param ofMeans dL/dm_t, [R, T, d]; null: 0
         */
        private Gradients ofMeans(double @Nullable [] ofMeans) {
            int d = p.states();
            for (int r = 0; r < series; r++) {
                double[] g = new double[d];
                for (int t = steps - 1; t >= 0; t--) {
                    double[][] before = new double[p.width()][];
                    double[] mean = new double[d];
                    System.arraycopy(means, (r * steps + t) * d, mean, 0, d);
                    for (int i = 0; i < p.width(); i++) {
                        before[i] = mean.clone();
                        add(mean, number(r, t, i), errors[place(r, t, i)]);
                    }
                    for (int i = 0; i < d; i++) {
                        for (int j = 0; j < d; j++) {
                            parameters.transition()[i * d + j] += g[i] * mean[j];
                        }
                    }
                    g = back(g);
                    for (int i = p.width() - 1; i >= 0; i--) {
                        int n = number(r, t, i);
                        if (gains.isObserved(n)) {
                            ofNumber(n, place(r, t, i), i, g, before[i]);
                        }
                    }
                    for (int j = 0; ofMeans != null && j < d; j++) {
                        g[j] += ofMeans[(r * steps + t) * d + j];
                    }
                }
                for (int j = 0; j < d; j++) {
                    parameters.start()[j] += g[j];
                }
            }
            return this;
        }

        private void ofNumber(int n, int place, int i, double[] g, double[] mean) {
            int d = p.states();
            double of = ofErrors[place];
            for (int j = 0; j < d; j++) {
                of += g[j] * gains.gain(n, j);
                ofGains[n * d + j] += g[j] * errors[place];
            }
            y[place] = of;
            parameters.offset()[i] -= of;
            for (int j = 0; j < d; j++) {
                parameters.emission()[i * d + j] -= of * mean[j];
                g[j] -= of * p.emission(i, j);
            }
        }

        private Gradients ofGains(double @Nullable [] ofPredicted) {
            gains.pullBack(ofGains, ofVariances, ofPredicted, parameters);
            return this;
        }
    }
}
