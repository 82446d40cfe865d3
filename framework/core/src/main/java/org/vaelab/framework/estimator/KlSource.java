// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.Collection;

/** How a KL was computed. */
public enum KlSource {
    /**
     * In closed form; for a relaxed draw, between the discrete distributions it relaxes. Also over
     * the draws of a point mass, which are all equal.
     */
    ANALYTIC("analytic"),
    /** In closed form for some latent variables or factors, over draws for the others. */
    PARTLY_ANALYTIC("analytic where known, else monte-carlo"),
    /** As the mean of log q(z given x) - log p(z) over draws. */
    MONTE_CARLO("monte-carlo"),
    /** As the mean of -log p(z) over draws, less the entropy of q in closed form. */
    ENTROPY("analytic entropy, else monte-carlo"),
    /** As the mean over relaxed draws, of the densities of the relaxed q and p. */
    RELAXED("monte-carlo of relaxed densities"),
    /** There is no KL. */
    NONE("none");

    private final String label;

    KlSource(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** Returns the source of a mean over draws of log q - log p. */
    public static KlSource overDraws(boolean relaxed) {
        return relaxed ? RELAXED : MONTE_CARLO;
    }

    /**
     * Returns the source of a sum.
     *
     * @param parts how its terms did, at least one
     */
    static KlSource ofSum(Collection<KlSource> parts) {
        if (parts.contains(NONE)) {
            return NONE;
        }
        if (parts.stream().allMatch(part -> part == ANALYTIC)) {
            return ANALYTIC;
        }
        if (parts.contains(ANALYTIC)) {
            return PARTLY_ANALYTIC;
        }
        if (parts.stream().allMatch(part -> part == ENTROPY)) {
            return ENTROPY;
        }
        return parts.contains(RELAXED) ? RELAXED : MONTE_CARLO;
    }
}
