// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.linear.CholeskyFactor;
import org.vaelab.framework.special.GammaFunctions;

/**
 * The distribution {@code N(mu given m, (beta Lambda)^-1) Wishart(Lambda given W, nu)} of the mean
 * and precision of a Normal on R^D, with E[Lambda] = nu W (Bishop 2006, equations 10.40 and 10.59).
 *
 * <p>The inverse of W is stored, because data add to it.
 *
 * @param beta above 0
 * @param mean m, D numbers
 * @param degrees nu, above D - 1
 * @param inverseScale W^-1, [D, D], positive definite
 * @param factor of the inverse scale
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
record NormalWishart(
        double beta, double[] mean, double degrees, double[] inverseScale, CholeskyFactor factor) {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
    private static final double FAR = 16;

    NormalWishart(double beta, double[] mean, double degrees, double[] inverseScale) {
        this(beta, mean, degrees, inverseScale, CholeskyFactor.of(inverseScale, mean.length));
    }

    /**
     * Returns the distribution given data beside this one (equations 10.60 to 10.63).
     *
     * @param count N_k
     * @param average of the data, D numbers
     * @param scatter {@code N_k S_k}, [D, D]
     */
    NormalWishart given(double count, double[] average, double[] scatter) {
        int width = mean.length;
        double[] location = new double[width];
        double[] inverse = new double[width * width];
        double shrinkage = beta * count / (beta + count);
        for (int i = 0; i < width; i++) {
            location[i] = (beta * mean[i] + count * average[i]) / (beta + count);
            for (int j = 0; j < width; j++) {
                inverse[i * width + j] =
                        inverseScale[i * width + j]
                                + scatter[i * width + j]
                                + shrinkage * (average[i] - mean[i]) * (average[j] - mean[j]);
            }
        }
        return new NormalWishart(beta + count, location, degrees + count, inverse);
    }

    /** Returns R with {@code R^T R = W}, lower triangular, [D, D]. */
    double[] scaleFactor() {
        return factor.inverseLower();
    }

    private double logDeterminant() {
        return -factor.logDeterminant();
    }

    /**
     * Returns {@code E log det Lambda = sum_i psi((nu + 1 - i) / 2) + D log 2 + log det W} (10.65).
     */
    double expectedLogDeterminant() {
        double sum = mean.length * Math.log(2) + logDeterminant();
        for (int i = 1; i <= mean.length; i++) {
            sum += digamma((degrees + 1 - i) / 2);
        }
        return sum;
    }

    /** psi(x), by the asymptotic series at x + {@value #FAR} and an exact difference. */
    private static double digamma(double x) {
        double far = x + FAR;
        double y = 1 / (far * far);
        double series =
                y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y / 132))));
        return Math.log(far) - 0.5 / far - series - GammaFunctions.digammaDifference(x, FAR);
    }

    /** log B(W, nu), the normaliser of the Wishart distribution (B.79). */
    private double logNormalizer() {
        int width = mean.length;
        double sum =
                0.5 * degrees * (logDeterminant() + width * Math.log(2))
                        + 0.25 * width * (width - 1) * Math.log(Math.PI);
        for (int i = 1; i <= width; i++) {
            sum += GammaFunctions.logGamma((degrees + 1 - i) / 2);
        }
        return -sum;
    }

    /**
     * Returns E log p(mu, Lambda) of a prior under this distribution in nats (10.74, one summand).
     *
     * @param prior p
     */
    double expectedLogDensityOf(NormalWishart prior) {
        int width = mean.length;
        double[] r = scaleFactor();
        double[] apart = new double[width];
        for (int i = 0; i < width; i++) {
            apart[i] = mean[i] - prior.mean[i];
        }
        double distance = squaredLength(r, apart, width);
        double trace = trace(factor.solve(prior.inverseScale, width), width);
        double logDeterminant = expectedLogDeterminant();
        return 0.5
                        * (width * (Math.log(prior.beta) - LOG_TWO_PI)
                                + logDeterminant
                                - width * prior.beta / beta
                                - prior.beta * degrees * distance)
                + prior.logNormalizer()
                + 0.5 * (prior.degrees - width - 1) * logDeterminant
                - 0.5 * degrees * trace;
    }

    /**
     * Returns E log q(mu, Lambda) of this distribution itself, minus its entropy (10.77, one
     * summand).
     */
    double negativeEntropy() {
        int width = mean.length;
        double logDeterminant = expectedLogDeterminant();
        double entropy =
                -logNormalizer()
                        - 0.5 * (degrees - width - 1) * logDeterminant
                        + 0.5 * degrees * width;
        return 0.5 * (logDeterminant + width * (Math.log(beta) - LOG_TWO_PI) - width) - entropy;
    }

    private static double squaredLength(double[] r, double[] v, int width) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            double row = 0;
            for (int j = 0; j <= i; j++) {
                row += r[i * width + j] * v[j];
            }
            sum += row * row;
        }
        return sum;
    }

    private static double trace(double[] matrix, int width) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += matrix[i * (width + 1)];
        }
        return sum;
    }
}
