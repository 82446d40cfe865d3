// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import java.util.stream.Collectors;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.LatentDraw;

/**
 * Requires the posterior that this module needs: one latent variable, with the same prior for all
 * data.
 */
final class AggregateSettings {

    private AggregateSettings() {}

    /**
     * Returns the space of the one latent variable.
     *
     * @throws IllegalArgumentException if there are several
     */
    static LatentSpace space(EstimatorContext context, String regularizer) {
        if (context.spaces().size() > 1) {
            throw new IllegalArgumentException(
                    "regularizer '"
                            + regularizer
                            + "' holds the aggregate posterior of one latent variable, not of "
                            + context.spaces().stream()
                                    .map(LatentSpace::toString)
                                    .collect(Collectors.joining(" > ")));
        }
        return context.spaces().get(0);
    }

    /**
     * Returns the draws of the one latent variable.
     *
     * @throws IllegalArgumentException if its prior may be another for each datum
     */
    static LatentDraw underOnePrior(ElboTerms terms, Step step, String regularizer) {
        if (!step.model().generative().condition().isNone()) {
            throw new IllegalArgumentException(
                    "regularizer '"
                            + regularizer
                            + "' compares the aggregate posterior with one prior, and a conditional"
                            + " model has one for each condition; leave out condition");
        }
        return terms.draw().latents().get(0);
    }
}
