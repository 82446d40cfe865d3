// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.stream.IntStream;
import org.hipparchus.special.Erf;
import org.vaelab.framework.special.LogDomain;

/**
 * The predictive distribution of one number, and how good it is of its true value: a mixture of
 * Normals, or of numbers that were drawn. Its continuous ranked probability score is (Grimit et al.
 * 2006, equation 3)
 *
 * <pre>
 *   sum_k w_k A(x - m_k, s_k^2) - 1/2 sum_kl w_k w_l A(m_k - m_l, s_k^2 + s_l^2)
 *   A(m, s^2) = E|m + s e| = s a(m / s),   a(v) = v (2 Phi(v) - 1) + 2 phi(v)
 * </pre>
 *
 * @param means of the Normals, or the numbers
 * @param deviations of the Normals; 0 for a number itself
 * @param weights which sum to 1
 * @param logDensities of the truth under each, in nats; NaN if they are not known
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record Prediction(double[] means, double[] deviations, double[] weights, double[] logDensities) {

    /**
     * a and its three derivatives at the places i / {@value #PLACES}. Beyond 9, a(v) = v in double
     * precision.
     */
    private static final int PLACES = 64;

    private static final double[][] TABLE = new double[9 * PLACES + 1][];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            double v = (double) i / PLACES;
            double density = Math.exp(-0.5 * v * v) / Math.sqrt(2 * Math.PI);
            double slope = Erf.erf(v / Math.sqrt(2));
            TABLE[i] = new double[] {v * slope + 2 * density, slope, 2 * density, -2 * v * density};
        }
    }

    /** Returns A, of an error below 1e-9 s: the Taylor polynomial about the nearest place. */
    static double meanDistance(double mean, double variance) {
        double deviation = Math.sqrt(variance);
        double v = Math.abs(mean) / deviation;
        if (!(v < 9)) {
            return Math.abs(mean);
        }
        int place = (int) (v * PLACES + 0.5);
        double[] at = TABLE[place];
        double d = v - (double) place / PLACES;
        return deviation * (at[0] + d * (at[1] + d / 2 * (at[2] + d / 3 * at[3])));
    }

    /**
     * Returns a Normal.
     *
     * @param logUnit the logarithm of the unit of the number, against which the density is one; 0
     *     for the number itself
     */
    static Prediction normal(double mean, double deviation, double truth, double logUnit) {
        double w = (truth - mean) / deviation;
        double log = -0.5 * (w * w + Math.log(2 * Math.PI)) - Math.log(deviation) - logUnit;
        return new Prediction(
                new double[] {mean},
                new double[] {deviation},
                new double[] {1},
                new double[] {log});
    }

    double mean() {
        return IntStream.range(0, means.length).mapToDouble(k -> weights[k] * means[k]).sum();
    }

    /**
     * Returns the probability integral transform of the truth. A number that equals it counts half.
     */
    double transform(double truth) {
        return IntStream.range(0, means.length)
                .mapToDouble(k -> weights[k] * below((truth - means[k]) / deviations[k]))
                .sum();
    }

    private static double below(double standardised) {
        return Double.isNaN(standardised) ? 0.5 : 0.5 * Erf.erfc(-standardised / Math.sqrt(2));
    }

    /** Returns the continuous ranked probability score, in units of the number. */
    double score(double truth) {
        double score = 0;
        for (int k = 0; k < means.length; k++) {
            double variance = deviations[k] * deviations[k];
            double spread = weights[k] / 2 * meanDistance(0, 2 * variance);
            for (int l = 0; l < k; l++) {
                double both = variance + deviations[l] * deviations[l];
                spread += weights[l] * meanDistance(means[k] - means[l], both);
            }
            score += weights[k] * (meanDistance(truth - means[k], variance) - spread);
        }
        return score;
    }

    /** Returns the log density of the truth in nats. */
    double logDensity() {
        double density = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < weights.length; k++) {
            density = LogDomain.add(density, Math.log(weights[k]) + logDensities[k]);
        }
        return density;
    }
}
