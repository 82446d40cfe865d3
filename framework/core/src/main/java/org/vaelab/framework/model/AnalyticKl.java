// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Optional;
import java.util.function.BiFunction;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.tensor.Tensor;

/**
 * KL(q || p) in closed form, for the distributions of two types: classes, or interfaces that
 * several of them have.
 *
 * @param formula from q and p to nats per row, [R]
 * @param unitFormula from q and p to nats of each of U independent units, which sum to those of the
 *     row, [R, U]; empty where the distributions do not fall into units
 */
public record AnalyticKl<Q extends Distribution, P extends Distribution>(
        Class<Q> left,
        Class<P> right,
        BiFunction<Q, P, Tensor> formula,
        Optional<BiFunction<Q, P, Tensor>> unitFormula) {

    /** Creates a divergence of distributions that do not fall into units. */
    public AnalyticKl(Class<Q> left, Class<P> right, BiFunction<Q, P, Tensor> formula) {
        this(left, right, formula, Optional.empty());
    }

    public boolean isBetween(Distribution q, Distribution p) {
        return left.isInstance(q) && right.isInstance(p);
    }

    /** Returns whether this is for types that are, both, those of another or below them. */
    boolean isAtLeastAsSpecificAs(AnalyticKl<?, ?> other) {
        return other.left.isAssignableFrom(left) && other.right.isAssignableFrom(right);
    }

    /**
     * Returns the divergence per row, [R]. That of a prepared prior is that of the prior itself.
     *
     * @throws ClassCastException if the arguments are not of the types
     */
    public Tensor of(Distribution q, Distribution p) {
        return formula.apply(left.cast(q), right.cast(KlRegistry.original(p)));
    }

    /**
     * Returns the divergences of the units, [R, U], where they are known.
     *
     * @throws ClassCastException if the arguments are not of the types
     */
    public Optional<Tensor> perUnit(Distribution q, Distribution p) {
        return unitFormula.map(
                units -> units.apply(left.cast(q), right.cast(KlRegistry.original(p))));
    }

    @Override
    public String toString() {
        return left.getSimpleName() + " to " + right.getSimpleName();
    }
}
