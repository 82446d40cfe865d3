// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.Optional;
import org.vaelab.framework.component.Component.Learner;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;

/**
 * Estimates a bound of log p(x) such that the gradient of its loss can be followed. A settings
 * record that implements it is the whole part.
 *
 * <p>An estimator may learn parameters of its own, such as a baseline or a control variate. They
 * are no part of the model, and no gradient of the bound is theirs: they follow {@link
 * Objective#own}. Such an estimator is made for each model by an {@link EstimatorPart}.
 */
public interface Estimator extends EstimatorPart, Learner {

    /** Estimates the bound on a batch, as a function that a tape can differentiate. */
    Objective estimate(Step step);

    /**
     * Returns whether the loss has a useful gradient for posteriors of a kind; by default, of those
     * that pass it through their draws.
     */
    default boolean accepts(GradientKind kind) {
        return kind.isThroughDraw();
    }

    /** Returns this: its settings are all it knows. An override may check the context. */
    @Override
    default Estimator create(EstimatorContext context) {
        return this;
    }

    /**
     * Returns why training cannot take batches of a size, with a remedy; by default it can. It is
     * asked before training begins.
     */
    default Optional<String> obstacle(int batch) {
        return Optional.empty();
    }

    /**
     * Returns why this estimator cannot train a model, with a remedy; by default it can. It is
     * asked before training begins.
     */
    default Optional<String> obstacle(LatentVariableModel model) {
        return Optional.empty();
    }

    /**
     * Returns whether the loss needs log q: by default it does. Draws of which no density is
     * known, as of a Markov chain, are rejected by such an estimator before training begins.
     *
     * @param regularizer replaces the KL in the loss
     */
    default boolean needsDensity(KlRegularizer regularizer) {
        return true;
    }

    /**
     * Returns whether the bound and its gradient are right for draws that depend on one another and
     * each have the distribution q. By default they are not known to be.
     *
     * @see org.vaelab.framework.posterior.Posterior#drawsIndependently
     */
    default boolean acceptsDependentDraws() {
        return false;
    }

    /**
     * Returns whether the loss weighs several draws of an example against one another. Draws of a
     * point mass are equal, so it is rejected with one before training. By default it does not.
     */
    default boolean comparesDraws() {
        return false;
    }

    /**
     * Returns whether the loss leaves out the score of q, whose mean is 0. It is not where {@link
     * org.vaelab.framework.posterior.Draw#isContinued values have no density}, and such draws are
     * rejected before training. By default it does not.
     */
    default boolean omitsScore() {
        return false;
    }

    /**
     * Returns whether the loss fits q given some modalities alone, even if data have all of them.
     * The default is false.
     */
    default boolean fitsSubsets() {
        return false;
    }

    /**
     * Returns what the posteriors maximise, for an inference that finds them by gradient ascent. By
     * default empty: such an inference cannot maximise this estimator's bound, and is rejected
     * before training.
     *
     * @param regularizer replaces the KL in the loss
     */
    default Optional<RegularizedBound> posteriorObjective(KlRegularizer regularizer) {
        return Optional.empty();
    }
}
