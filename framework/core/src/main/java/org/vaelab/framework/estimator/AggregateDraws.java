// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.stream.Collectors;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Draws of the aggregate posterior {@code q(z) = 1/N sum_n q(z given x_n)}, for regularisers that
 * compare it with the prior or with another distribution: one for each example of a batch.
 *
 * @param drawn the draws of the one latent variable
 * @param step of which the batch is
 * @param regularizer as a config calls it
 */
public record AggregateDraws(LatentDraw drawn, Step step, String regularizer) {

    /**
     * Returns the space of the one latent variable.
     *
     * @throws IllegalArgumentException if there are several
     */
    public static LatentSpace space(EstimatorContext context, String regularizer) {
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
    public static AggregateDraws underOnePrior(ElboTerms terms, Step step, String regularizer) {
        if (!step.model().generative().condition().isNone()) {
            throw new IllegalArgumentException(
                    "regularizer '"
                            + regularizer
                            + "' compares the aggregate posterior with one prior, and a conditional"
                            + " model has one for each condition; leave out condition");
        }
        return new AggregateDraws(terms.draw().latents().get(0), step, regularizer);
    }

    /**
     * Checks that draws of the prior compare with these.
     *
     * @throws IllegalArgumentException if these are of a relaxation
     */
    public void requireComparable() {
        if (drawn.draw().isRelaxed()) {
            throw new IllegalArgumentException(
                    "regularizer '"
                            + regularizer
                            + "' compares draws with those of the prior, which are no relaxations"
                            + " as those of "
                            + drawn.q().getClass().getSimpleName());
        }
    }

    /**
     * Checks that no prior waits for the gradient of a KL that the loss does not have.
     *
     * @param without what leaves the KL out, such as {@code with alpha: 1}; empty, or ends in a
     *     space
     * @param remedy what else to set, such as {@code set alpha below 1, }; empty, or ends in a
     *     space
     * @throws IllegalArgumentException if the prior is learned
     */
    public void requireNoLearnedPrior(String without, String remedy) {
        if (step.model().priorParameters().stream()
                .anyMatch(p -> p.role() == Parameter.Role.LEARNED)) {
            throw new IllegalArgumentException(
                    "regularizer '"
                            + regularizer
                            + "' "
                            + without
                            + "leaves no KL in the loss, by which alone a prior"
                            + " learns\n"
                            + remedy
                            + "fit the prior afterwards"
                            + " (training.priorSteps), or choose a prior without parameters");
        }
    }

    /** Returns the draws, [K, B, numbers of one value]. */
    public Tensor values() {
        return flat(drawn.draw());
    }

    /**
     * Returns other draws for the same examples, without a gradient, [K, B, numbers of one value].
     *
     * @param name by which the key of the step is split
     */
    public Tensor others(String name) {
        RandomKey key = step.key().split(name);
        return step.model()
                .runtime()
                .unrecorded(() -> flat(drawn.q().draw(key, drawn.samples())))
                .stopGradient();
    }

    private static Tensor flat(Draw draw) {
        Tensor z = draw.z();
        return z.reshape(z.shape().extent(0), z.shape().extent(1), z.shape().from(2).size());
    }

    /**
     * Returns as many draws of the prior as a batch has examples, without a gradient, [B, numbers].
     */
    public Tensor ofPrior() {
        Tensor z = step.ofPrior(drawn.batch()).z(drawn.name());
        return z.reshape(drawn.batch(), z.shape().from(1).size());
    }
}
