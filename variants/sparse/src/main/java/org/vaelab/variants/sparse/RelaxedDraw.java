// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.tensor.Tensor;

/**
 * Values of a relaxation. They have no density of their own: log q and log p are the log densities
 * of the space, continued to relaxed values, so that their difference tends to that of the
 * distributions.
 *
 * @param z [K, R, event]
 * @param ownDensity returns log q, [K, R]; a KL in closed form does not ask for it
 * @param at what the continued density is a function of, [K, R, event] each
 * @param type of the distributions that have one
 * @param density of such a distribution
 */
record RelaxedDraw<D extends Distribution>(
        Tensor z,
        Supplier<Tensor> ownDensity,
        List<Tensor> at,
        Class<D> type,
        BiFunction<D, List<Tensor>, Tensor> density)
        implements Draw {

    @Override
    public Tensor logProbability() {
        return ownDensity.get();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the other is of another kind
     */
    @Override
    public Tensor logProbabilityUnder(Distribution other) {
        if (type.isInstance(other)) {
            return density.apply(type.cast(other), at);
        }
        throw new IllegalArgumentException(
                "prior %s has no density of relaxed draws; use another prior, or draw: discrete"
                        .formatted(other.getClass().getSimpleName()));
    }

    @Override
    public boolean isRelaxed() {
        return true;
    }

    @Override
    public boolean isContinued() {
        return true;
    }

    @Override
    public Draw mapped(UnaryOperator<Tensor> function) {
        return new RelaxedDraw<>(
                function.apply(z),
                () -> function.apply(ownDensity.get()),
                at.stream().map(function).toList(),
                type,
                density);
    }
}
