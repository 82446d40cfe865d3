// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.framework.random.RandomKey;

/**
 * Draws Z = (1 + w)/2 of the power spherical distribution on S^{d-1}, a Beta(a, b) variate with a =
 * kappa + (d-1)/2 and b = (d-1)/2. Z is a smooth function of a and of noise independent of a.
 *
 * <pre>
 *   d odd:   Z = prod_{i=0}^{b-1} U_i^{1/(a+i)}
 *   d even:  Z = X prod_{i=0}^{b-3/2} U_i^{1/(a+1/2+i)}
 *            X = 1 - (1 - U^{2/(2a-1)}) cos^2(pi V)  ~  Beta(a, 1/2)
 * </pre>
 *
 * <p>Beta(a, 1) is a power of a uniform. Beta(a, b) Beta(a + b, c) is Beta(a, b + c) for
 * independent factors. 4 e (1 - e) is Beta(a, 1/2) if e is the symmetric Beta(a, a) of Ulrich's
 * method. No draw is rejected, so the derivative in kappa is exact.
 */
final class PowerSphericalSampler {

    /**
     * Draws.
     *
     * @param logarithms log Z, K rows of B
     * @param slopes its derivative in kappa
     */
    record Draws(double[] logarithms, double[] slopes) {}

    private final int d;

    PowerSphericalSampler(int d) {
        this.d = d;
    }

    /** Draws K values for each of B concentrations, each with noise of its own. */
    Draws draw(RandomKey key, double[] kappa, int samples) {
        int n = Math.multiplyExact(samples, kappa.length);
        Draws draws = new Draws(new double[n], new double[n]);
        if (d % 2 == 0) {
            multiplyByHalf(key.split("half"), kappa, draws);
        }
        int powers = (d - 1) / 2;
        double start = 0.5 * (d % 2 == 0 ? d : d - 1);
        double[] noise = key.split("powers").exponential(Math.multiplyExact(n, powers));
        for (int i = 0; i < n; i++) {
            double a = kappa[i % kappa.length] + start;
            for (int j = 0; j < powers; j++) {
                double exponent = noise[i * powers + j] / (a + j);
                draws.logarithms[i] -= exponent;
                draws.slopes[i] += exponent / (a + j);
            }
        }
        return draws;
    }

    private void multiplyByHalf(RandomKey key, double[] kappa, Draws draws) {
        int n = draws.logarithms.length;
        double[] exponential = key.exponential(n);
        double[] uniform = key.uniform(n);
        for (int i = 0; i < n; i++) {
            double twice = d - 2 + 2 * kappa[i % kappa.length];
            double exponent = -2 * exponential[i] / twice;
            double power = StrictMath.exp(exponent);
            double cosine = StrictMath.cos(Math.PI * uniform[i]);
            double sine = StrictMath.sin(Math.PI * uniform[i]);
            double complement = -StrictMath.expm1(exponent) * cosine * cosine;
            double x = sine * sine + power * cosine * cosine;
            draws.logarithms[i] +=
                    complement < 0.5 ? StrictMath.log1p(-complement) : StrictMath.log(x);
            // On the circle near kappa = 0 the power underflows, and its derivative with it.
            if (power != 0) {
                draws.slopes[i] -= 2 * exponent / twice * power * cosine * cosine / x;
            }
        }
    }
}
