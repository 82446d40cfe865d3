// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import java.util.Optional;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * A posterior on R^d behind a flow (Rezende and Mohamed 2015, equation 5):
 *
 * <pre>
 *   z = f(z_0; h),  z_0 ~ q_0(z_0 given x)
 *   log q(z) = log q_0(z_0) - log |det df/dz_0|
 * </pre>
 *
 * <p>A draw gets its density from the forward pass. The density of any other z needs {@link
 * Bijection#inverse}; its gradient in z and in all parameters is exact. Expectation and entropy
 * have no closed form. Draws have the gradient of those of q_0.
 *
 * @param base q_0 of each of R rows
 * @param flow f
 * @param context h, [R, c], where f has one
 */
record FlowPosterior(Posterior base, Bijection flow, Optional<Tensor> context)
        implements Posterior {

    /**
     * Checks that draws of the base have a density, and pass an unbiased gradient.
     *
     * @throws IllegalArgumentException if the base is a point mass, or its draws pass a biased
     *     gradient or none
     */
    public FlowPosterior {
        GradientKind kind = base.gradient();
        if (base.isPointMass() || kind.isBiased() || !kind.isThroughDraw()) {
            throw new IllegalArgumentException(
                    ("a flow needs a base whose draws have a density and an exact or"
                                    + " implicit gradient, which %s has not (%s)")
                            .formatted(
                                    base.getClass().getSimpleName(),
                                    base.isPointMass() ? "a point mass" : kind.label()));
        }
    }

    /** {@inheritDoc} Under the key itself, so that the noise is that of the base. */
    @Override
    public Draw draw(RandomKey key, int samples) {
        Draw start = base.draw(key, samples);
        Bijection.Mapped end = flow.forward(start.z(), context);
        Tensor z = end.value();
        return Draw.of(z, start.logProbability().sub(end.logDeterminant()), z, start.effects());
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Bijection.Mapped start = flow.inverse(z, context);
        return base.logProbability(start.value()).add(start.logDeterminant());
    }

    /** {@inheritDoc} Those of the base: far out, the scales of all flows are bounded. */
    @Override
    public double tailIndex() {
        return base.tailIndex();
    }

    /** Returns the image of the base's location, which is not the mean of z. */
    @Override
    public Tensor location() {
        return flow.forward(base.location(), context).value();
    }

    @Override
    public Optional<Tensor> expectation() {
        return Optional.empty();
    }

    @Override
    public GradientKind gradient() {
        return base.gradient();
    }
}
