// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.LogGammas;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Log densities of counts in forms that keep their digits. Where mean and count are large, the
 * usual sums of log-gamma functions cancel. Here deviances take their place (Loader 2000):
 *
 * <pre>
 *   log Poisson(x; m) = -x h(log(m / x)) - s(x) - 1/2 log(2 pi x),   h(l) = e^l - 1 - l
 *   s(x) = log x! - (x + 1/2) log x + x - 1/2 log 2 pi
 * </pre>
 *
 * <p>The error is about e (|x - m| + 40), e the rounding of the dtype: 1.2e-7 or 2.2e-16. Counts
 * have no gradient. All arguments broadcast.
 */
final class CountDensities {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

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
                        .add(LogGammas.stirling(both).sub(LogGammas.stirling(dispersion)))
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
     * Returns the log density of x successes in n trials whose probability has the distribution
     * Beta(a, b):
     *
     * <pre>
     *   log C(n, x) + log B(x + a, n - x + b) - log B(a, b)
     * </pre>
     *
     * <p>It is minus infinity above n. The terms cancel, so it is computed in float64.
     *
     * @param logA the logarithm of a
     * @param logB the logarithm of b
     */
    static Tensor betaBinomial(Tensor x, double n, Tensor logA, Tensor logB) {
        Tensor count = x.cast(DType.FLOAT64).minimum(n);
        Tensor rest = count.neg().add(n);
        Tensor a = logA.cast(DType.FLOAT64).exp();
        Tensor b = logB.cast(DType.FLOAT64).exp();
        Tensor trials = x.runtime().full(n, Shape.scalar()).cast(DType.FLOAT64);
        Tensor ways = LogGammas.logBeta(count.add(1), rest.add(1)).add(Math.log(n + 1)).neg();
        Tensor inside =
                LogGammas.rising(a, count)
                        .add(LogGammas.rising(b, rest))
                        .sub(LogGammas.rising(a.add(b), trials))
                        .add(ways)
                        .cast(logA.dtype());
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
        return LogGammas.stirling(x).add(x.log().mul(0.5)).add(HALF_LOG_TWO_PI);
    }
}
