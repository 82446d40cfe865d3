// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.List;
import java.util.function.Supplier;
import org.vaelab.framework.model.KlDivergence;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The evidence lower bound and its parts, for training and evaluation alike.
 *
 * <pre>
 *   log p(x) >= E_q[log p(x given z)] - KL(q(z given x) || p(z))     (Jensen)
 *            =  log p(x) - KL(q(z given x) || p(z given x))
 * </pre>
 *
 * <p>The expectation is a mean over draws; the divergence is exact where a closed form is used, else
 * the mean of log q - log p over the same draws (Kingma and Welling 2014, equations 6 and 7).
 *
 * @param draw the values drawn from q
 * @param reconstruction the mean of log p(x given z) over the draws, [B]
 * @param klByFactor KL(q_i || p_i) of each factor of the latent space, [B] each, in order
 * @param kl KL(q || p), their sum, [B]
 * @param divergence how the KL was computed
 * @param units computes the divergences of the units, where they are asked for
 */
public record ElboTerms(
        Draw draw,
        Tensor reconstruction,
        List<Tensor> klByFactor,
        Tensor kl,
        Divergence divergence,
        Supplier<Tensor> units) {

    /** Copies the list. */
    public ElboTerms {
        klByFactor = List.copyOf(klByFactor);
    }

    /**
     * Estimates the terms.
     *
     * @param x [B, D]
     * @param q the posteriors of x
     * @param samples draws per example
     * @param exactKl whether to use closed forms where they are known
     */
    public static ElboTerms of(
            LatentVariableModel model,
            Tensor x,
            Posterior q,
            RandomKey key,
            int samples,
            boolean exactKl) {
        return of(model, x, q, q.draw(key, samples), exactKl);
    }

    /**
     * Estimates the terms from values already drawn.
     *
     * @param x [B, D]
     * @param q the posteriors of x
     * @param draw from q
     * @param exactKl whether to use closed forms where they are known
     */
    public static ElboTerms of(
            LatentVariableModel model, Tensor x, Posterior q, Draw draw, boolean exactKl) {
        Tensor reconstruction = model.decode(draw).logProbability(x).mean(0);
        List<Tensor> kl = model.kl().perFactor(q, model.prior(), draw, exactKl);
        return new ElboTerms(
                draw,
                reconstruction,
                kl,
                KlDivergence.sum(kl),
                Divergence.of(model, draw, exactKl),
                () -> model.kl().perUnit(q, model.prior()));
    }

    /**
     * Returns the divergences of the units of the latent space, which sum to the exact KL, [B, U]:
     * of a Normal's coordinates, of categorical variables. They are computed anew, and always in
     * closed form.
     *
     * @throws IllegalArgumentException if they are not known
     */
    public Tensor klByUnit() {
        return units.get();
    }

    /** Returns the bound, [B]. */
    public Tensor bound() {
        return reconstruction.sub(kl);
    }
}
