// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.function.IntToDoubleFunction;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.GammaFunctions;

/**
 * Draws of counts on plain arrays, one uniform number for each. The search starts from the mode and
 * goes outwards, so it takes about as many steps as the standard deviation.
 *
 * <pre>{@code
 * double[] counts = CountDraws.poisson(new double[] {0.5, 20, 1e6}, RandomKey.of(1)); // [3]
 * }</pre>
 */
public final class CountDraws {

    /** The largest value of count data, which larger draws are cut to. */
    public static final int LARGEST = 1 << 24;

    private CountDraws() {}

    /**
     * Returns one draw for each rate, [n] to [n]; NaN of NaN.
     *
     * @throws IllegalArgumentException if a rate is negative
     */
    public static double[] poisson(double[] rates, RandomKey key) {
        double[] uniform = key.uniform(rates.length);
        double[] drawn = new double[rates.length];
        for (int i = 0; i < drawn.length; i++) {
            require(!(rates[i] < 0), "rate", i, rates[i], "0 or more");
            drawn[i] = poisson(rates[i], uniform[i]);
        }
        return drawn;
    }

    private static void require(
            boolean isValid, String what, int i, double found, String expected) {
        if (!isValid) {
            throw new IllegalArgumentException(
                    "%s %s is %s, expected %s".formatted(what, i, found, expected));
        }
    }

    private static double poisson(double rate, double uniform) {
        if (!(rate < LARGEST)) {
            return Double.isNaN(rate) ? Double.NaN : LARGEST;
        }
        int mode = (int) rate;
        double logDensity =
                mode == 0
                        ? -rate
                        : mode * Math.log(rate) - rate - GammaFunctions.logGamma(mode + 1.0);
        return outwards(mode, LARGEST, logDensity, uniform, k -> rate / (k + 1.0));
    }

    /**
     * Returns one draw for each pair of a mean and an inverse dispersion: a Poisson draw whose rate
     * is a gamma draw.
     *
     * @param logMeans log of the means, [n]
     * @param logDispersions log r, [n]: the variance is {@code mean + mean^2 / r}
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double[] negativeBinomial(
            double[] logMeans, double[] logDispersions, RandomKey key) {
        if (logMeans.length != logDispersions.length) {
            throw new IllegalArgumentException(
                    "logMeans has length %s and logDispersions has length %s, expected equal lengths"
                            .formatted(logMeans.length, logDispersions.length));
        }
        double[] shapes = new double[logMeans.length];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = Math.exp(logDispersions[i]);
        }
        double[] rates = key.split("gamma").logGamma(shapes);
        for (int i = 0; i < rates.length; i++) {
            rates[i] = Math.exp(rates[i] + logMeans[i] - logDispersions[i]);
        }
        return poisson(rates, key.split("poisson"));
    }

    /**
     * Returns one draw of n trials for each probability.
     *
     * @throws IllegalArgumentException if a probability is not between 0 and 1
     */
    public static double[] binomial(int n, double[] probabilities, RandomKey key) {
        double[] uniform = key.uniform(probabilities.length);
        double[] drawn = new double[probabilities.length];
        for (int i = 0; i < drawn.length; i++) {
            double p = probabilities[i];
            require(p >= 0 && p <= 1, "probability", i, p, "0 to 1");
            drawn[i] = p > 0.5 ? n - binomial(n, 1 - p, uniform[i]) : binomial(n, p, uniform[i]);
        }
        return drawn;
    }

    private static double binomial(int n, double p, double uniform) {
        if (n == 0 || p == 0) {
            return 0;
        }
        int mode = Math.min(n, (int) ((n + 1.0) * p));
        double logDensity =
                GammaFunctions.logGamma(n + 1.0)
                        - GammaFunctions.logGamma(mode + 1.0)
                        - GammaFunctions.logGamma(n - mode + 1.0)
                        + mode * Math.log(p)
                        + (n - mode) * Math.log1p(-p);
        double odds = p / (1 - p);
        return outwards(mode, n, logDensity, uniform, k -> (n - k) * odds / (k + 1.0));
    }

    /**
     * Takes the probabilities of the mode, its neighbours, and so on from a uniform number until
     * nothing is left of it.
     *
     * @param ratio p(k + 1) / p(k)
     */
    private static double outwards(
            int mode, int most, double logDensity, double uniform, IntToDoubleFunction ratio) {
        double left = uniform;
        double up = Math.exp(logDensity);
        double down = up;
        left -= up;
        int above = mode;
        int below = mode;
        while (left >= 0 && (up > 0 || down > 0)) {
            up = above < most ? up * ratio.applyAsDouble(above) : 0;
            above = Math.min(most, above + 1);
            left -= up;
            if (left < 0) {
                return above;
            }
            down = below > 0 ? down / ratio.applyAsDouble(below - 1) : 0;
            below = Math.max(0, below - 1);
            left -= down;
            if (left < 0) {
                return below;
            }
        }
        return mode;
    }
}
