// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.special.ModifiedBessel;
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
 * <p>Its shape is close to that of a von Mises-Fisher distribution. Its draw is a smooth function
 * of kappa, mu and noise, without rejection. The log-density is computed as {@code kappa log((1 +
 * w)/2)} plus the rest, which is accurate if the distribution is concentrated.
 *
 * <p>kappa lies in [0, 1e100]; 0 is the uniform distribution. If kappa is larger or NaN, the draws
 * of its example are NaN.
 */
public final class PowerSpherical implements Posterior {

    private final Sphere space;
    private final Tensor meanDirection;
    private final Tensor concentration;
    private double @Nullable [] kappa;
    private final double half;

    /**
     * Creates the distributions of a batch.
     *
     * @param meanDirection mu, [B, d], rows of length 1
     * @param concentration kappa, [B], not negative
     * @throws IllegalArgumentException if the shapes do not agree, or d is below 2
     */
    public PowerSpherical(Tensor meanDirection, Tensor concentration) {
        this.space = SphericalShapes.space(meanDirection, concentration);
        this.meanDirection = meanDirection;
        this.concentration = concentration;
        this.half = 0.5 * space.dimension();
    }

    /** Read on first use: the location does not need them. */
    private double[] kappa() {
        double[] known = kappa;
        if (known == null) {
            known =
                    Arrays.stream(concentration.readDoubles())
                            .map(
                                    k ->
                                            k >= 0 && k <= ModifiedBessel.LARGEST_ARGUMENT
                                                    ? k
                                                    : Double.NaN)
                            .toArray();
            kappa = known;
        }
        return known;
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        PowerSphericalSampler.Draws draws =
                new PowerSphericalSampler(space.ambient())
                        .draw(key.split("cosine"), kappa(), samples);
        Tensor logarithm = Elementwise.drawn(concentration, draws.logarithms(), draws::slopes);
        Tensor complement = logarithm.expm1().mul(-2);
        Tensor z = Rotation.draw(key.split("direction"), meanDirection, complement);
        return Draw.of(z, logDensity(logarithm));
    }

    /**
     * {@inheritDoc}
     *
     * <p>(1 - w) / (1 + w) is computed as |z - mu|^2 / |z + mu|^2.
     */
    @Override
    public Tensor logProbability(Tensor z) {
        Tensor below = z.sub(meanDirection).square().sum(-1);
        Tensor above = z.add(meanDirection).square().sum(-1);
        return logDensity(below.div(above).log1p().neg());
    }

    /** The log-density where log((1 + w)/2) is given. */
    private Tensor logDensity(Tensor logarithm) {
        double constant = space.dimension() * Math.log(2) + half * Math.log(Math.PI);
        Tensor normalizer =
                function(
                        k -> constant - GammaFunctions.logGammaDifference(k + half, half),
                        k -> -GammaFunctions.digammaDifference(k + half, half));
        return concentration.mul(logarithm).sub(normalizer);
    }

    /** Returns the divergence from the uniform distribution in nats, [B]; 0 for kappa = 0. */
    public Tensor klToUniform() {
        double atZero = GammaFunctions.logGammaDifference(half, half);
        return function(
                k ->
                        GammaFunctions.logGammaDifference(k + half, half)
                                - atZero
                                - k * GammaFunctions.digammaDifference(k + half, half),
                this::klSlope);
    }

    /** Returns the entropy in nats, [B]. */
    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(klToUniform().neg().add(space.logSurface()));
    }

    private double klSlope(double k) {
        return -k * GammaFunctions.trigammaDifference(k + half, half);
    }

    /** Returns the mean resultant length |E[z]| = kappa / (kappa + d - 1), [B]. */
    public Tensor meanResultantLength() {
        return concentration.div(concentration.add(space.dimension()));
    }

    private Tensor function(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
        return Elementwise.of(
                concentration,
                Arrays.stream(kappa()).map(value).toArray(),
                Arrays.stream(kappa()).map(slope).toArray());
    }

    public Tensor meanDirection() {
        return meanDirection;
    }

    public Tensor concentration() {
        return concentration;
    }

    @Override
    public Tensor location() {
        return meanDirection;
    }

    /** Returns kappa / (kappa + d - 1) mu, in the ball; 0 for kappa = 0. */
    @Override
    public Optional<Tensor> expectation() {
        return Optional.of(meanDirection.mul(meanResultantLength().expandDims(-1)));
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }

    @Override
    public Map<String, Tensor> numbers() {
        return SphericalShapes.numbers(meanDirection, concentration);
    }
}
