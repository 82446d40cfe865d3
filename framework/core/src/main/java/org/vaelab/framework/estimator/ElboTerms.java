// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import org.vaelab.framework.model.ClosedFormKl;
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
 * @param kl KL(q || p), [B]
 * @param divergence how the KL was computed
 */
public record ElboTerms(Draw draw, Tensor reconstruction, Tensor kl, Divergence divergence) {

    /**
     * Estimates the terms.
     *
     * @param x [B, D]
     * @param q the posteriors of x
     * @param samples draws per example
     * @param exactKl whether to use the model's closed form
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
     * @param exactKl whether to use the model's closed form
     */
    public static ElboTerms of(
            LatentVariableModel model, Tensor x, Posterior q, Draw draw, boolean exactKl) {
        Tensor reconstruction = model.decode(draw.z()).logProbability(x).mean(0);
        Tensor kl = exactKl ? exactKl(model, q) : monteCarloKl(model, draw);
        Divergence divergence = exactKl ? Divergence.EXACT : Divergence.overDraws(draw);
        return new ElboTerms(draw, reconstruction, kl, divergence);
    }

    private static Tensor exactKl(LatentVariableModel model, Posterior q) {
        ClosedFormKl<?, ?> formula = model.closedFormKl().orElseThrow();
        return formula.of(q, model.prior());
    }

    private static Tensor monteCarloKl(LatentVariableModel model, Draw draw) {
        return draw.logProbability().sub(draw.logPrior(model.prior())).mean(0);
    }

    /** Returns the bound, [B]. */
    public Tensor bound() {
        return reconstruction.sub(kl);
    }
}
