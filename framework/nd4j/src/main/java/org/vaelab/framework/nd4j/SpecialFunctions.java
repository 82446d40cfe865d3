// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

/**
 * The error function, and the logarithm of the gamma function with its two derivatives, in double
 * precision. Formula numbers are those of the NIST Digital Library of Mathematical Functions.
 *
 * <p>The error is a few units in the last place at positive arguments. The reflection formulas for
 * negative arguments lose relative, not absolute, precision near the zeros.
 */
final class SpecialFunctions {

    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
    private static final double HALF_LOG_TWO_PI = 0.91893853320467274178;
    private static final double ONE_MINUS_EULER = 0.42278433509846713939;

    /** The positive zero of digamma, as a sum of two doubles. */
    private static final double ROOT = 1.4616321449683622;

    private static final double ROOT_TAIL = 9.5499954299656977e-17;

    /** The argument from which the asymptotic series are exact to the last place. */
    private static final double ASYMPTOTIC = 12;

    /** zeta(k) - 1 for k = 2, 3, ... */
    private static final double[] ZETA_MINUS_ONE = {
        0.64493406684822643647,
        0.2020569031595942854,
        0.082323233711138191516,
        0.036927755143369926331,
        0.017343061984449139715,
        0.0083492773819228268398,
        0.0040773561979443393787,
        0.0020083928260822144179,
        0.00099457512781808533715,
        0.0004941886041194645587,
        0.00024608655330804829864,
        0.00012271334757848914675,
        0.000061248135058704829259,
        0.000030588236307020493552,
        0.000015282259408651871733,
        7.6371976378997622736e-6,
        3.8172932649998398565e-6,
        1.9082127165539389257e-6,
        9.5396203387279611315e-7,
        4.7693298678780646312e-7,
        2.3845050272773299e-7,
        1.1921992596531107307e-7,
        5.9608189051259479612e-8,
        2.9803503514652280186e-8,
        1.4901554828365041235e-8,
        7.450711789835429492e-9,
        3.7253340247884570548e-9,
        1.8626597235130490064e-9,
    };

    /** The Taylor coefficients of digamma at its zero, from the first power on. */
    private static final double[] AT_ROOT = {
        0.96767224544762117043,
        -0.44276316898359210609,
        0.25849976095565101062,
        -0.1639427054424065275,
        0.10782405069126236576,
        -0.072199561256454710926,
        0.048804288164143107225,
        -0.033161126474847359292,
        0.02259764823221810466,
        -0.015424765904948959139,
        0.010538791616612175388,
        -0.007204534386356868241,
        0.0049267813957298534464,
        -0.0033698016554393280828,
        0.0023051263267349278369,
        -0.0015769367714301972593,
        0.0010788252019162965807,
        -0.00073807093899600512957,
        0.00050495326583460203518,
        -0.00034546802510630769956,
        0.00023635601564027052792,
        -0.00016170622091974803449,
        0.00011063372768747410904,
    };

    /** B_2k / (2k (2k - 1)), k = 1, 2, ...: the series of lgamma, DLMF 5.11.1. */
    private static final double[] STIRLING = {
        1.0 / 12,
        -1.0 / 360,
        1.0 / 1260,
        -1.0 / 1680,
        1.0 / 1188,
        -691.0 / 360360,
        1.0 / 156,
        -3617.0 / 122400,
    };

    /** B_2k / 2k, k = 1, 2, ...: the series of digamma, DLMF 5.11.2. */
    private static final double[] DIGAMMA_SERIES = {
        1.0 / 12,
        -1.0 / 120,
        1.0 / 252,
        -1.0 / 240,
        1.0 / 132,
        -691.0 / 32760,
        1.0 / 12,
        -3617.0 / 8160,
    };

    /** B_2k, k = 1, 2, ...: the series of trigamma, DLMF 5.15.8. */
    private static final double[] BERNOULLI = {
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510,
    };

    private SpecialFunctions() {}

    // ------------------------------------------------------------------------------------- erf

    /** Returns 2/sqrt(pi) int_0^x e^(-t^2) dt. */
    static double erf(double x) {
        double size = Math.abs(x);
        if (!(size < 6)) {
            return Double.isNaN(x) ? x : Math.signum(x);
        }
        double magnitude = size < 1.75 ? erfSeries(size) : 1 - erfcFraction(size);
        return Math.copySign(magnitude, x);
    }

    /** DLMF 7.6.2, whose terms are all positive: nothing cancels. */
    private static double erfSeries(double x) {
        double square = x * x;
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 1e-17; n++) {
            term *= 2 * square / (2 * n + 1);
            sum += term;
        }
        return TWO_OVER_ROOT_PI * expOfMinusSquare(x) * sum;
    }

    /** The continued fraction DLMF 7.9.1, from the tail upwards. */
    private static double erfcFraction(double x) {
        double fraction = x;
        for (int n = 80; n >= 1; n--) {
            fraction = x + n / 2.0 / fraction;
        }
        return expOfMinusSquare(x) / (Math.sqrt(Math.PI) * fraction);
    }

    private static double expOfMinusSquare(double x) {
        double square = x * x;
        double tail = Math.fma(x, x, -square);
        return Math.exp(-square) * (1 - tail);
    }

    // ---------------------------------------------------------------------------------- lgamma

    /** Returns ln |Gamma(x)|: +infinity at 0, -1, -2, ... and at both infinities. */
    static double lgamma(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (Double.isInfinite(x) || (x <= 0 && x == Math.rint(x))) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < 0) {
            return Math.log(Math.PI / Math.abs(sinPi(x))) - lgamma(1 - x);
        }
        if (x >= ASYMPTOTIC) {
            return (x - 0.5) * (Math.log(x) - 1)
                    + (HALF_LOG_TWO_PI - 0.5 + series(STIRLING, x) / x);
        }
        if (x < 0.5) {
            return lgammaAtTwo(x) - Math.log1p(x) - Math.log(x);
        }
        if (x < 1.5) {
            return lgammaAtTwo(x - 1) - Math.log1p(x - 1);
        }
        double product = 1;
        double reduced = x;
        while (reduced > 2.5) {
            reduced -= 1;
            product *= reduced;
        }
        return lgammaAtTwo(reduced - 2) + Math.log(product);
    }

    /** Returns lgamma(2 + z) for |z| at most 1/2, by DLMF 5.7.3. */
    private static double lgammaAtTwo(double z) {
        double sum = 0;
        for (int k = ZETA_MINUS_ONE.length + 1; k >= 2; k--) {
            double term = ZETA_MINUS_ONE[k - 2] / k;
            sum = sum * z + ((k & 1) == 0 ? term : -term);
        }
        return z * (ONE_MINUS_EULER + z * sum);
    }

    // --------------------------------------------------------------------------------- digamma

    /** Returns the derivative of lgamma; -infinity at 0, NaN at negative integers. */
    static double digamma(double x) {
        if (x == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (x < 0) {
            if (x == Math.rint(x)) {
                return Double.NaN;
            }
            double r = x - Math.rint(x);
            return digamma(1 - x) - Math.PI / Math.tan(Math.PI * r);
        }
        if (x >= ASYMPTOTIC) {
            return Math.log(x) - (0.5 + series(DIGAMMA_SERIES, x) / x) / x;
        }
        if (Math.abs(x - ROOT) <= 0.25) {
            return digammaAtRoot(x - ROOT - ROOT_TAIL);
        }
        if (x < 1.5) {
            return digamma(x + 1) - 1 / x;
        }
        double sum = 0;
        double reduced = x;
        while (reduced > 2.5) {
            reduced -= 1;
            sum += 1 / reduced;
        }
        return digammaAtTwo(reduced - 2) + sum;
    }

    private static double digammaAtRoot(double z) {
        double sum = 0;
        for (int k = AT_ROOT.length - 1; k >= 0; k--) {
            sum = sum * z + AT_ROOT[k];
        }
        return z * sum;
    }

    /** Returns digamma(2 + z) for |z| at most 1/2: the derivative of DLMF 5.7.3. */
    private static double digammaAtTwo(double z) {
        double sum = 0;
        for (int k = ZETA_MINUS_ONE.length + 1; k >= 2; k--) {
            double term = ZETA_MINUS_ONE[k - 2];
            sum = sum * z + ((k & 1) == 0 ? term : -term);
        }
        return ONE_MINUS_EULER + z * sum;
    }

    // -------------------------------------------------------------------------------- trigamma

    /** Returns the derivative of digamma; +infinity at 0, -1, -2, ... */
    static double trigamma(double x) {
        if (x <= 0) {
            if (x == Math.rint(x)) {
                return Double.isInfinite(x) ? Double.NaN : Double.POSITIVE_INFINITY;
            }
            double s = sinPi(x) / Math.PI;
            return 1 / (s * s) - trigamma(1 - x);
        }
        double sum = 0;
        double shifted = x;
        while (shifted < ASYMPTOTIC) {
            sum += 1 / (shifted * shifted);
            shifted += 1;
        }
        double tail = (1 + (0.5 + series(BERNOULLI, shifted) / shifted) / shifted) / shifted;
        return sum + tail;
    }

    // ------------------------------------------------------------------------------------ parts

    private static double series(double[] coefficients, double x) {
        double inverseSquare = 1 / (x * x);
        double sum = 0;
        for (int k = coefficients.length - 1; k >= 0; k--) {
            sum = sum * inverseSquare + coefficients[k];
        }
        return sum;
    }

    /** Returns sin(pi x) with the argument reduced before it is rounded. */
    private static double sinPi(double x) {
        double nearest = Math.rint(x);
        double sine = Math.sin(Math.PI * (x - nearest));
        return nearest % 2 == 0 ? sine : -sine;
    }
}
