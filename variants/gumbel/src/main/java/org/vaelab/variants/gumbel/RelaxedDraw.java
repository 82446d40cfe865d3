// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.tensor.Tensor;

/**
 * Values of a relaxation. Their log q is the density of a relaxation; the log p that goes with it is
 * one too, at a point y = log z that z shows only until it underflows.
 *
 * @param z in the simplices, or rounded to unit vectors, [K, R, n, k]
 * @param logProbability of y, [K, R]
 * @param y the logarithm of the relaxed values, [K, R, n, k]
 * @param temperature of the relaxation
 */
record RelaxedDraw(Tensor z, Tensor logProbability, Tensor y, double temperature) implements Draw {

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the variables are not independent under the other
     */
    @Override
    public Tensor logProbabilityUnder(Distribution other) {
        if (other instanceof CategoricalLogits categorical) {
            return Concrete.logDensity(categorical.logits(), temperature, y).sum(-1);
        }
        throw new IllegalArgumentException(
                "prior "
                        + other.getClass().getSimpleName()
                        + " has no relaxation with which a relaxed draw could be compared;"
                        + " use the KL between the discrete distributions (kl: analytic)"
                        + " or another prior");
    }

    @Override
    public boolean isRelaxed() {
        return true;
    }

    @Override
    public Draw mapped(UnaryOperator<Tensor> function) {
        return new RelaxedDraw(
                function.apply(z), function.apply(logProbability), function.apply(y), temperature);
    }
}
