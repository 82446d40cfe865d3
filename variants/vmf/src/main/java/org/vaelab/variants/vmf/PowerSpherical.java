// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.Elementwise;

/**
 * The power spherical distribution on S^{d-1}, around a mean direction mu (De Cao and Aziz 2020).
 *
 * <pre>
 *   q(z) = (1 + mu . z)^kappa / N,   N = 2^{a+b} pi^b Gamma(a) / Gamma(a+b)
 *   a = b + kappa,   b = (d-1)/2,   (1 + w)/2 ~ Beta(a, b)
 *   KL(q || uniform) = log area - log N + kappa (log 2 + psi(a) - psi(a+b))
 * </pre>
 *
 * <p>Its shape is much that of a von Mises-Fisher distribution, and its draw is a smooth function
 * of kappa, mu and noise, without rejection. The log-density is formed as {@code kappa log((1 +
 * w)/2)} and the rest, which keeps its digits where the distribution is concentrated.
 *
 * <p>Any kappa in [0, 1e100]; 0 is the uniform distribution. A kappa beyond it, or NaN, makes the
 * draws of its example NaN.
 */
public final class PowerSpherical extends SphericalPosterior {

    private final double half;

    /**
     * Returns the distributions of a batch, whose values are checked.
     *
     * @param meanDirection mu, [B, d], rows of length 1
     * @param concentration kappa, [B], not negative
     * @throws IllegalArgumentException if a row has another length, or a concentration is negative
     */
    public static PowerSpherical of(Tensor meanDirection, Tensor concentration) {
        return checked(meanDirection, concentration, PowerSpherical::new);
    }

    /**
     * Creates the distributions of a batch. Values are not checked, as networks give them: outside
     * their domain, results are NaN. {@link #of} checks them.
     *
     * @param meanDirection mu, [B, d], rows of length 1
     * @param concentration kappa, [B], not negative
     * @throws IllegalArgumentException if the shapes do not agree, or d is below 2
     */
    public PowerSpherical(Tensor meanDirection, Tensor concentration) {
        super(meanDirection, concentration);
        this.half = 0.5 * space().dimension();
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        PowerSphericalSampler.Draws draws =
                new PowerSphericalSampler(space().ambient())
                        .draw(key.split("cosine"), kappa(), samples);
        Tensor logarithm = Elementwise.drawn(concentration(), draws.logarithms(), draws::slopes);
        Tensor complement = logarithm.expm1().mul(-2);
        Tensor z = MeanDirection.draw(key.split("direction"), meanDirection(), complement);
        return Draw.of(z, logDensity(logarithm));
    }

    /**
     * {@inheritDoc}
     *
     * <p>(1 - w) / (1 + w) is taken as |z - mu|^2 / |z + mu|^2.
     */
    @Override
    public Tensor logProbability(Tensor z) {
        Tensor below = z.sub(meanDirection()).square().sum(-1);
        Tensor above = z.add(meanDirection()).square().sum(-1);
        return logDensity(below.div(above).log1p().neg());
    }

    /** The log-density where log((1 + w)/2) is given. */
    private Tensor logDensity(Tensor logarithm) {
        double constant = space().dimension() * Math.log(2) + half * Math.log(Math.PI);
        Tensor normalizer =
                ofConcentration(
                        k -> constant - GammaFunctions.logGammaDifference(k + half, half),
                        k -> -GammaFunctions.digammaDifference(k + half, half));
        return concentration().mul(logarithm).sub(normalizer);
    }

    @Override
    public Tensor klToUniform() {
        double atZero = GammaFunctions.logGammaDifference(half, half);
        return ofConcentration(
                k ->
                        GammaFunctions.logGammaDifference(k + half, half)
                                - atZero
                                - k * GammaFunctions.digammaDifference(k + half, half),
                this::klSlope);
    }

    private double klSlope(double k) {
        return -k * GammaFunctions.trigammaDifference(k + half, half);
    }

    /** Returns kappa / (kappa + d - 1), [B]. */
    @Override
    public Tensor meanResultantLength() {
        return concentration().div(concentration().add(space().dimension()));
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }

    @Override
    public String howToDraw() {
        return "the power spherical distribution on the sphere";
    }

    /**
     * Draws Z = (1 + w)/2 of the power spherical distribution on S^{d-1}, a Beta(a, b) variate with
     * a = kappa + (d-1)/2 and b = (d-1)/2. Z is a smooth function of a and of noise independent of
     * a.
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
    record PowerSphericalSampler(int d) {

        record Draws(double[] logarithms, double[] slopes) {}

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
}
