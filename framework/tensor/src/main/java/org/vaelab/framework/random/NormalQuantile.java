// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

/**
 * The quantile function of the standard Normal: x with Phi(x) = p.
 *
 * <p>Three rational approximations of degree (7, 7), of relative error about 1e-16, below 1e-15
 * with rounding. Sums, products, quotients and {@link Math#sqrt} are exactly rounded on every JVM
 * since 17 (JEP 306). The tails use {@link StrictMath#log}, because the last bit of {@link
 * Math#log} may differ between processors.
 *
 * <p>M. J. Wichura: Algorithm AS 241, the percentage points of the Normal distribution. Applied
 * Statistics 37, 1988, routine PPND16. Coefficients rounded to double.
 */
final class NormalQuantile {
    private static final double SPLIT = 0.425;
    private static final double SPLIT_SQUARED = 0.180625;

    private NormalQuantile() {}

    /**
     * The quantile at p.
     *
     * @param p in the open interval (0, 1); at 0 and 1 the result is NaN
     */
    static double of(double p) {
        double q = p - 0.5;
        if (Math.abs(q) <= SPLIT) {
            return q * centre(SPLIT_SQUARED - q * q);
        }
        double r = Math.sqrt(-NaturalLogarithm.of(q < 0 ? p : 1 - p));
        double x = r <= 5 ? near(r - 1.6) : far(r - 5);
        return q < 0 ? -x : x;
    }

    private static double centre(double r) {
        double above = 2509.0809287301227 * r + 33430.57558358813;
        above = (above * r + 67265.7709270087) * r + 45921.95393154987;
        above = (above * r + 13731.69376550946) * r + 1971.5909503065513;
        above = (above * r + 133.14166789178438) * r + 3.3871328727963665;
        double below = 5226.495278852854 * r + 28729.085735721943;
        below = (below * r + 39307.89580009271) * r + 21213.794301586597;
        below = (below * r + 5394.196021424751) * r + 687.1870074920579;
        below = (below * r + 42.31333070160091) * r + 1;
        return above / below;
    }

    private static double near(double r) {
        double above = 7.745450142783414E-4 * r + 0.022723844989269184;
        above = (above * r + 0.2417807251774506) * r + 1.2704582524523684;
        above = (above * r + 3.6478483247632045) * r + 5.769497221460691;
        above = (above * r + 4.630337846156546) * r + 1.4234371107496835;
        double below = 1.0507500716444169E-9 * r + 5.475938084995345E-4;
        below = (below * r + 0.015198666563616457) * r + 0.14810397642748008;
        below = (below * r + 0.6897673349851) * r + 1.6763848301838038;
        below = (below * r + 2.053191626637759) * r + 1;
        return above / below;
    }

    private static double far(double r) {
        double above = 2.0103343992922881E-7 * r + 2.7115555687434876E-5;
        above = (above * r + 0.0012426609473880784) * r + 0.026532189526576124;
        above = (above * r + 0.29656057182850487) * r + 1.7848265399172913;
        above = (above * r + 5.463784911164114) * r + 6.657904643501103;
        double below = 2.0442631033899397E-15 * r + 1.421511758316446E-7;
        below = (below * r + 1.8463183175100548E-5) * r + 7.868691311456133E-4;
        below = (below * r + 0.014875361290850615) * r + 0.1369298809227358;
        below = (below * r + 0.599832206555888) * r + 1;
        return above / below;
    }
}
