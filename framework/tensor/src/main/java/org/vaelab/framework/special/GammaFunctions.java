// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

/**
 * The logarithm of the gamma function, and differences of it and its derivatives, such as {@code
 * log Gamma(a+b) - log Gamma(a)}. The differences keep their digits where both terms are large.
 *
 * <p>Stirling's series at arguments of 16 and above, where its first term left out is below 1e-17;
 * below that, the recurrence Gamma(x+1) = x Gamma(x) (DLMF 5.5.1, 5.11.1 and 5.11.2).
 *
 * <p>Domain: arguments above 0; a NaN gives NaN.
 */
public final class GammaFunctions {

    private static final double LEAST_EXPANDED = 16;
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private GammaFunctions() {}

    /**
     * Returns log Gamma(x).
     *
     * @throws IllegalArgumentException if x is not above 0
     */
    public static double logGamma(double x) {
        requirePositive("x", x);
        double product = 1;
        double shifted = x;
        for (; shifted < LEAST_EXPANDED; shifted++) {
            product *= shifted;
        }
        return (shifted - 0.5) * Math.log(shifted)
                - shifted
                + HALF_LOG_TWO_PI
                + stirling(shifted)
                - Math.log(product);
    }

    /**
     * Returns log Gamma(a + b) - log Gamma(a).
     *
     * @throws IllegalArgumentException if a is not above 0, or b is negative
     */
    public static double logGammaDifference(double a, double b) {
        requireArguments(a, b);
        double product = 1;
        double shifted = a;
        for (; shifted < LEAST_EXPANDED; shifted++) {
            product *= shifted / (shifted + b);
        }
        return b * Math.log(shifted + b)
                + (shifted - 0.5) * Math.log1p(b / shifted)
                - b
                + (stirling(shifted + b) - stirling(shifted))
                + Math.log(product);
    }

    /**
     * Returns log B(a, b) = log Gamma(a) + log Gamma(b) - log Gamma(a + b).
     *
     * @throws IllegalArgumentException if a or b is not above 0
     */
    public static double logBeta(double a, double b) {
        double least = Math.min(a, b);
        return logGamma(least) - logGammaDifference(Math.max(a, b), least);
    }

    /**
     * Returns psi(x), the logarithmic derivative of Gamma.
     *
     * @throws IllegalArgumentException if x is not above 0
     */
    public static double digamma(double x) {
        requirePositive("x", x);
        double sum = 0;
        double shifted = x;
        for (; shifted < LEAST_EXPANDED; shifted++) {
            sum += 1 / shifted;
        }
        return Math.log(shifted) - 1 / (2 * shifted) - digammaTail(shifted) - sum;
    }

    /**
     * Returns psi(a + b) - psi(a), psi the logarithmic derivative of Gamma.
     *
     * @throws IllegalArgumentException if a is not above 0, or b is negative
     */
    public static double digammaDifference(double a, double b) {
        requireArguments(a, b);
        double sum = 0;
        double shifted = a;
        for (; shifted < LEAST_EXPANDED; shifted++) {
            sum += b / shifted / (shifted + b);
        }
        return sum
                + Math.log1p(b / shifted)
                + b / (2 * shifted * (shifted + b))
                - (digammaTail(shifted + b) - digammaTail(shifted));
    }

    /**
     * Returns psi'(a + b) - psi'(a), which is not positive.
     *
     * @throws IllegalArgumentException if a is not above 0, or b is negative
     */
    public static double trigammaDifference(double a, double b) {
        requireArguments(a, b);
        double sum = 0;
        double shifted = a;
        for (; shifted < LEAST_EXPANDED; shifted++) {
            double above = shifted + b;
            sum += b / shifted / above * (1 / shifted + 1 / above);
        }
        double above = shifted + b;
        double leading = b / shifted / above;
        return -sum
                - leading
                - 0.5 * leading * (1 / shifted + 1 / above)
                + (trigammaTail(above) - trigammaTail(shifted));
    }

    /** The series of log Gamma(x) beyond (x - 1/2) log x - x + log(2 pi) / 2. */
    private static double stirling(double x) {
        double y = 1 / (x * x);
        double sum = 691.0 / 360360;
        sum = 1.0 / 1188 - y * sum;
        sum = 1.0 / 1680 - y * sum;
        sum = 1.0 / 1260 - y * sum;
        sum = 1.0 / 360 - y * sum;
        return (1.0 / 12 - y * sum) / x;
    }

    /** The series of log x - 1/(2x) - psi(x). */
    private static double digammaTail(double x) {
        double y = 1 / (x * x);
        double sum = 691.0 / 32760;
        sum = 1.0 / 132 - y * sum;
        sum = 1.0 / 240 - y * sum;
        sum = 1.0 / 252 - y * sum;
        sum = 1.0 / 120 - y * sum;
        return y * (1.0 / 12 - y * sum);
    }

    /** The series of psi'(x) beyond 1/x + 1/(2 x^2). */
    private static double trigammaTail(double x) {
        double y = 1 / (x * x);
        double sum = 691.0 / 2730;
        sum = 5.0 / 66 - y * sum;
        sum = 1.0 / 30 - y * sum;
        sum = 1.0 / 42 - y * sum;
        sum = 1.0 / 30 - y * sum;
        return y / x * (1.0 / 6 - y * sum);
    }

    private static void requireArguments(double a, double b) {
        requirePositive("a", a);
        if (b < 0) {
            throw new IllegalArgumentException("b must be at least 0, is " + b);
        }
    }

    private static void requirePositive(String name, double value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be above 0, is " + value);
        }
    }
}
