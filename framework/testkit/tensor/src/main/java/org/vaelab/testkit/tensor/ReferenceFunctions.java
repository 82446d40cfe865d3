// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Arrays;
import org.hipparchus.special.Erf;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.Unary;

/** The definition of each scalar function; the test compares the special ones to golden values. */
final class ReferenceFunctions {

    /** B_2k / (2k), the coefficients of the asymptotic series of digamma. */
    private static final double[] DIGAMMA_SERIES = {
        1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12
    };

    /** B_2k / (2k (2k - 1)), the coefficients of Stirling's series. */
    private static final double[] STIRLING_SERIES = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156
    };

    /** B_2k, the coefficients of the asymptotic series of trigamma. */
    private static final double[] TRIGAMMA_SERIES = {
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6
    };

    /** From here on the seven terms leave an error below 1e-17. */
    private static final double ASYMPTOTIC = 15;

    private ReferenceFunctions() {}

    static double unary(Unary function, double x) {
        return switch (function) {
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case FLOOR -> Math.floor(x);
            case EXP -> Math.exp(x);
            case EXPM1 -> Math.expm1(x);
            case LOG -> Math.log(x);
            case LOG1P -> Math.log1p(x);
            case SQRT -> Math.sqrt(x);
            case SQUARE -> x * x;
            case RECIPROCAL -> 1 / x;
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TANH -> Math.tanh(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            case RELU -> Math.max(x, 0);
            case ELU -> x > 0 ? x : Math.expm1(x);
            case ERF -> erf(x);
            case LGAMMA -> lgamma(x);
            case DIGAMMA -> digamma(x);
            case TRIGAMMA -> trigamma(x);
        };
    }

    static double binary(Binary function, double a, double b) {
        return switch (function) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case POWER -> Math.pow(a, b);
            case ATAN2 -> Math.atan2(a, b);
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case EQUAL -> a == b ? 1 : 0;
            case LESS -> a < b ? 1 : 0;
            case LESS_OR_EQUAL -> a <= b ? 1 : 0;
            case GREATER -> a > b ? 1 : 0;
            case GREATER_OR_EQUAL -> a >= b ? 1 : 0;
        };
    }

    static double fold(Reduction function, double[] terms) {
        return switch (function) {
            case SUM -> sum(terms);
            case MEAN -> sum(terms) / terms.length;
            case MAXIMUM -> Arrays.stream(terms).reduce(Double.NEGATIVE_INFINITY, Math::max);
            case MINIMUM -> Arrays.stream(terms).reduce(Double.POSITIVE_INFINITY, Math::min);
            case LOG_SUM_EXP -> {
                double largest = fold(Reduction.MAXIMUM, terms);
                yield Double.isInfinite(largest)
                        ? largest
                        : largest
                                + Math.log(
                                        sum(
                                                Arrays.stream(terms)
                                                        .map(x -> Math.exp(x - largest))
                                                        .toArray()));
            }
        };
    }

    private static double sum(double[] terms) {
        double sum = 0;
        for (double term : terms) {
            sum += term;
        }
        return sum;
    }

    private static double erf(double x) {
        if (Math.abs(x) < 0.25) {
            // The Maclaurin series keeps the relative error near 0, where Hipparchus loses it.
            double term = x;
            double sum = x;
            for (int n = 1; n < 20; n++) {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return sum * 2 / Math.sqrt(Math.PI);
        }
        return Erf.erf(x);
    }

    private static boolean isPole(double x) {
        return x <= 0 && x == Math.floor(x);
    }

    /** Returns ln |Gamma(x)|, with an error of a few ulp of max(1, |result|). */
    static double lgamma(double x) {
        if (Double.isInfinite(x) || isPole(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < 0) {
            return Math.log(Math.PI / Math.abs(sinPi(x))) - lgamma(1 - x);
        }
        double shift = 1;
        double y = x;
        while (y < ASYMPTOTIC) {
            shift *= y;
            y++;
        }
        return (y - 0.5) * Math.log(y)
                - y
                + 0.5 * Math.log(2 * Math.PI)
                + series(STIRLING_SERIES, y) / y
                - Math.log(shift);
    }

    /** Returns the derivative of lgamma; NaN at the poles. */
    static double digamma(double x) {
        if (isPole(x) || x == Double.NEGATIVE_INFINITY) {
            return Double.NaN;
        }
        if (x < 0) {
            return digamma(1 - x) - Math.PI * cosPi(x) / sinPi(x);
        }
        double shift = 0;
        double y = x;
        while (y < ASYMPTOTIC) {
            shift += 1 / y;
            y++;
        }
        return Math.log(y) - 0.5 / y - series(DIGAMMA_SERIES, y) / (y * y) - shift;
    }

    /** Returns the derivative of digamma; infinity at the poles. */
    static double trigamma(double x) {
        if (isPole(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < 0) {
            double ratio = Math.PI / sinPi(x);
            return ratio * ratio - trigamma(1 - x);
        }
        double shift = 0;
        double y = x;
        while (y < ASYMPTOTIC) {
            shift += 1 / (y * y);
            y++;
        }
        return 1 / y + 0.5 / (y * y) + series(TRIGAMMA_SERIES, y) / (y * y * y) + shift;
    }

    /** Returns c_0 + c_1 / y^2 + c_2 / y^4 + ... */
    private static double series(double[] coefficients, double y) {
        double sum = 0;
        for (int k = coefficients.length - 1; k >= 0; k--) {
            sum = sum / (y * y) + coefficients[k];
        }
        return sum;
    }

    private static double sinPi(double x) {
        double fraction = x - 2 * Math.floor(x / 2);
        return Math.sin(Math.PI * (fraction > 1 ? fraction - 2 : fraction));
    }

    private static double cosPi(double x) {
        double fraction = x - 2 * Math.floor(x / 2);
        return Math.cos(Math.PI * (fraction > 1 ? fraction - 2 : fraction));
    }
}
