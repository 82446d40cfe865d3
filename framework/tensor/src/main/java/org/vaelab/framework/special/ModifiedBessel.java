// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

/**
 * The modified Bessel function of the first kind at one order v, as logarithms, and the ratio of
 * neighbouring orders with its derivative.
 *
 * <pre>
 *   I_v(x) = sum_k (x/2)^{2k+v} / (k! Gamma(k+v+1)) = (x/2)^v / Gamma(v+1) F_v(x)
 *   r_v(x) = I_{v+1}(x) / I_v(x) = (log F_v)'(x)
 * </pre>
 *
 * <p>One formula covers all x, so no approximation switches to another. It is Debye's expansion at
 * the order v + n, the first that is at least 30, and n steps of the downward recurrence {@code
 * r_{j-1} = x / (2j + x r_j)}, which is stable. The recurrence includes the derivative and {@code
 * log F_{j-1} = log F_j + log(1 + x r_j / 2j)}. The number of steps depends on v alone. No result
 * is a difference of large numbers: F and its ratio have a relative error below 1e-12, also near x
 * = 0 and infinity.
 *
 * <p>Domain: v in [0, 1e6], x in [0, 1e100]; a NaN x gives NaN.
 *
 * @see <a href="https://dlmf.nist.gov/10.41">DLMF 10.41, uniform asymptotic expansions</a>
 */
public final class ModifiedBessel {

    /** The largest argument, whose square and its powers are still finite. */
    public static final double LARGEST_ARGUMENT = 1e100;

    private static final double LARGEST_ORDER = 1e6;
    private static final double LEAST_EXPANDED_ORDER = 30;

    /** The limit above which a running product is replaced by its logarithm, to avoid overflow. */
    private static final double LARGE_PRODUCT = 1e150;

    private final double order;
    private final double logGamma;
    private final double expandedOrder;
    private final double[] quotient;
    private final double[] firstMoment;
    private final double[] secondMoment;

    private ModifiedBessel(double order) {
        this.order = order;
        this.logGamma = GammaFunctions.logGamma(order + 1);
        this.expandedOrder = order + Math.ceil(Math.max(LEAST_EXPANDED_ORDER - order, 0));
        double[] logarithm = DebyePolynomials.atOrder(expandedOrder);
        int degree = logarithm.length - 1;
        this.quotient = new double[degree];
        this.firstMoment = new double[degree + 1];
        this.secondMoment = new double[degree + 1];
        for (int i = degree; i > 0; i--) {
            quotient[i - 1] = logarithm[i] + (i < degree ? quotient[i] : 0);
            firstMoment[i] = i * logarithm[i];
            secondMoment[i] = (double) i * i * logarithm[i];
        }
    }

    /**
     * Returns the function of an order.
     *
     * @param order v
     * @throws IllegalArgumentException if the order is outside [0, 1e6] or NaN
     */
    public static ModifiedBessel ofOrder(double order) {
        if (!(order >= 0 && order <= LARGEST_ORDER)) {
            throw new IllegalArgumentException("order must be in [0, 1e6], is " + order);
        }
        return new ModifiedBessel(order);
    }

    /**
     * The values of the function at one x.
     *
     * @param logSeries log F_v(x), which is 0 at x = 0
     * @param logSeriesScaled log F_v(x) - x, formed without the difference
     * @param ratio r_v(x), in [0, 1)
     * @param ratioComplement 1 - r_v(x), formed without the difference
     * @param ratioDerivative r_v'(x) = 1 - r^2 - (2v + 1) r / x, formed without the differences
     */
    public record Values(
            double logSeries,
            double logSeriesScaled,
            double ratio,
            double ratioComplement,
            double ratioDerivative) {}

    /**
     * Returns all values at x.
     *
     * @throws IllegalArgumentException if x is negative or above 1e100
     */
    public Values at(double x) {
        requireArgument(x);
        double v = expandedOrder;
        double s = Math.sqrt(v * v + x * x);
        double p = v / s;
        // The three differences that vanish at an end: s - v, s - x, and 1 - p^2.
        double excess = x * (x / (s + v));
        double remainder = v * (v / (s + x));
        double sine = x / s * (x / s);

        double h = 0.5 + polynomial(firstMoment, p);
        double square = s * s;
        double ratio = x * (1 / (v + s) - h / square);
        double complement = (v + remainder) / (v + s) + x * h / square;
        double slope =
                v / (s * (v + s))
                        + (h * (2 * sine - 1) + sine * polynomial(secondMoment, p)) / square;
        double correction =
                -v * Math.log1p(excess / (2 * v))
                        - 0.5 * Math.log1p(excess / v)
                        - excess / s * polynomial(quotient, p);

        double logarithm = 0;
        double product = 0;
        for (double j = v; j > order + 0.5; j--) {
            double denominator = 2 * j + x * ratio;
            double term = x * ratio / (2 * j);
            product += term + product * term;
            if (product > LARGE_PRODUCT) {
                logarithm += Math.log1p(product);
                product = 0;
            }
            slope = (2 * j - x * x * slope) / (denominator * denominator);
            complement = (2 * j - x * complement) / denominator;
            ratio = x / denominator;
        }
        correction += logarithm + Math.log1p(product);
        return new Values(
                excess + correction,
                correction - v * (excess + x) / (s + x),
                ratio,
                complement,
                slope);
    }

    /**
     * Returns log I_v(x); -Infinity at x = 0 unless v = 0.
     *
     * @throws IllegalArgumentException if x is negative or above 1e100
     */
    public double logValue(double x) {
        return logPower(x) + at(x).logSeries();
    }

    /**
     * Returns log(e^-x I_v(x)).
     *
     * @throws IllegalArgumentException if x is negative or above 1e100
     */
    public double logScaledValue(double x) {
        return logPower(x) + at(x).logSeriesScaled();
    }

    /** The logarithm of (x/2)^v / Gamma(v+1). */
    private double logPower(double x) {
        return order == 0 ? 0 : order * Math.log(x / 2) - logGamma;
    }

    private static double polynomial(double[] coefficients, double p) {
        double value = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            value = value * p + coefficients[i];
        }
        return value;
    }

    private static void requireArgument(double x) {
        if (x < 0 || x > LARGEST_ARGUMENT) {
            throw new IllegalArgumentException("x must be in [0, 1e100], is " + x);
        }
    }
}
