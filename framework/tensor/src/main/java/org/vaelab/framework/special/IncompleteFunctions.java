// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

/**
 * The regularised incomplete gamma and beta functions, from which the distribution functions of many
 * families follow. Both tails have a small relative error.
 */
public final class IncompleteFunctions {

    private static final double SMALL = 1e-300;
    private static final double PRECISION = 1e-16;
    private static final int MOST_TERMS = 100_000;

    private IncompleteFunctions() {}

    /**
     * Returns {@code Q(a, x) = 1/Gamma(a) int_x^inf t^(a-1) e^-t dt}.
     *
     * @param a above 0
     * @param x at least 0
     */
    public static double upperGamma(double a, double x) {
        requireGamma(a, x);
        return x < a + 1 ? 1 - series(a, x) : fraction(a, x);
    }

    private static void requireGamma(double a, double x) {
        if (!(a > 0 && x >= 0)) {
            throw new IllegalArgumentException(
                    "the incomplete gamma function needs a > 0 and x >= 0, not " + a + " and " + x);
        }
    }

    private static double series(double a, double x) {
        if (x == 0) {
            return 0;
        }
        double term = 1 / a;
        double sum = term;
        for (int k = 1; k < MOST_TERMS && term > sum * PRECISION; k++) {
            term *= x / (a + k);
            sum += term;
        }
        return sum * Math.exp(a * Math.log(x) - x - GammaFunctions.logGamma(a));
    }

    /** The continued fraction, by the modified method of Lentz. */
    private static double fraction(double a, double x) {
        if (Double.isInfinite(x)) {
            return 0;
        }
        double b = x + 1 - a;
        double c = 1 / SMALL;
        double d = 1 / b;
        double value = d;
        for (int k = 1; k < MOST_TERMS; k++) {
            double factor = -k * (k - a);
            b += 2;
            d = 1 / apart(factor * d + b);
            c = apart(b + factor / c);
            double change = d * c;
            value *= change;
            if (Math.abs(change - 1) < PRECISION) {
                break;
            }
        }
        return value * Math.exp(a * Math.log(x) - x - GammaFunctions.logGamma(a));
    }

    private static double apart(double value) {
        return Math.abs(value) < SMALL ? SMALL : value;
    }

    /**
     * Returns {@code I_x(a, b) = 1/B(a, b) int_0^x t^(a-1) (1-t)^(b-1) dt}. The upper tail is {@code
     * I_(1-x)(b, a)}.
     *
     * @param x between 0 and 1
     * @param y 1 - x, which may be known more precisely
     * @param a above 0
     * @param b above 0
     */
    public static double beta(double x, double y, double a, double b) {
        if (!(a > 0 && b > 0 && x >= 0 && y >= 0)) {
            throw new IllegalArgumentException(
                    "the incomplete beta function needs a, b > 0 and x from 0 to 1, not %s, %s and %s"
                            .formatted(a, b, x));
        }
        if (x == 0 || y == 0) {
            return x == 0 ? 0 : 1;
        }
        double front = Math.exp(a * Math.log(x) + b * Math.log(y) - GammaFunctions.logBeta(a, b));
        return x < (a + 1) / (a + b + 2)
                ? front * betaFraction(x, a, b) / a
                : 1 - front * betaFraction(y, b, a) / b;
    }

    private static double betaFraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / apart(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int k = 1; k < MOST_TERMS; k++) {
            double even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
            d = 1 / apart(1 + even * d);
            c = apart(1 + even / c);
            value *= d * c;
            double odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1));
            d = 1 / apart(1 + odd * d);
            c = apart(1 + odd / c);
            double change = d * c;
            value *= change;
            if (Math.abs(change - 1) < PRECISION) {
                break;
            }
        }
        return value;
    }
}
