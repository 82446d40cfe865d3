// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import org.vaelab.framework.model.KlDivergence;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Draw;

/** How the KL term of an objective came about. */
public enum Divergence {
    /**
     * In closed form; for a relaxed draw, between the discrete distributions it relaxes. Also over
     * the draws of a point mass, which are all equal.
     */
    EXACT("exact"),
    /** In closed form for some factors of the latent space, over draws for the others. */
    PARTLY_EXACT("exact where known, else monte-carlo"),
    /** As the mean of log q(z given x) - log p(z) over draws. */
    MONTE_CARLO("monte-carlo"),
    /** As the mean over relaxed draws, of the densities of the relaxed q and p. */
    RELAXED("monte-carlo of relaxed densities");

    private final String label;

    Divergence(String label) {
        this.label = label;
    }

    /** Returns the name that records use. */
    public String label() {
        return label;
    }

    /** Returns how a divergence comes about: in closed form where known, if that is asked for. */
    static Divergence of(LatentVariableModel model, Draw draw, boolean exact) {
        KlDivergence kl = model.kl();
        if (model.posterior().isDeterministic() && !draw.isRelaxed()) {
            return EXACT;
        }
        if (!exact || !kl.hasClosedForm()) {
            return overDraws(draw);
        }
        return kl.isClosedForm() ? EXACT : PARTLY_EXACT;
    }

    /** Returns what a mean over a draw of log q - log p is. */
    public static Divergence overDraws(Draw draw) {
        return draw.isRelaxed() ? RELAXED : MONTE_CARLO;
    }
}
