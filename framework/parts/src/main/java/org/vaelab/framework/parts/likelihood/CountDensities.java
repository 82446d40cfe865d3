// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * Log densities of counts in forms that keep their digits. Where mean and count are large, the usual
 * sums of log-gamma functions cancel. Here deviances take their place (Loader 2000):
 *
 * <pre>
 *   log Poisson(x; m) = -x h(log(m / x)) - s(x) - 1/2 log(2 pi x),   h(l) = e^l - 1 - l
 *   s(x) = log x! - (x + 1/2) log x + x - 1/2 log 2 pi
 * </pre>
 *
 * <p>The error is about e (|x - m| + 40), e the rounding of the dtype: 1.2e-7 or 2.2e-16. Counts have no
 * gradient. All arguments broadcast.
 */
final class CountDensities {

    /** From here on Stirling's series is exact to 1e-17. */
    private static final double LEAST_EXPANDED = 16;

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** Coefficients of 1/y, 1/y^3, ... in Stirling's series. */
    private static final double[] STIRLING = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360
    };

    private CountDensities() {}

    /**
     * Returns {@code x log m - m - log x!}.
     *
     * @param mean m, above 0
     * @param logMean its logarithm
     */
    static Tensor poisson(Tensor x, Tensor mean, Tensor logMean) {
        Tensor count = x.maximum(1);
        Tensor deviance = excess(logMean.sub(count.log())).mul(count);
        Tensor positive = deviance.add(ofCount(count)).neg();
        return positive.where(x.gt(0), mean.neg());
    }

    /**
     * Returns the log density of a negative binomial with mean m and variance m + m^2 / t:
     *
     * <pre>
     *   log Gamma(x + t) - log Gamma(t) - log x! + t log(t / (t + m)) + x log(m / (t + m))
     * </pre>
     *
     * @param mean m, above 0
     * @param logMean its logarithm
     * @param dispersion t, the inverse dispersion, above 0
     * @param logDispersion its logarithm
     */
    static Tensor negativeBinomial(
            Tensor x, Tensor mean, Tensor logMean, Tensor dispersion, Tensor logDispersion) {
        Tensor count = x.maximum(1);
        Tensor both = dispersion.add(count);
        Tensor apart = logRatio(both, dispersion.add(mean), count.sub(mean));
        Tensor positive =
                logDispersion
                        .sub(both.log())
                        .mul(0.5)
                        .add(stirling(both).sub(stirling(dispersion)))
                        .sub(ofCount(count))
                        .sub(excess(apart).mul(dispersion))
                        .sub(excess(logMean.sub(count.log()).add(apart)).mul(count));
        Tensor zero = logMean.sub(logDispersion).softplus().mul(dispersion).neg();
        return positive.where(x.gt(0), zero);
    }

    /**
     * Returns the log density with extra zeros, whose probability is sigmoid(l).
     *
     * @param logDensity of x without them
     * @param zeroLogits l
     */
    static Tensor zeroInflated(Tensor x, Tensor logDensity, Tensor zeroLogits) {
        Tensor zero = logDensity.sub(zeroLogits).softplus().sub(zeroLogits.neg().softplus());
        Tensor positive = logDensity.sub(zeroLogits.softplus());
        return positive.where(x.gt(0), zero);
    }

    /**
     * Returns the log density of x successes in n trials whose probability has the distribution Beta(a, b):
     *
     * <pre>
     *   log C(n, x) + log B(x + a, n - x + b) - log B(a, b)
     * </pre>
     *
     * <p>It is minus infinity above n.
     */
    static Tensor betaBinomial(Tensor x, double n, Tensor a, Tensor b) {
        Tensor count = x.minimum(n);
        Tensor rest = count.neg().add(n);
        Tensor trials = x.runtime().full(n, Shape.scalar()).cast(x.dtype());
        Tensor ways = trials.add(1).lgamma().sub(count.add(1).lgamma()).sub(rest.add(1).lgamma());
        Tensor inside =
                rising(a, count).add(rising(b, rest)).sub(rising(a.add(b), trials)).add(ways);
        Tensor none =
                x.runtime().full(Double.NEGATIVE_INFINITY, Shape.scalar()).cast(inside.dtype());
        return none.where(x.gt(n), inside);
    }

    /** Returns e^l - 1 - l. */
    private static Tensor excess(Tensor l) {
        return l.expm1().sub(l);
    }

    /** Returns log(u / v), by log1p where the two are near each other. */
    private static Tensor logRatio(Tensor u, Tensor v, Tensor difference) {
        Tensor relative = difference.div(v);
        Tensor near = relative.maximum(-0.5).minimum(1).log1p();
        return near.where(relative.abs().lt(0.5), u.log().sub(v.log()));
    }

    /** Returns s(x) + 1/2 log(2 pi x) of counts of at least 1. */
    private static Tensor ofCount(Tensor x) {
        return stirling(x).add(x.log().mul(0.5)).add(HALF_LOG_TWO_PI);
    }

    /** Returns s(y) of y above 0. */
    private static Tensor stirling(Tensor y) {
        Tensor small = y.minimum(LEAST_EXPANDED);
        Tensor direct =
                small.add(1)
                        .lgamma()
                        .sub(small.add(0.5).mul(small.log()))
                        .add(small)
                        .sub(HALF_LOG_TWO_PI);
        return series(y.maximum(LEAST_EXPANDED)).where(y.gt(LEAST_EXPANDED), direct);
    }

    private static Tensor series(Tensor y) {
        Tensor inverse = y.reciprocal();
        Tensor square = inverse.square();
        Tensor sum = square.mul(STIRLING[STIRLING.length - 1]);
        for (int i = STIRLING.length - 2; i > 0; i--) {
            sum = sum.add(STIRLING[i]).mul(square);
        }
        return sum.add(STIRLING[0]).mul(inverse);
    }

    /** Returns log Gamma(a + k) - log Gamma(a), of a above 0 and k of at least 0. */
    private static Tensor rising(Tensor a, Tensor k) {
        Tensor small = a.minimum(LEAST_EXPANDED);
        Tensor direct = small.add(k).lgamma().sub(small.lgamma());
        Tensor large = a.maximum(LEAST_EXPANDED);
        Tensor sum = large.add(k);
        Tensor expanded =
                sum.log()
                        .mul(k)
                        .add(k.div(large).log1p().mul(large.sub(0.5)))
                        .sub(k)
                        .add(series(sum).sub(series(large)));
        return expanded.where(a.gt(LEAST_EXPANDED), direct);
    }
}
