// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * The relaxation of {@link ToyCategorical} (Maddison, Mnih and Teh 2017, equation 22): relaxed, or
 * straight-through where the value is rounded. Densities are those of y = log z, relaxed either
 * way.
 *
 * <pre>
 *   y = log softmax((logits + Gumbel noise) / t)
 *   log q(y) = log Gamma(k) + (k - 1) log t + sum_j (l_j - t y_j) - k log sum_j e^(l_j - t y_j)
 * </pre>
 *
 * @param logits l, [R, n, k]
 * @param temperature t, above 0
 * @param hard whether z is rounded to a unit vector
 */
record ToyConcrete(Tensor logits, double temperature, boolean hard)
        implements Posterior, CategoricalLogits {

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor race = logits.runtime().exponential(key, logits.shape().prepend(samples));
        Tensor y = logits.sub(race.log()).mul(1 / temperature).logSoftmax(-1);
        Tensor soft = y.exp();
        Tensor z = hard ? rounded(soft) : soft;
        return new Relaxed(z, logDensity(logits, temperature, y), y, temperature);
    }

    /** The unit vector of the largest coordinate, with the gradient of all. */
    private static Tensor rounded(Tensor soft) {
        Tensor unit = soft.argMax(-1).oneHot(soft.shape().extent(-1));
        return CustomGradient.straightThrough(soft, unit);
    }

    private static Tensor logDensity(Tensor logits, double temperature, Tensor y) {
        int k = y.shape().extent(-1);
        Tensor tempered = logits.sub(y.mul(temperature));
        double constant = GammaFunctions.logGamma(k) + (k - 1) * Math.log(temperature);
        return tempered.sum(-1).sub(tempered.logSumExp(-1).mul(k)).add(constant).sum(-1);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return logDensity(logits, temperature, z.maximum(Float.MIN_NORMAL).log());
    }

    @Override
    public Tensor location() {
        return logits.softmax(-1);
    }

    @Override
    public GradientKind gradient() {
        return hard ? GradientKind.STRAIGHT_THROUGH : GradientKind.RELAXED;
    }

    /** A draw, which asks other distributions for the density of their relaxation at y. */
    private record Relaxed(Tensor z, Tensor logProbability, Tensor y, double temperature)
            implements Draw {

        @Override
        public Tensor logProbabilityUnder(Distribution other) {
            if (other instanceof CategoricalLogits categories) {
                return logDensity(categories.logits(), temperature, y);
            }
            throw new IllegalArgumentException(other + " has no relaxation");
        }

        @Override
        public boolean isRelaxed() {
            return true;
        }

        @Override
        public Draw mapped(UnaryOperator<Tensor> function) {
            return new Relaxed(
                    function.apply(z),
                    function.apply(logProbability),
                    function.apply(y),
                    temperature);
        }
    }
}
