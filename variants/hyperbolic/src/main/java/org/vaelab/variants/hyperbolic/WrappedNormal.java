// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.hyperbolic;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.latent.Hyperbolic;
import org.vaelab.framework.latent.HyperbolicMaps;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/**
 * The wrapped Normal on hyperbolic space (Nagano et al. 2019): a Normal in the tangent space at the
 * origin, carried to mu by parallel transport, and mapped to the space by the exponential map.
 *
 * <pre>
 *   u ~ N(0, diag sigma^2),   z = exp_mu(PT_{0->mu}(u))
 *   log q(z) = log N(u; 0, diag sigma^2) - (d - 1) log(sinh(s|u|) / (s|u|)),   s = sqrt c
 * </pre>
 *
 * <p>The gradient is pathwise and exact, also in a learned c. For c to 0 or d = 1 it is the Normal.
 * A draw has its density from u. {@link #logProbability} finds u from z. In float32, rounding of z
 * moves u by about {@code 2^-22 (1 + 2 s|mu| + sinh(s|mu|)) / s}, which is 0.02 / s at the largest
 * s|mu| of {@link WrappedNormalFamily}. Where s|u| is at most 2 that is a bound; at s|u| = 8 the
 * error is up to twice as large.
 *
 * @param mean mu in normal coordinates, [R, d]
 * @param logVariance log sigma^2, [R, d]
 */
public record WrappedNormal(Hyperbolic space, Tensor mean, Tensor logVariance)
        implements Posterior {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor noise =
                mean.runtime().normal(key, mean.shape().prepend(samples)).cast(DType.FLOAT64);
        Tensor u = noise.mul(variance().mul(0.5).exp());
        Tensor y = HyperbolicMaps.translated(space.scaled(mean), space.scaled(u));
        Tensor z = y.div(space.root(mean)).cast(mean.dtype());
        return Draw.of(z, logDensity(noise, u, z));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Tensor u =
                HyperbolicMaps.translated(space.scaled(mean).neg(), space.scaled(z))
                        .div(space.root(mean));
        return logDensity(u.mul(variance().mul(-0.5).exp()), u, z);
    }

    private Tensor variance() {
        return logVariance.cast(DType.FLOAT64);
    }

    private Tensor logDensity(Tensor noise, Tensor u, Tensor z) {
        Tensor ofTangent = noise.square().add(variance()).add(LOG_TWO_PI).sum(-1).mul(-0.5);
        Tensor density = ofTangent.sub(space.logVolume(u));
        if (space.curvature().learned() == null) {
            return density.cast(mean.dtype());
        }
        Tensor ofMeasure = space.logVolume(z).sub(space.logMeasure(z)); // 0, with a gradient in c
        return density.add(ofMeasure).cast(mean.dtype());
    }

    @Override
    public Tensor location() {
        return mean;
    }

    /** {@inheritDoc} That of normal coordinates has no closed form. */
    @Override
    public Optional<Tensor> expectation() {
        return Optional.empty();
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }

    /** Returns a learned c as {@code curvature}. */
    @Override
    public Map<String, Double> signals(Draw draw) {
        return space.curvature().learned() == null
                ? Map.of()
                : Map.of("curvature", space.root(mean).square().readScalar());
    }

    /** Returns {@code mean}, {@code logVariance} and {@code curvature}, c for each row. */
    @Override
    public Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("mean", mean);
        numbers.put("logVariance", logVariance);
        Tensor c = space.root(mean).square().cast(mean.dtype());
        numbers.put("curvature", c.broadcastTo(mean.shape().range(0, -1)));
        return numbers;
    }

    @Override
    public String howToDraw() {
        return "the wrapped Normal on hyperbolic space of curvature -`curvature`: `u = exp(logVariance / 2)"
                + " * noise` with standard Normal noise, carried from the origin to `mean` by parallel"
                + " transport and mapped by the exponential map; all in normal coordinates at the origin";
    }
}
