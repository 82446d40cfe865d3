// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.special.IncompleteFunctions;

/**
 * Distribution functions P(X &lt;= y). Those of continuous families have the upper tail by symmetry:
 * {@code 1 - F(y) = F(-y)} about their location.
 */
final class DistributionFunctions {

    private DistributionFunctions() {}

    /** Returns that of the standard Normal. */
    static double normal(double y) {
        double tail = IncompleteFunctions.upperGamma(0.5, y * y / 2) / 2;
        return y < 0 ? tail : 1 - tail;
    }

    /** Returns that of the standard logistic distribution. */
    static double logistic(double y) {
        return y < 0 ? Math.exp(y) / (1 + Math.exp(y)) : 1 / (1 + Math.exp(-y));
    }

    /**
     * Returns that of Student's t.
     *
     * @param degrees of freedom, above 0
     */
    static double studentT(double y, double degrees) {
        double square = y * y;
        double sum = degrees + square;
        double tail = IncompleteFunctions.beta(degrees / sum, square / sum, degrees / 2, 0.5) / 2;
        return y < 0 ? tail : 1 - tail;
    }

    /**
     * Returns that of the Poisson distribution; 0 below 0.
     *
     * @param rate above 0
     */
    static double poisson(double y, double rate) {
        return y < 0 ? 0 : IncompleteFunctions.upperGamma(Math.floor(y) + 1, rate);
    }

    /**
     * Returns that of the negative binomial distribution; 0 below 0.
     *
     * @param mean mu, above 0
     * @param theta the inverse dispersion: the variance is {@code mu + mu^2 / theta}
     */
    static double negativeBinomial(double y, double mean, double theta) {
        double sum = mean + theta;
        return y < 0
                ? 0
                : IncompleteFunctions.beta(theta / sum, mean / sum, theta, Math.floor(y) + 1);
    }
}
