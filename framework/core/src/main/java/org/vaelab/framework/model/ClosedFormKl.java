// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Optional;
import java.util.function.BiFunction;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.tensor.Tensor;

/**
 * KL(q(z given x) || p(z)) in closed form, for one class of posteriors and one of priors.
 *
 * @param posterior the class of q
 * @param prior the class of p
 * @param formula from q and p to nats per example, [B]
 * @param unitFormula from q and p to nats of each of U independent units, which sum to those of the
 *     example, [B, U]; empty where the distributions do not fall into units
 * @param <Q> the class of q
 * @param <P> the class of p
 */
public record ClosedFormKl<Q extends Posterior, P extends Prior>(
        Class<Q> posterior,
        Class<P> prior,
        BiFunction<Q, P, Tensor> formula,
        Optional<BiFunction<Q, P, Tensor>> unitFormula) {

    /** Creates a divergence of distributions that do not fall into units. */
    public ClosedFormKl(Class<Q> posterior, Class<P> prior, BiFunction<Q, P, Tensor> formula) {
        this(posterior, prior, formula, Optional.empty());
    }

    /** Returns whether this is the divergence between the classes. */
    public boolean isBetween(Class<? extends Posterior> q, Class<? extends Prior> p) {
        return posterior.equals(q) && prior.equals(p);
    }

    /**
     * Returns the divergence per example, [B].
     *
     * @throws ClassCastException if the arguments are not of the classes
     */
    public Tensor of(Posterior q, Prior p) {
        return formula.apply(posterior.cast(q), prior.cast(p));
    }

    /** Returns whether the divergences of units are known. */
    public boolean hasUnits() {
        return unitFormula.isPresent();
    }

    /**
     * Returns the divergences of the units, [B, U], where they are known.
     *
     * @throws ClassCastException if the arguments are not of the classes
     */
    public Optional<Tensor> perUnit(Posterior q, Prior p) {
        return unitFormula.map(units -> units.apply(posterior.cast(q), prior.cast(p)));
    }
}
