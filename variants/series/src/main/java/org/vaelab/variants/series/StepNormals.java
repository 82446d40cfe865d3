// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Optional;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The Normals of all steps of a {@link VrnnPosterior}, of which each is given the values of those
 * before it. The parameters belong to one draw: KL(q || p) given the draw is the sum of the steps.
 *
 * @param mean [R, T d]
 * @param logVariance [R, T d]
 */
record StepNormals(Tensor mean, Tensor logVariance) implements IndependentNormal, Posterior {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor noise = mean.runtime().normal(key, mean.shape().prepend(samples)).cast(mean.dtype());
        return Draw.of(at(noise), logProbabilityOf(noise));
    }

    /** Returns the values of standard noise, [..., R, T d]. */
    Tensor at(Tensor noise) {
        return noise.mul(logVariance.mul(0.5).exp()).add(mean);
    }

    /** Returns the log density of the values of standard noise, [..., R, T d], in nats. */
    Tensor logProbabilityOf(Tensor noise) {
        return noise.square().add(logVariance).add(LOG_TWO_PI).sum(-1).mul(-0.5);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return logProbabilityOf(z.sub(mean).mul(logVariance.mul(-0.5).exp()));
    }

    /** {@inheritDoc} It is {@code 1/2 sum (log variance + log 2 pi + 1)}. */
    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(logVariance.add(LOG_TWO_PI + 1).sum(-1).mul(0.5));
    }

    @Override
    public Tensor location() {
        return mean;
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }
}
