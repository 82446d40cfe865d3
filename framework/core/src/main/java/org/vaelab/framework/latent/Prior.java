// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** p(z): what latent values are before any datum is seen. */
public interface Prior extends Distribution, ConditionalPrior {

    @Override
    default boolean isConditional() {
        return false;
    }

    @Override
    default Prior given(Map<String, Tensor> given) {
        return this;
    }

    /** Draws independent values, whatever is given. */
    @Override
    default Tensor sample(RandomKey key, int n, Map<String, Tensor> given) {
        return sample(key, n);
    }

    /**
     * Returns log p(z) in nats, with respect to the space's measure.
     *
     * @param z [..., event]
     * @return [...]
     */
    @Override
    Tensor logProbability(Tensor z);

    /**
     * Draws independent values.
     *
     * @return [n, event]
     */
    Tensor sample(RandomKey key, int n);

    /**
     * Returns the densities of the units of a value, {@link LatentSpace#units}, where they are
     * independent: from values [..., event] to nats [..., U], which sum over the units to {@link
     * #logProbability}. By default empty.
     */
    default Optional<UnaryOperator<Tensor>> byUnit() {
        return Optional.empty();
    }

    /**
     * Returns this prior for many calls of {@link #logProbability} while its parameters stay as
     * they are: what depends on them alone is computed now, in the scope that is open, and lives as
     * long. Densities are the same. Returns this prior if there is nothing to compute.
     */
    @Override
    default Prior prepared() {
        return this;
    }

    /**
     * What fitting a distribution to values minimises in place of {@code -log p(z)}, such as the error
     * of a velocity. It is not in nats, and differences of it are no differences of log-densities.
     */
    @FunctionalInterface
    interface FitLoss {

        /**
         * Returns the loss of values, differentiable in the distribution's parameters.
         *
         * @param z [..., event]
         * @param key of the noise in the loss
         * @return [...]
         */
        Tensor of(Tensor z, RandomKey key);
    }
}
