// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Prior.PreparedPrior;
import org.vaelab.framework.tensor.Tensor;

/**
 * The divergences that are known in closed form, by the types of the two distributions. If several
 * match two distributions, the one with the narrowest types is used.
 */
public record KlRegistry(Collection<AnalyticKl<?, ?>> known) {

    public KlRegistry {
        known = List.copyOf(known);
    }

    /**
     * Returns the divergence of two distributions, where it is known.
     *
     * @throws IllegalStateException if two are, and neither is of narrower types
     */
    public Optional<AnalyticKl<?, ?>> find(Distribution q, Distribution p) {
        Distribution original = original(p);
        List<AnalyticKl<?, ?>> between =
                known.stream().filter(candidate -> candidate.isBetween(q, original)).toList();
        Optional<AnalyticKl<?, ?>> narrowest =
                between.stream()
                        .filter(a -> between.stream().allMatch(a::isAtLeastAsSpecificAs))
                        .findFirst();
        if (narrowest.isEmpty() && !between.isEmpty()) {
            throw new IllegalStateException(
                    "it is not clear which of the divergences " + between + " is meant");
        }
        return narrowest;
    }

    /** Returns the distribution whose closed-form divergences are used: the prior itself. */
    public static Distribution original(Distribution p) {
        return p instanceof PreparedPrior prepared ? prepared.original() : p;
    }

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
}
