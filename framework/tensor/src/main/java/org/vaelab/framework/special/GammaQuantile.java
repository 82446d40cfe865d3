// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

import org.vaelab.framework.Internal;

/**
 * How a quantile of the gamma distribution of unit scale moves with its shape a: the implicit
 * derivative of a draw z (Figurnov et al. 2018, equation 5), here of its logarithm:
 *
 * <pre>
 *   d log z / da = - (dP(a, z) / da) / (z p(z)),  P(a, z) the distribution function, p its density
 * </pre>
 *
 * <p>P has a power series up to z = a + 1 (DLMF 8.7.1) and 1 - P a continued fraction beyond (DLMF
 * 8.9.2). Both are differentiated term by term. They need about 9 sqrt(a) terms near z = a. From a
 * = 1e5 on, the Wilson-Hilferty transformation is differentiated instead, which is good to 1e-8.
 */
@Internal
public final class GammaQuantile {

    private static final double LEAST_EXPANDED = 1e5;
    private static final double EPSILON = 4e-16;

    private GammaQuantile() {}

    /**
     * Returns d log z / da at a constant probability.
     *
     * @param a the shape, above 0
     * @param logZ the logarithm of the quantile
     * @throws IllegalArgumentException if a is not above 0
     */
    public static double logSlope(double a, double logZ) {
        if (!(a > 0)) {
            throw new IllegalArgumentException("a must be above 0, is " + a);
        }
        if (a >= LEAST_EXPANDED) {
            // z = a w^3, w = 1 - 1/(9a) + u / (3 sqrt(a)), u standard normal.
            double excess = Math.expm1((logZ - Math.log(a)) / 3);
            double slope = (1 / (9 * a) - excess) / (2 * a);
            return 1 / a + 3 * slope / (1 + excess);
        }
        double z = Math.exp(logZ);
        return z < a + 1 ? bySeries(a, z, logZ) : byFraction(a, z, logZ);
    }

    /** From P = z^a e^-z / Gamma(a + 1) sum_n z^n / ((a + 1) ... (a + n)). */
    private static double bySeries(double a, double z, double logZ) {
        double term = 1;
        double logSlope = 0;
        double sum = 1;
        double slope = 0;
        for (double n = 1; term > EPSILON * sum; n++) {
            term *= z / (a + n);
            logSlope -= 1 / (a + n);
            sum += term;
            slope += term * logSlope;
        }
        return -(sum * (logZ - GammaFunctions.digamma(a + 1)) + slope) / a;
    }

    /**
     * From 1 - P = z^a e^-z / Gamma(a) F, F = 1/(z + 1 - a - 1(1 - a)/(z + 3 - a - ...)), by Lentz.
     */
    private static double byFraction(double a, double z, double logZ) {
        double b = z + 1 - a;
        double c = Double.MAX_VALUE;
        double cSlope = 0;
        double d = 1 / b;
        double dSlope = d * d;
        double fraction = d;
        double logSlope = d;
        double change = 1;
        for (double n = 1; Math.abs(change) > EPSILON; n++) {
            double factor = -n * (n - a);
            b += 2;
            cSlope = -1 + (n - factor * cSlope / c) / c;
            c = b + factor / c;
            dSlope = n * d + factor * dSlope - 1;
            d = 1 / (factor * d + b);
            dSlope *= -d * d;
            double step = c * d;
            double stepSlope = cSlope / c + dSlope / d;
            fraction *= step;
            logSlope += stepSlope;
            change = Math.max(Math.abs(step - 1), Math.abs(stepSlope) / (1 + Math.abs(logSlope)));
        }
        return fraction * (logZ - GammaFunctions.digamma(a) + logSlope);
    }
}
