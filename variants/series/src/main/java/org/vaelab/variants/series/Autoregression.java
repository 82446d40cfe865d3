// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.UndefinedMetricException;

/**
 * The autoregression of one number of a step, by least squares over the steps of training series:
 *
 * <pre>
 *   x_t = c + sum_{k=1..p} a_k x_{t-k} + N(0, s^2),   s^2 = RSS / (n - p - 1)
 *   x_{t+h} ~ N(m_h, s^2 sum_{j less than h} psi_j^2),   psi_0 = 1, psi_j = sum_k a_k psi_{j-k}
 * </pre>
 *
 * <p>m_h is the recursion without noise. The order p has the least AIC, {@code n log(RSS / n) + 2 (p
 * + 2)}, of 0 to P, over the same n steps: those with all P steps before them. P is at most half of
 * the steps, which a forecast sees. It is halved while n is less than 2 (P + 1). Where fewer than p
 * numbers in a row are seen up to the last one, the fit of that lower order predicts.
 */
final class Autoregression {

    /** A pivot below this share of its diagonal is one of a dependent column. */
    private static final double DEPENDENT = 1e-10;

    private final double[][] coefficients;
    private final double[] deviations;

    /** The sums of psi_j^2 of each order, for one step on. */
    private final double[][] spreads;

    private Autoregression(double[][] coefficients, double[] deviations, int steps) {
        this.coefficients = coefficients;
        this.deviations = deviations;
        this.spreads =
                Arrays.stream(coefficients).map(a -> spreads(a, steps)).toArray(double[][]::new);
    }

    /**
     * Fits one number of a step.
     *
     * @param centre a number near the data, which keeps sums of squares exact
     * @throws UndefinedMetricException if the training series have fewer than two rows
     */
    static Autoregression of(Examples training, SeriesLayout layout, int number, double centre) {
        int most = (layout.steps() + 1) / 2;
        double[][] gram = gram(training, layout, number, centre, most);
        while (most > 0 && gram[0][0] < 2 * (most + 1)) {
            most /= 2;
            gram = gram(training, layout, number, centre, most);
        }
        if (gram[0][0] < 2) {
            throw new UndefinedMetricException(
                    "an autoregression needs two training steps that have a number");
        }
        return fitted(gram, most, centre, layout.steps());
    }

    /** Returns the sums of products of 1, the numbers 1 to P steps before, and the number. */
    private static double[][] gram(
            Examples training, SeriesLayout layout, int number, double centre, int order) {
        double[][] gram = new double[order + 2][order + 2];
        double[] own = new double[order + 2];
        own[0] = 1;
        TrainingSteps.forEach(
                training,
                layout,
                order,
                (row, step) -> {
                    for (int k = 0; k <= order; k++) {
                        own[k == 0 ? order + 1 : k] =
                                row[(step - k) * layout.width() + number] - centre;
                    }
                    if (Arrays.stream(own).noneMatch(Double::isNaN)) {
                        for (int i = 0; i < own.length; i++) {
                            for (int j = 0; j <= i; j++) {
                                gram[i][j] += own[i] * own[j];
                            }
                        }
                    }
                });
        return gram;
    }

    /** Fits all orders by one Cholesky factor, whose leading parts are those of lower orders. */
    private static Autoregression fitted(double[][] gram, int most, double centre, int steps) {
        double n = gram[0][0];
        int last = most + 1;
        double[][] factor = new double[last + 1][last + 1];
        int free = last;
        for (int i = 0; i <= last; i++) {
            for (int j = 0; j <= Math.min(i, free - 1); j++) {
                double sum = gram[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[i][k] * factor[j][k];
                }
                if (i == j && !(sum > DEPENDENT * gram[i][i])) {
                    free = i;
                    break;
                }
                factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
            }
        }
        double rss = gram[last][last];
        // Numbers that never vary have the variance that StepMoments gives them.
        double least = rss > 0 ? DEPENDENT * rss : n;
        double[] residuals = new double[free];
        double best = Double.POSITIVE_INFINITY;
        int chosen = 0;
        for (int p = 0; p < free; p++) {
            rss -= factor[last][p] * factor[last][p];
            residuals[p] = Math.max(rss, least);
            double criterion = n * Math.log(residuals[p] / n) + 2 * (p + 2);
            if (criterion < best) {
                best = criterion;
                chosen = p;
            }
        }
        double[][] all = new double[chosen + 1][];
        double[] deviations = new double[chosen + 1];
        for (int p = 0; p <= chosen; p++) {
            double[] a = new double[p + 1];
            for (int i = p; i >= 0; i--) {
                a[i] = factor[last][i];
                for (int j = i + 1; j <= p; j++) {
                    a[i] -= factor[j][i] * a[j];
                }
                a[i] /= factor[i][i];
            }
            a[0] += centre * (1 - Arrays.stream(a, 1, a.length).sum());
            all[p] = a;
            deviations[p] = Math.sqrt(residuals[p] / Math.max(1, n - p - 1));
        }
        return new Autoregression(all, deviations, steps);
    }

    private static double[] spreads(double[] a, int steps) {
        double[] weights = new double[steps];
        double[] spreads = new double[steps + 1];
        for (int j = 0; j < steps; j++) {
            weights[j] = j == 0 ? 1 : 0;
            for (int k = 1; k < a.length && k <= j; k++) {
                weights[j] += a[k] * weights[j - k];
            }
            spreads[j + 1] = spreads[j] + weights[j] * weights[j];
        }
        return spreads;
    }

    /** Returns the chosen order, p. */
    int order() {
        return coefficients.length - 1;
    }

    /**
     * Predicts a number.
     *
     * @param seen the numbers of a series, NaN where they are not seen
     * @param last the place of the last one that is seen before it
     * @param width the numbers of a step
     */
    Prediction at(double[] seen, int last, int place, int width, double truth, double logUnit) {
        int order = 0;
        while (order < order()
                && last - order * width >= 0
                && !Double.isNaN(seen[last - order * width])) {
            order++;
        }
        double[] a = coefficients[order];
        int horizon = (place - last) / width;
        double[] path = new double[order + horizon];
        for (int k = 0; k < order; k++) {
            path[order - 1 - k] = seen[last - k * width];
        }
        for (int t = order; t < path.length; t++) {
            path[t] = a[0];
            for (int k = 1; k <= order; k++) {
                path[t] += a[k] * path[t - k];
            }
        }
        double deviation = deviations[order] * Math.sqrt(spreads[order][horizon]);
        return Prediction.normal(path[path.length - 1], deviation, truth, logUnit);
    }
}
