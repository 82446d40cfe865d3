// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.tensor.Tensor;

/**
 * KL(q(z given x) || p(z)) of a model. Where posterior and prior are products over the same spaces it
 * is the sum of the divergences of their factors, each in closed form if one is known:
 *
 * <pre>
 *   KL(prod_i q_i || prod_i p_i) = sum_i KL(q_i || p_i)
 * </pre>
 *
 * @param factors in order, at least one
 */
public record KlDivergence(List<Factor> factors) {

    /**
     * The divergence of one factor.
     *
     * @param name of the factor; empty for a model with one latent space
     * @param closedForm its formula, where it is known
     */
    public record Factor(String name, Optional<ClosedFormKl<?, ?>> closedForm) {

        private Tensor of(Posterior q, Prior p, Draw draw, boolean exact) {
            if (exact && closedForm.isPresent()) {
                return closedForm.get().of(q, p);
            }
            return draw.logProbability().sub(draw.logPrior(p)).mean(0);
        }
    }

    /** Copies the list, and checks that it is not empty. */
    public KlDivergence {
        factors = List.copyOf(factors);
        if (factors.isEmpty()) {
            throw new IllegalArgumentException("a divergence has at least one factor");
        }
    }

    /** Returns the divergence on one latent space. */
    public static KlDivergence of(Optional<ClosedFormKl<?, ?>> closedForm) {
        return new KlDivergence(List.of(new Factor("", closedForm)));
    }

    /** Returns whether there are several factors. */
    public boolean isProduct() {
        return factors.size() > 1;
    }

    /** Returns whether every factor has a closed form. */
    public boolean isClosedForm() {
        return factors.stream().allMatch(factor -> factor.closedForm().isPresent());
    }

    /** Returns whether some factor has a closed form. */
    public boolean hasClosedForm() {
        return factors.stream().anyMatch(factor -> factor.closedForm().isPresent());
    }

    /**
     * Returns the divergence of each factor in nats, [B], in order.
     *
     * @param draw from q
     * @param exact whether closed forms are used where they are known; otherwise, and without one,
     *     the mean over the draws of log q(z given x) - log p(z)
     */
    public List<Tensor> perFactor(Posterior q, Prior p, Draw draw, boolean exact) {
        if (!isProduct()) {
            return List.of(factors.get(0).of(q, p, draw, exact));
        }
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < factors.size(); i++) {
            parts.add(
                    factors.get(i)
                            .of(
                                    q.factors().get(i),
                                    p.factors().get(i),
                                    draw.factors().get(i),
                                    exact));
        }
        return parts;
    }

    /** Returns the sum of {@link #perFactor}, [B]. */
    public Tensor of(Posterior q, Prior p, Draw draw, boolean exact) {
        return sum(perFactor(q, p, draw, exact));
    }

    /** Returns the sum of divergences, [B]. */
    public static Tensor sum(List<Tensor> parts) {
        return parts.stream().reduce(Tensor::add).orElseThrow();
    }
}
