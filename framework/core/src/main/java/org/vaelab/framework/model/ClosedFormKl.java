// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

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
 * @param <Q> the class of q
 * @param <P> the class of p
 */
public record ClosedFormKl<Q extends Posterior, P extends Prior>(
        Class<Q> posterior, Class<P> prior, BiFunction<Q, P, Tensor> formula) {

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
}
