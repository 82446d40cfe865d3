// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.stream.IntStream;
import org.hipparchus.special.Erf;
import org.vaelab.framework.special.LogDomain;

/**
 * A number that was predicted by draws with weights, of which each is a Normal of the number, or the number itself. Its
 * score is that of a mixture of Normals (Grimit et al. 2006, equation 3):
 *
 * <pre>
 *   sum_k w_k A(x - m_k, s_k^2) - 1/2 sum_kl w_k w_l A(m_k - m_l, s_k^2 + s_l^2)
 *   A(m, s^2) = E|m + s e| = s a(m / s),   a(v) = v (2 Phi(v) - 1) + 2 phi(v)
 * </pre>
 *
 * @param means of the Normals, or the numbers
 * @param deviations of the Normals; 0 for a number itself
 * @param weights which sum to 1
 * @param logDensities of the truth given what each draw was drawn from; NaN if they are not known
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record WeightedSample(double[] means, double[] deviations, double[] weights, double[] logDensities)
        implements Prediction {

    /** a and its three derivatives at the places i / {@value #PLACES}. Beyond 9, a(v) = v in double precision. */
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

    @Override
    public double mean() {
        return IntStream.range(0, means.length).mapToDouble(k -> weights[k] * means[k]).sum();
    }

    /** {@inheritDoc} Of numbers it is the weight of those below it, and half of equal ones. */
    @Override
    public double transform(double truth) {
        double below = 0;
        for (int k = 0; k < means.length; k++) {
            double distance = truth - means[k];
            below +=
                    weights[k]
                            * (deviations[k] == 0
                                    ? 0.5 + 0.5 * Math.signum(distance)
                                    : new NormalPrediction(means[k], deviations[k], 0)
                                            .transform(truth));
        }
        return below;
    }

    @Override
    public double score(double truth) {
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

    /** {@inheritDoc} Of draws it is the weighted mean of their densities. */
    @Override
    public double logDensity(double truth) {
        double density = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < weights.length; k++) {
            density = LogDomain.add(density, Math.log(weights[k]) + logDensities[k]);
        }
        return density;
    }
}
